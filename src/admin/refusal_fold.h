#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/audit_log.h"

namespace exo::admin {

/// Keeps strangers from filling the disk with refused sign-ins. Of those that are alike (same action, account and
/// address) within a minute the first gets an entry at once, and all others together one, which counts them. Beyond
/// kMaxKinds kinds in a minute, those of one address get one entry together; beyond kMaxAddresses, all others do. What
/// differs among those that an entry counts is empty in it. So at most 2 · kMaxKinds + kMaxAddresses + 1 = 19 entries a
/// minute. Thread-safe; time is an argument. A crash forgets what was not told yet.
class RefusalFold {
 public:
  static constexpr std::size_t kMaxKinds = 6;
  static constexpr std::size_t kMaxAddresses = 6;
  static constexpr std::chrono::minutes kWindow{1};

  /// What is to be written now: `entry` or not, and what came due.
  [[nodiscard]] std::vector<store::AuditEntry> add(store::AuditEntry entry, SteadyTime now);
  /// Of minutes that have passed.
  [[nodiscard]] std::vector<store::AuditEntry> due(SteadyTime now);
  /// All that was not told yet; then it knows of none.
  [[nodiscard]] std::vector<store::AuditEntry> drain();

 private:
  struct Window {
    SteadyTime began{};
    store::AuditEntry sum{};
    std::uint64_t folded = 0;
  };
  using Windows = std::map<std::string, Window>;

  static void fold(Window& window, store::AuditEntry entry);
  static void collect(Windows& windows, SteadyTime began_by, std::vector<store::AuditEntry>& entries);
  [[nodiscard]] std::vector<store::AuditEntry> collect_all(SteadyTime began_by);

  std::mutex mutex_;
  Windows kinds_;
  Windows addresses_;
  Windows others_;  ///< one at most
};

}  // namespace exo::admin
