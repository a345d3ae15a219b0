#include "admin/call_table.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "base/csv.h"
#include "domain/call_verdict.h"

namespace exo::admin {
namespace {

void add_time(CsvLine& line, const std::optional<WallTime>& time) {
  if (time) {
    line.time(*time);
  } else {
    line.empty();
  }
}

void add_number(CsvLine& line, const std::optional<std::int64_t>& number) {
  if (number) {
    line.number(*number);
  } else {
    line.empty();
  }
}

std::int64_t as_number(std::uint64_t count) {
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(std::min(count, kMost));
}

std::optional<std::int64_t> seconds_of(const domain::CallRecord& call) {
  if (!call.started_at || !call.ended_at) return std::nullopt;
  return std::chrono::round<std::chrono::seconds>(*call.ended_at - *call.started_at).count();
}

}  // namespace

std::string call_table_head() {
  CsvLine line;
  for (const auto* name : {"opened_at",      "started_at", "ended_at",
                           "seconds",        "from",       "to",
                           "direction",      "outcome",    "end_detail",
                           "bot_id",         "did_id",     "test_call_did_id",
                           "greeting",       "voice",      "fallback_reason",
                           "first_audio_ms", "dtmf",       "interruptions",
                           "media_in",       "media_out",  "ignored",
                           "peer",           "id",         "call_id",
                           "call_sid",       "stream_sid", "turn",
                           "verdict"}) {
    line.text(name);
  }
  return line.take();
}

std::string call_table_line(const domain::CallRecord& call) {
  CsvLine line;
  line.time(call.opened_at);
  add_time(line, call.started_at);
  add_time(line, call.ended_at);
  add_number(line, seconds_of(call));
  line.text(call.from).text(call.to).text(call.direction);
  line.text(to_string(call.end_reason)).text(call.end_detail);
  line.text(call.bot_id).text(call.did_id).text(call.test_call_did_id);
  line.text(to_string(call.greeting)).text(call.voice).text(call.fallback_reason);
  add_number(line, call.first_audio_ms);
  line.text(call.dtmf).number(call.interruptions);
  line.number(as_number(call.media_in)).number(as_number(call.media_out)).number(as_number(call.ignored));
  line.text(call.peer).text(call.id).text(call.call_id).text(call.call_sid).text(call.stream_sid);
  const auto verdict = domain::verdict_of(call);
  line.text(to_string(turn_of(verdict))).text(to_string(verdict));
  return line.take();
}

}  // namespace exo::admin
