#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "base/error.h"

namespace SQLite {
class Database;
}

namespace exo::store {

using DatabaseWork = std::function<Result<void>(SQLite::Database&)>;

/// The one thread that writes. What waits is committed together, in one transaction with a savepoint each, so that a
/// crowd of writers shares one fsync and still fails one by one. Thread-safe.
class Writer {
 public:
  /// Work that may wait; beyond it `run` waits for room and `run_later` refuses.
  static constexpr std::size_t kQueueLimit = 1024;
  /// Work that shares one transaction.
  static constexpr std::size_t kBatchLimit = 64;

  explicit Writer(std::unique_ptr<SQLite::Database> connection);
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  /// Finishes what was accepted.
  ~Writer();

  /// Returns after the commit, or with why nothing of `work` was written. Never call it from inside a work.
  [[nodiscard]] Result<void> run(const DatabaseWork& work);
  [[nodiscard]] bool run_later(DatabaseWork work);
  /// Grows with every transaction, before whoever waits for it is told.
  [[nodiscard]] std::uint64_t version() const noexcept { return version_.load(std::memory_order_acquire); }

 private:
  struct Job {
    DatabaseWork work;
    std::optional<std::promise<Result<void>>> waiting;  ///< nobody waits for a later one
    Result<void> outcome;
  };
  using Batch = std::deque<Job>;

  void loop();
  [[nodiscard]] Batch next_batch();
  /// Runs and settles the front of `batch`: all of it, unless SQLite gave the transaction up half-way.
  void commit_front(Batch& batch);
  [[nodiscard]] std::size_t run_in_savepoints(Batch& batch);
  static void settle(Job& job);

  std::unique_ptr<SQLite::Database> connection_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable room_;
  Batch queue_;
  bool stopping_ = false;
  std::atomic<std::uint64_t> version_{1};
  std::thread thread_;
};

}  // namespace exo::store
