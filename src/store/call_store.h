#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/error.h"
#include "domain/call_record.h"

namespace exo::store {

class Database;

/// Call records. `save` only queues (any thread, never blocks on the disk); one thread writes what has gathered, in one
/// transaction, several times a second. Destruction writes what is left. While the disk refuses, kMaxPending records
/// wait; what is more than that is let go, loudly.
class CallStore final : public domain::CallLog {
 public:
  static constexpr std::size_t kMaxPending = 50'000;

  /// Marks records that an earlier run left `live` as `interrupted`.
  explicit CallStore(Database& database);
  ~CallStore() override;

  void save(domain::CallRecord record) override;
  /// Waits until everything saved so far is on disk; when the disk refuses, says why (the records are tried again).
  [[nodiscard]] Result<void> flush();
  /// Newest first by opened_at; records still queued are not in it (at most a fraction of a second).
  [[nodiscard]] Result<std::vector<domain::CallRecord>> newest(std::size_t limit);
  [[nodiscard]] Result<domain::CallRecord> get(std::string_view id);  ///< `not_found` "Call not found"

 private:
  using Records = std::map<std::string, domain::CallRecord>;  ///< by id: the newest state wins

  void write_loop();
  void gather(std::unique_lock<std::mutex>& lock);
  void keep_unwritten(Records records);

  Database& database_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable written_;
  Records pending_;
  std::uint64_t saves_ = 0;          ///< calls of save()
  std::uint64_t saves_on_disk_ = 0;  ///< of those
  std::uint64_t failures_ = 0;       ///< transactions that failed; their records are tried again
  Error last_failure_;
  bool flush_wanted_ = false;
  bool stopping_ = false;
  std::thread writer_;
};

}  // namespace exo::store
