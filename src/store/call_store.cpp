#include "store/call_store.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <limits>
#include <utility>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <fmt/format.h>

#include "store/call_rows.h"
#include "store/database.h"
#include "store/number_removal.h"
#include "store/report_rows.h"
#include "store/rows.h"

namespace exo::store {
namespace {

/// How long records gather before they are written: well within the second that CallLog promises.
constexpr std::chrono::milliseconds kGatherTime{200};
/// After a failure; a full disk is not tried five times a second.
constexpr std::chrono::seconds kRetryTime{1};

Result<int> mark_interrupted(Database& database) {
  return database.write([](SQLite::Database& db) -> Result<int> {
    SQLite::Statement update(db, "UPDATE calls SET end_reason = ? WHERE end_reason = 'live'");
    bind_all(update, to_string(domain::EndReason::interrupted));
    return update.exec();
  });
}

Result<domain::CallRecord> first_call(SQLite::Database& db, std::string_view clause, std::string_view key) {
  SQLite::Statement query(db, fmt::format("SELECT {} FROM calls {}", kCallColumns, clause));
  bind_all(query, key);
  if (!query.executeStep()) return fail(Errc::not_found, "Call not found");
  return call_at(query);
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
    ++given_;
    auto id = record.id;
    pending_.records.insert_or_assign(std::move(id), std::move(record));
  }
  wake_.notify_one();
}

void CallStore::report(domain::CallReport report) {
  {
    const std::lock_guard lock(mutex_);
    if (pending_.reports.size() >= kMaxPendingReports) {
      const auto verdict = full_.allow();
      if (verdict.pass) log::error("store", "a report of a call was lost: too many wait for the disk");
      return;
    }
    ++given_;
    pending_.reports.push_back(std::move(report));
  }
  wake_.notify_one();
}

Result<void> CallStore::flush() {
  std::unique_lock lock(mutex_);
  const auto wanted = given_;
  const auto failures = failures_;
  if (on_disk_ >= wanted) return {};
  flush_wanted_ = true;
  wake_.notify_one();
  written_.wait(lock, [&] { return on_disk_ >= wanted || failures_ != failures; });
  if (on_disk_ >= wanted) return {};
  return std::unexpected(last_failure_);
}

Result<void> CallStore::write(Database& database, const Pending& pending) {
  return database.write([&](SQLite::Database& db) -> Result<void> {
    auto write = prepare_call_write(db);
    for (const auto& [id, record] : pending.records) write_call(write, record);
    write_reports(db, pending.reports, kMaxReports);
    return {};
  });
}

void CallStore::write_loop() {
  std::unique_lock lock(mutex_);
  for (;;) {
    gather(lock);
    if (pending_.empty()) return;
    const bool is_last_try = stopping_;
    const auto given = given_;
    flush_wanted_ = false;
    Pending taken = std::exchange(pending_, {});
    lock.unlock();
    const auto written = write(database_, taken);
    if (written) tell(taken);
    lock.lock();
    failing_ = !written;
    if (written) {
      on_disk_ = given;
    } else {
      ++failures_;
      last_failure_ = written.error();
      log::error("store", "{} call records and {} reports could not be written: {}", taken.records.size(),
                 taken.reports.size(), written.error().detail);
      if (!is_last_try) keep_unwritten(std::move(taken));
    }
    written_.notify_all();
    if (!written && !stopping_) wake_.wait_for(lock, kRetryTime, [this] { return stopping_ || flush_wanted_; });
  }
}

void CallStore::tell(const Pending& written) {
  const std::lock_guard lock(watching_);
  for (const auto& [id, record] : written.records) {
    if (watcher_.record) watcher_.record(record);
  }
  for (const auto& report : written.reports) {
    if (watcher_.report) watcher_.report(report);
  }
}

void CallStore::watch(CallWatcher watcher) {
  const std::lock_guard lock(watching_);
  watcher_ = std::move(watcher);
}

std::optional<Error> CallStore::trouble() {
  const std::lock_guard lock(mutex_);
  return failing_ ? std::optional(last_failure_) : std::nullopt;
}

void CallStore::gather(std::unique_lock<std::mutex>& lock) {
  wake_.wait(lock, [this] { return stopping_ || !pending_.empty(); });
  wake_.wait_for(lock, kGatherTime, [this] { return stopping_ || flush_wanted_; });
}

void CallStore::keep_unwritten(Pending unwritten) {
  pending_.records.merge(unwritten.records);  // keeps what is already there: it is newer
  std::size_t dropped = 0;
  for (; pending_.records.size() > kMaxPending; ++dropped) pending_.records.erase(pending_.records.begin());
  if (dropped > 0) log::error("store", "{} call records were lost: too many wait for the disk", dropped);

  auto& reports = unwritten.reports;
  std::ranges::move(pending_.reports, std::back_inserter(reports));
  if (reports.size() > kMaxPendingReports) {
    log::error("store", "{} reports of calls were lost: too many wait for the disk",
               reports.size() - kMaxPendingReports);
    reports.resize(kMaxPendingReports);
  }
  pending_.reports = std::move(reports);
}

std::uint64_t CallStore::version() const noexcept {
  return database_.version();
}

Result<domain::CallRecord> CallStore::get(std::string_view id) {
  return database_.read([id](SQLite::Database& db) { return first_call(db, "WHERE id = ?", id); });
}

Result<domain::CallRecord> CallStore::by_call_sid(std::string_view call_sid) {
  if (call_sid.empty()) return fail(Errc::not_found, "Call not found");
  return database_.read([call_sid](SQLite::Database& db) {
    return first_call(db, "WHERE call_sid = ? ORDER BY opened_at DESC LIMIT 1", call_sid);
  });
}

Result<std::vector<domain::CallReport>> CallStore::reports(std::string_view call_sid) {
  return database_.read(
      [call_sid](SQLite::Database& db) -> Result<std::vector<domain::CallReport>> { return reports_of(db, call_sid); });
}

Result<std::int64_t> CallStore::forget_numbers(WallTime before) {
  return remove_numbers(database_, before);
}

}  // namespace exo::store
