#include "store/call_store.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <fmt/format.h>

#include "base/log.h"
#include "store/call_rows.h"
#include "store/database.h"
#include "store/rows.h"

namespace exo::store {
namespace {

/// How long records gather before they are written: well within the second that CallLog promises.
constexpr std::chrono::milliseconds kGatherTime{200};
/// After a failure; a full disk is not tried five times a second.
constexpr std::chrono::seconds kRetryTime{1};

Result<void> write_records(Database& database, const std::map<std::string, domain::CallRecord>& records) {
  return database.write([&](SQLite::Database& db) -> Result<void> {
    auto write = prepare_call_write(db);
    for (const auto& [id, record] : records) write_call(write, record);
    return {};
  });
}

Result<int> mark_interrupted(Database& database) {
  return database.write([](SQLite::Database& db) -> Result<int> {
    SQLite::Statement update(db, "UPDATE calls SET end_reason = ? WHERE end_reason = 'live'");
    bind_all(update, to_string(domain::EndReason::interrupted));
    return update.exec();
  });
}

}  // namespace

CallStore::CallStore(Database& database) : database_(database) {
  const auto marked = mark_interrupted(database_);
  if (!marked) log::error("store", "interrupted calls could not be marked: {}", marked.error().detail);
  if (marked && *marked > 0) log::warning("store", "{} calls were interrupted when the gateway last ended", *marked);
  writer_ = std::thread([this] { write_loop(); });
}

CallStore::~CallStore() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  writer_.join();
}

void CallStore::save(domain::CallRecord record) {
  {
    const std::lock_guard lock(mutex_);
    ++saves_;
    auto id = record.id;
    pending_.insert_or_assign(std::move(id), std::move(record));
  }
  wake_.notify_one();
}

Result<void> CallStore::flush() {
  std::unique_lock lock(mutex_);
  const auto wanted = saves_;
  const auto failures = failures_;
  if (saves_on_disk_ >= wanted) return {};
  flush_wanted_ = true;
  wake_.notify_one();
  written_.wait(lock, [&] { return saves_on_disk_ >= wanted || failures_ != failures; });
  if (saves_on_disk_ >= wanted) return {};
  return std::unexpected(last_failure_);
}

void CallStore::write_loop() {
  std::unique_lock lock(mutex_);
  for (;;) {
    gather(lock);
    if (pending_.empty()) return;
    const bool is_last_try = stopping_;
    const auto saves = saves_;
    flush_wanted_ = false;
    Records records = std::exchange(pending_, {});
    lock.unlock();
    const auto written = write_records(database_, records);
    lock.lock();
    if (written) {
      saves_on_disk_ = saves;
    } else {
      ++failures_;
      last_failure_ = written.error();
      log::error("store", "{} call records could not be written: {}", records.size(), written.error().detail);
      if (!is_last_try) keep_unwritten(std::move(records));
    }
    written_.notify_all();
    if (!written && !stopping_) wake_.wait_for(lock, kRetryTime, [this] { return stopping_ || flush_wanted_; });
  }
}

void CallStore::gather(std::unique_lock<std::mutex>& lock) {
  wake_.wait(lock, [this] { return stopping_ || !pending_.empty(); });
  wake_.wait_for(lock, kGatherTime, [this] { return stopping_ || flush_wanted_; });
}

void CallStore::keep_unwritten(Records records) {
  pending_.merge(records);  // keeps what is already there: it is newer
  std::size_t dropped = 0;
  for (; pending_.size() > kMaxPending; ++dropped) pending_.erase(pending_.begin());
  if (dropped > 0) log::error("store", "{} call records were lost: too many wait for the disk", dropped);
}

Result<std::vector<domain::CallRecord>> CallStore::newest(std::size_t limit) {
  return database_.read([limit](SQLite::Database& db) -> Result<std::vector<domain::CallRecord>> {
    constexpr auto kMost = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
    std::vector<domain::CallRecord> records;
    SQLite::Statement query(db,
                            fmt::format("SELECT {} FROM calls ORDER BY opened_at DESC, id DESC LIMIT ?", kCallColumns));
    bind_all(query, static_cast<std::int64_t>(std::min(limit, kMost)));
    while (query.executeStep()) records.push_back(call_at(query));
    return records;
  });
}

Result<domain::CallRecord> CallStore::get(std::string_view id) {
  return database_.read([id](SQLite::Database& db) -> Result<domain::CallRecord> {
    SQLite::Statement query(db, fmt::format("SELECT {} FROM calls WHERE id = ?", kCallColumns));
    bind_all(query, id);
    if (!query.executeStep()) return fail(Errc::not_found, "Call not found");
    return call_at(query);
  });
}

}  // namespace exo::store
