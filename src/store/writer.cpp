#include "store/writer.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <SQLiteCpp/Database.h>
#include <sqlite3.h>

#include "base/log.h"
#include "store/sqlite_errors.h"

namespace exo::store {
namespace {

bool in_transaction(SQLite::Database& db) {
  return sqlite3_get_autocommit(db.getHandle()) == 0;
}

Result<void> execute(SQLite::Database& db, const char* sql) {
  return guarded([&]() -> Result<void> {
    db.exec(sql);
    return {};
  });
}

}  // namespace

Writer::Writer(std::unique_ptr<SQLite::Database> connection)
    : connection_(std::move(connection)), thread_([this] { loop(); }) {}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  room_.notify_all();
  thread_.join();
}

Result<void> Writer::run(const DatabaseWork& work) {
  if (std::this_thread::get_id() == thread_.get_id()) {
    return fail(Errc::internal, "a database write was started inside another");
  }
  std::promise<Result<void>> promise;
  auto done = promise.get_future();
  {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return stopping_ || queue_.size() < kQueueLimit; });
    if (stopping_) return fail(Errc::unavailable, "the database is closed");
    queue_.emplace_back(Job{work, std::move(promise), {}});
  }
  wake_.notify_one();
  return done.get();
}

bool Writer::run_later(DatabaseWork work) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= kQueueLimit) return false;
    queue_.emplace_back(Job{std::move(work), std::nullopt, {}});
  }
  wake_.notify_one();
  return true;
}

void Writer::loop() {
  for (;;) {
    auto batch = next_batch();
    if (batch.empty()) return;
    while (!batch.empty()) commit_front(batch);
  }
}

Writer::Batch Writer::next_batch() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(queue_.size(), kBatchLimit));
  Batch batch(std::move_iterator(queue_.begin()), std::move_iterator(end));
  queue_.erase(queue_.begin(), end);
  room_.notify_all();
  return batch;
}

void Writer::commit_front(Batch& batch) {
  std::size_t ran = batch.size();
  auto all = execute(*connection_, "BEGIN IMMEDIATE");
  if (all) {
    ran = run_in_savepoints(batch);
    if (in_transaction(*connection_)) {
      all = execute(*connection_, "COMMIT");
    } else {
      // A full disk or an I/O error rolls everything back, also what had succeeded before it in this transaction.
      all = fail(Errc::internal, "the database gave up a transaction; nothing was written");
    }
    if (!all && in_transaction(*connection_)) std::ignore = execute(*connection_, "ROLLBACK");
  }
  version_.fetch_add(1, std::memory_order_release);
  for (std::size_t i = 0; i < ran; ++i) {
    auto& job = batch.front();
    if (!all && job.outcome) job.outcome = all;
    settle(job);
    batch.pop_front();
  }
}

std::size_t Writer::run_in_savepoints(Batch& batch) {
  std::size_t ran = 0;
  for (auto& job : batch) {
    ++ran;
    job.outcome = execute(*connection_, "SAVEPOINT job");
    if (job.outcome) job.outcome = guarded([&] { return job.work(*connection_); });
    if (!in_transaction(*connection_)) break;
    const auto closed = execute(*connection_, job.outcome ? "RELEASE job" : "ROLLBACK TO job; RELEASE job");
    if (!closed && job.outcome) job.outcome = closed;
    if (!in_transaction(*connection_)) break;
  }
  return ran;
}

void Writer::settle(Job& job) {
  if (job.waiting) {
    job.waiting->set_value(job.outcome);
  } else if (!job.outcome) {
    log::error("store", "a background write failed: {}", job.outcome.error().detail);
  }
}

}  // namespace exo::store
