#include "store/call_rows.h"

#include <algorithm>
#include <limits>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "store/rows.h"

namespace exo::store {
namespace {

/// SQLite's integers are signed.
std::int64_t counter(std::uint64_t value) {
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(std::min(value, kMost));
}

std::uint64_t counter_at(SQLite::Statement& row, int column) {
  return static_cast<std::uint64_t>(integer_at(row, column));
}

std::optional<WallTime> maybe_time_at(SQLite::Statement& row, int column) {
  if (is_null_at(row, column)) return std::nullopt;
  return time_at(row, column);
}

std::optional<std::int64_t> maybe_integer_at(SQLite::Statement& row, int column) {
  if (is_null_at(row, column)) return std::nullopt;
  return integer_at(row, column);
}

domain::GreetingOutcome greeting_at(SQLite::Statement& row, int column) {
  return domain::greeting_outcome_from(row.getColumn(column).getText()).value_or(domain::GreetingOutcome::none);
}

/// A name that only a newer release knows: the call did end, and nothing more can be said here.
domain::EndReason end_reason_at(SQLite::Statement& row, int column) {
  return domain::end_reason_from(row.getColumn(column).getText()).value_or(domain::EndReason::interrupted);
}

/// Into memory that is already there.
void copy_text(SQLite::Statement& row, int column, std::string& to) {
  const auto value = row.getColumn(column);
  to.assign(value.getText(), static_cast<std::size_t>(value.getBytes()));
}

/// kMaxSteps steps, every byte of whose details may need six in JSON.
constexpr JsonLimits kTimelineLimits{.max_bytes = 1UL << 20, .max_depth = 4};

std::string timeline_json(const std::vector<domain::CallStep>& timeline) {
  Json list = Json::array();
  for (const auto& step : timeline) {
    Json entry = {{"at_ms", step.at_ms}, {"kind", to_string(step.kind)}};
    if (!step.detail.empty()) entry["detail"] = step.detail;
    list.push_back(std::move(entry));
  }
  return dump_json(list);
}

std::optional<domain::CallStep> step_from(const Json& entry) {
  if (!entry.is_object()) return std::nullopt;
  const auto at = entry.find("at_ms");
  const auto kind = entry.find("kind");
  if (at == entry.end() || !at->is_number_integer() || kind == entry.end() || !kind->is_string()) return std::nullopt;
  const auto known = domain::step_kind_from(kind->get_ref<const std::string&>());
  if (!known) return std::nullopt;
  domain::CallStep step{.at_ms = at->get<std::int64_t>(), .kind = *known};
  if (const auto detail = entry.find("detail"); detail != entry.end() && detail->is_string()) {
    step.detail = detail->get<std::string>();
  }
  return step;
}

std::vector<domain::CallStep> timeline_from(std::string_view text) {
  std::vector<domain::CallStep> timeline;
  const auto list = parse_json(text, kTimelineLimits);
  if (!list || !list->is_array()) return timeline;
  for (const auto& entry : *list) {
    if (auto step = step_from(entry)) timeline.push_back(*std::move(step));
  }
  return timeline;
}

}  // namespace

SQLite::Statement prepare_call_write(SQLite::Database& db) {
  // A whole-row replacement is right here: the newest state of a record wins, and nothing refers to the row.
  return {db,
          fmt::format("INSERT OR REPLACE INTO calls ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                      "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                      kCallColumns)};
}

void write_call(SQLite::Statement& write, const domain::CallRecord& record) {
  write.reset();
  bind_all(write, record.id, record.call_id, record.call_sid, record.stream_sid, record.from, record.to,
           record.direction, record.did_id, record.bot_id, record.unknown_bot, record.test_call_did_id, record.path,
           record.sample_rate, record.opened_at, record.started_at, record.first_audio_ms, to_string(record.greeting),
           record.voice, record.fallback_reason, record.ended_at, to_string(record.end_reason), record.end_detail,
           counter(record.media_in), counter(record.media_out), counter(record.ignored), record.dtmf, record.peer,
           record.webhook_at, record.interruptions, record.heard_ms, timeline_json(record.timeline));
  write.exec();
}

domain::CallRecord call_at(SQLite::Statement& row) {
  domain::CallRecord record;
  record.id = text_at(row, 0);
  record.call_id = text_at(row, 1);
  record.call_sid = text_at(row, 2);
  record.stream_sid = text_at(row, 3);
  record.from = text_at(row, 4);
  record.to = text_at(row, 5);
  record.direction = text_at(row, 6);
  record.did_id = text_at(row, 7);
  record.bot_id = text_at(row, 8);
  record.unknown_bot = integer_at(row, 9) != 0;
  record.test_call_did_id = text_at(row, 10);
  record.path = text_at(row, 11);
  record.sample_rate = static_cast<std::uint32_t>(integer_at(row, 12));
  record.opened_at = time_at(row, 13);
  record.started_at = maybe_time_at(row, 14);
  record.first_audio_ms = maybe_integer_at(row, 15);
  record.greeting = greeting_at(row, 16);
  record.voice = text_at(row, 17);
  record.fallback_reason = text_at(row, 18);
  record.ended_at = maybe_time_at(row, 19);
  record.end_reason = end_reason_at(row, 20);
  record.end_detail = text_at(row, 21);
  record.media_in = counter_at(row, 22);
  record.media_out = counter_at(row, 23);
  record.ignored = counter_at(row, 24);
  record.dtmf = text_at(row, 25);
  record.peer = text_at(row, 26);
  record.webhook_at = maybe_time_at(row, 27);
  record.interruptions = static_cast<std::uint32_t>(integer_at(row, 28));
  record.heard_ms = maybe_integer_at(row, 29);
  record.timeline = timeline_from(text_at(row, 30));
  return record;
}

void read_for_summary(SQLite::Statement& row, domain::CallRecord& call) {
  call.opened_at = time_at(row, 0);
  copy_text(row, 1, call.id);
  copy_text(row, 2, call.call_sid);
  copy_text(row, 3, call.stream_sid);
  call.unknown_bot = integer_at(row, 4) != 0;
  copy_text(row, 5, call.test_call_did_id);
  call.sample_rate = static_cast<std::uint32_t>(integer_at(row, 6));
  call.started_at = maybe_time_at(row, 7);
  call.first_audio_ms = maybe_integer_at(row, 8);
  call.greeting = greeting_at(row, 9);
  copy_text(row, 10, call.fallback_reason);
  call.ended_at = maybe_time_at(row, 11);
  call.end_reason = end_reason_at(row, 12);
  copy_text(row, 13, call.end_detail);
  call.media_in = counter_at(row, 14);
  call.media_out = counter_at(row, 15);
  copy_text(row, 16, call.dtmf);
  call.interruptions = static_cast<std::uint32_t>(integer_at(row, 17));
  copy_text(row, 18, call.call_id);
}

}  // namespace exo::store
