#include "store/call_rows.h"

#include <algorithm>
#include <limits>
#include <optional>

#include <fmt/format.h>

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

}  // namespace

SQLite::Statement prepare_call_write(SQLite::Database& db) {
  // A whole-row replacement is right here: the newest state of a record wins, and nothing refers to the row.
  return {db,
          fmt::format("INSERT OR REPLACE INTO calls ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                      "?, ?, ?, ?, ?, ?, ?, ?, ?)",
                      kCallColumns)};
}

void write_call(SQLite::Statement& write, const domain::CallRecord& record) {
  write.reset();
  bind_all(write, record.id, record.call_id, record.call_sid, record.stream_sid, record.from, record.to,
           record.direction, record.did_id, record.bot_id, record.unknown_bot, record.test_call_did_id, record.path,
           record.sample_rate, record.opened_at, record.started_at, record.first_audio_ms, to_string(record.greeting),
           record.voice, record.fallback_reason, record.ended_at, to_string(record.end_reason), record.end_detail,
           counter(record.media_in), counter(record.media_out), counter(record.ignored), record.dtmf);
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
  record.greeting = domain::greeting_outcome_from(text_at(row, 16)).value_or(domain::GreetingOutcome::none);
  record.voice = text_at(row, 17);
  record.fallback_reason = text_at(row, 18);
  record.ended_at = maybe_time_at(row, 19);
  // A name that only a newer release knows: the call did end, and nothing more can be said here.
  record.end_reason = domain::end_reason_from(text_at(row, 20)).value_or(domain::EndReason::interrupted);
  record.end_detail = text_at(row, 21);
  record.media_in = counter_at(row, 22);
  record.media_out = counter_at(row, 23);
  record.ignored = counter_at(row, 24);
  record.dtmf = text_at(row, 25);
  return record;
}

}  // namespace exo::store
