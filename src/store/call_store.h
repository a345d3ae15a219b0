#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "domain/call_record.h"
#include "domain/call_report.h"
#include "domain/call_search.h"
#include "domain/call_summary.h"

namespace exo::store {

class Database;

/// Who is told of what has been written. May read the database; must not throw, nor call save, report or flush.
struct CallWatcher {
  std::function<void(const domain::CallRecord&)> record;  ///< the newest state of a call; states between are skipped
  std::function<void(const domain::CallReport&)> report;
};

struct StoreSize {
  std::uint64_t calls = 0;       ///< that are stored
  std::uint64_t free_bytes = 0;  ///< of the database file; new rows take them before the file grows
};

/// Call records. `save` only queues (any thread, never blocks on the disk); one thread writes what has gathered, in one
/// transaction, several times a second; `report` likewise. Destruction writes what is left. While the disk refuses,
/// kMaxPending records and kMaxPendingReports reports wait; what is more than that is let go, loudly.
class CallStore final : public domain::CallLog {
 public:
  static constexpr std::size_t kMaxPending = 50'000;
  static constexpr std::size_t kMaxPendingReports = 10'000;
  /// Kept of one call: later ones are dropped, but a terminal one takes the place of the latest that is not.
  static constexpr std::size_t kMaxReports = 50;

  /// Marks records that an earlier run left `live` as `interrupted`.
  explicit CallStore(Database& database);
  ~CallStore() override;

  void save(domain::CallRecord record) override;
  void report(domain::CallReport report) override;
  /// Waits until everything saved and reported so far is on disk; when the disk refuses, says why (it is tried again).
  [[nodiscard]] Result<void> flush();
  /// From now on this one is told, after each commit and before flush() returns, on the thread that writes: never on an
  /// event loop. {} ends it, and waits for one that is being told.
  void watch(CallWatcher watcher);
  /// Why the last try to write failed; nullopt when it went well.
  [[nodiscard]] std::optional<Error> trouble();
  /// The calls of the filter that come after `after` (nullopt: from the newest on), newest first by opened_at, without
  /// timelines. Records still queued are not in it (at most a fraction of a second).
  [[nodiscard]] Result<std::vector<domain::CallRecord>> find(const domain::CallFilter& filter,
                                                             const std::optional<domain::CallPlace>& after,
                                                             std::size_t limit);
  /// The calls of the filter that opened in the period, summed up; those that opened before and lasted into it count as
  /// open streams. The filter's own since and until do not count. Walks an index of find() in parts, each a moment of
  /// its own, so neither the writer nor the other readers wait for it. `stopped` is asked before each part of some 50
  /// ms: `unavailable` once it says so.
  [[nodiscard]] Result<domain::CallSummary> summarise(const domain::CallFilter& filter,
                                                      const domain::SummaryPeriod& period, WallTime now,
                                                      const std::function<bool()>& stopped = {});
  [[nodiscard]] Result<StoreSize> size();
  /// Database::version: while it stays the same, so do all answers of this store.
  [[nodiscard]] std::uint64_t version() const noexcept;
  [[nodiscard]] Result<domain::CallRecord> get(std::string_view id);  ///< `not_found` "Call not found"
  /// The newest record with that call SID; `not_found` "Call not found", for an empty SID too.
  [[nodiscard]] Result<domain::CallRecord> by_call_sid(std::string_view call_sid);
  /// What Exotel has said about a call, in the order in which it came, each once (report_key), at most
  /// kMaxReports.
  [[nodiscard]] Result<std::vector<domain::CallReport>> reports(std::string_view call_sid);
  /// Takes the numbers, and the digits that were pressed, out of records, reports and test calls that are older than
  /// `before`; how many records changed.
  [[nodiscard]] Result<std::int64_t> forget_numbers(WallTime before);

 private:
  struct Pending {
    std::map<std::string, domain::CallRecord> records;  ///< by id: the newest state wins
    std::vector<domain::CallReport> reports;            ///< in the order in which they came

    [[nodiscard]] bool empty() const noexcept { return records.empty() && reports.empty(); }
  };

  [[nodiscard]] static Result<void> write(Database& database, const Pending& pending);
  void write_loop();
  void gather(std::unique_lock<std::mutex>& lock);
  void keep_unwritten(Pending unwritten);
  void tell(const Pending& written);

  Database& database_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable written_;
  Pending pending_;
  std::uint64_t given_ = 0;     ///< calls of save() and report()
  std::uint64_t on_disk_ = 0;   ///< of those
  std::uint64_t failures_ = 0;  ///< transactions that failed; what was in them is tried again
  Error last_failure_;
  log::RateLimit full_;
  bool failing_ = false;
  bool flush_wanted_ = false;
  bool stopping_ = false;
  std::mutex watching_;  ///< held while the watcher is told
  CallWatcher watcher_;
  std::thread writer_;
};

}  // namespace exo::store
