#include "domain/call_journal.h"

#include <chrono>
#include <utility>

#include "base/text.h"

namespace exo::domain {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

constexpr std::size_t kMaxTextBytes = 256;
constexpr std::size_t kMaxDetailBytes = 128;

}  // namespace

void CallJournal::begin(CallRecord record, SteadyTime opened) {
  record_ = std::move(record);
  opened_ = opened;
  record_.timeline.push_back({0, StepKind::opened, printable(record_.path, kMaxDetailBytes)});
}

void CallJournal::note(StepKind kind, std::string_view detail, Moment now) {
  if (record_.timeline.size() >= kMaxSteps - 1) return;  // the last place is the end's
  record_.timeline.push_back(
      {duration_cast<milliseconds>(now.steady - opened_).count(), kind, printable(detail, kMaxDetailBytes)});
}

void CallJournal::note_webhook(WallTime at) {
  record_.webhook_at = at;
  const auto before = duration_cast<milliseconds>(at - record_.opened_at).count();
  record_.timeline.insert(record_.timeline.begin(), {before, StepKind::webhook, {}});
}

void CallJournal::close(EndReason reason, std::string detail, Moment now) {
  record_.end_reason = reason;
  record_.end_detail = std::move(detail);
  record_.ended_at = now.wall;
  record_.timeline.push_back(
      {duration_cast<milliseconds>(now.steady - opened_).count(), StepKind::closed, std::string(to_string(reason))});
}

std::string kept_words(std::string_view text) {
  return printable(trim(text), kMaxTextBytes);
}

}  // namespace exo::domain
