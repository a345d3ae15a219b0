#include "admin/refusal_fold.h"

#include <utility>

#include <fmt/format.h>

namespace exo::admin {
namespace {

/// One entry for all that were folded; it stands for itself and `folded - 1` others.
store::AuditEntry sum_of(store::AuditEntry last, std::uint64_t folded) {
  last.left_out = folded - 1;
  return last;
}

}  // namespace

void RefusalFold::collect(std::vector<store::AuditEntry>& entries, SteadyTime now) {
  for (auto& [kind, window] : windows_) {
    if (now - window.began >= kWindow && window.folded > 0) entries.push_back(sum_of(window.last, window.folded));
  }
  std::erase_if(windows_, [now](const auto& each) { return now - each.second.began >= kWindow; });
  if (others_.folded == 0 || now - others_.began < kWindow) return;
  entries.push_back(sum_of(others_.last, others_.folded));
  others_ = {};
}

std::vector<store::AuditEntry> RefusalFold::add(store::AuditEntry entry, SteadyTime now) {
  const auto kind = fmt::format("{} {} {}", entry.action, entry.address, entry.actor);
  const std::lock_guard lock(mutex_);
  std::vector<store::AuditEntry> entries;
  collect(entries, now);
  if (const auto found = windows_.find(kind); found != windows_.end()) {
    found->second.last = std::move(entry);
    ++found->second.folded;
    return entries;
  }
  if (windows_.size() < kMaxKinds) {
    windows_.emplace(kind, Window{.began = now});
    entries.push_back(std::move(entry));
    return entries;
  }
  if (others_.folded == 0) others_.began = now;
  others_.last = std::move(entry);
  ++others_.folded;
  return entries;
}

std::vector<store::AuditEntry> RefusalFold::due(SteadyTime now) {
  const std::lock_guard lock(mutex_);
  std::vector<store::AuditEntry> entries;
  collect(entries, now);
  return entries;
}

}  // namespace exo::admin
