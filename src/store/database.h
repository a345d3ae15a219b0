#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <type_traits>

#include "base/error.h"

namespace SQLite {
class Database;
}

namespace exo::store {

/// One SQLite file in WAL mode with synchronous=FULL, and the one thread that writes to it. Repositories (accounts.h,
/// bot_store.h, …) are built on it. A call that returns success has been committed and survives a power cut.
///
/// Threads: everything here may be called from any thread and blocks until done, so never from an event loop.
class Database {
 public:
  /// Opens or creates the file, checks that it is ours and not newer, and applies the migrations that are missing.
  /// `bad_configuration` with one sentence when the file cannot be used (another program's, newer schema, altered
  /// migration, not writable).
  [[nodiscard]] static Result<std::unique_ptr<Database>> open(const std::filesystem::path& file);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  /// Waits for the writes that were accepted.
  ~Database();

  /// Runs `work(SQLite::Database&)`, which returns a Result<T>, in one transaction on the writer thread; commits when
  /// it has a value, rolls back when it has an error or SQLite throws (`internal`; `unavailable` when another process
  /// held the file for too long). Waits for the commit. Never call it from inside a work: that is refused.
  template <class Work>
  [[nodiscard]] auto write(Work work) -> std::invoke_result_t<Work&, SQLite::Database&> {
    using Outcome = std::invoke_result_t<Work&, SQLite::Database&>;
    Outcome outcome = fail(Errc::unavailable, "the database is closed");
    const auto committed = run_write([&](SQLite::Database& db) -> Result<void> {
      outcome = work(db);
      if (!outcome) return std::unexpected(outcome.error());
      return {};
    });
    if (!committed && outcome) return std::unexpected(committed.error());
    if (!committed && !outcome) return std::unexpected(committed.error());
    return outcome;
  }

  /// Runs `work(SQLite::Database&)` on a read connection, beside the writer; all it reads is of one moment.
  template <class Work>
  [[nodiscard]] auto read(Work work) -> std::invoke_result_t<Work&, SQLite::Database&> {
    using Outcome = std::invoke_result_t<Work&, SQLite::Database&>;
    Outcome outcome = fail(Errc::unavailable, "the database is closed");
    const auto done = run_read([&](SQLite::Database& db) -> Result<void> {
      outcome = work(db);
      return {};
    });
    if (!done) return std::unexpected(done.error());
    return outcome;
  }

  /// Like write, but does not wait; a failure is logged. The queue is bounded: false when it is full.
  [[nodiscard]] bool write_later(std::function<Result<void>(SQLite::Database&)> work);

  /// Grows with every write of this process, before the writer is answered: what was read after asking for a version
  /// holds all that belongs to it. Other processes (`exogate user …`) do not count here.
  [[nodiscard]] std::uint64_t version() const noexcept;

 private:
  class Impl;
  explicit Database(std::unique_ptr<Impl> impl);
  [[nodiscard]] Result<void> run_write(const std::function<Result<void>(SQLite::Database&)>& work);
  [[nodiscard]] Result<void> run_read(const std::function<Result<void>(SQLite::Database&)>& work);

  std::unique_ptr<Impl> impl_;
};

}  // namespace exo::store
