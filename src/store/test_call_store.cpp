#include "store/test_call_store.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <fmt/format.h>

#include "store/database.h"
#include "store/rows.h"

namespace exo::store {
namespace {

constexpr std::string_view kColumns =
    "call_sid, did_id, to_number, placed_by, placed_at, provider_status, polls, next_poll_at";

std::unexpected<Error> unknown() {
  return fail(Errc::not_found, "Test call not found");
}

TestCall test_call_at(SQLite::Statement& row) {
  TestCall call{.call_sid = text_at(row, 0),
                .did_id = text_at(row, 1),
                .to_number = text_at(row, 2),
                .placed_by = text_at(row, 3),
                .placed_at = time_at(row, 4),
                .provider_status = text_at(row, 5),
                .polls = static_cast<std::uint32_t>(integer_at(row, 6))};
  if (!is_null_at(row, 7)) call.next_poll_at = time_at(row, 7);
  return call;
}

std::vector<TestCall> all_of(SQLite::Statement& query) {
  std::vector<TestCall> calls;
  while (query.executeStep()) calls.push_back(test_call_at(query));
  return calls;
}

std::int64_t capped(std::size_t limit) {
  constexpr auto kMost = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(std::min(limit, kMost));
}

}  // namespace

Result<void> TestCallStore::add(const TestCall& call) {
  return database_.write([&](SQLite::Database& db) -> Result<void> {
    SQLite::Statement insert(
        db, fmt::format("INSERT OR REPLACE INTO test_calls ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", kColumns));
    bind_all(insert, call.call_sid, call.did_id, call.to_number, call.placed_by, call.placed_at, call.provider_status,
             call.polls, call.next_poll_at);
    insert.exec();
    return {};
  });
}

Result<TestCall> TestCallStore::get(std::string_view call_sid) {
  return database_.read([&](SQLite::Database& db) -> Result<TestCall> {
    SQLite::Statement query(db, fmt::format("SELECT {} FROM test_calls WHERE call_sid = ?", kColumns));
    bind_all(query, call_sid);
    if (!query.executeStep()) return unknown();
    return test_call_at(query);
  });
}

Result<std::vector<TestCall>> TestCallStore::newest(std::size_t limit) {
  return database_.read([&](SQLite::Database& db) -> Result<std::vector<TestCall>> {
    SQLite::Statement query(
        db, fmt::format("SELECT {} FROM test_calls ORDER BY placed_at DESC, rowid DESC LIMIT ?", kColumns));
    bind_all(query, capped(limit));
    return all_of(query);
  });
}

Result<std::vector<TestCall>> TestCallStore::due(WallTime now, std::size_t limit) {
  return database_.read([&](SQLite::Database& db) -> Result<std::vector<TestCall>> {
    SQLite::Statement query(
        db, fmt::format("SELECT {} FROM test_calls WHERE next_poll_at <= ? ORDER BY next_poll_at LIMIT ?", kColumns));
    bind_all(query, now, capped(limit));
    return all_of(query);
  });
}

Result<void> TestCallStore::note_poll(std::string_view call_sid, std::uint32_t polls,
                                      std::optional<WallTime> next_poll_at) {
  return database_.write([&](SQLite::Database& db) -> Result<void> {
    SQLite::Statement update(db, "UPDATE test_calls SET polls = ?, next_poll_at = ? WHERE call_sid = ?");
    bind_all(update, polls, next_poll_at, call_sid);
    if (update.exec() == 0) return unknown();
    return {};
  });
}

}  // namespace exo::store
