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

/// Keeps strangers from filling the disk with refused sign-ins: of those that are alike (same action, account and
/// address) within a minute the first gets an entry at once, and all others together one, which counts them. Beyond
/// kMaxKinds kinds in a minute, all others together get one entry as well. So at most 2 · kMaxKinds + 1 entries a
/// minute. Thread-safe; time is an argument. A restart forgets what was not told yet.
class RefusalFold {
 public:
  static constexpr std::size_t kMaxKinds = 60;
  static constexpr std::chrono::minutes kWindow{1};

  /// What is to be written now: `entry` or not, and what came due.
  [[nodiscard]] std::vector<store::AuditEntry> add(store::AuditEntry entry, SteadyTime now);
  /// Of minutes that have passed.
  [[nodiscard]] std::vector<store::AuditEntry> due(SteadyTime now);

 private:
  struct Window {
    SteadyTime began{};
    store::AuditEntry last{};
    std::uint64_t folded = 0;
  };

  void collect(std::vector<store::AuditEntry>& entries, SteadyTime now);

  std::mutex mutex_;
  std::map<std::string, Window> windows_;
  Window others_;
};

}  // namespace exo::admin
