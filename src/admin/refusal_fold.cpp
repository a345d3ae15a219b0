#include "admin/refusal_fold.h"

#include <utility>

#include <fmt/format.h>

namespace exo::admin {
namespace {

void keep_if_alike(std::string& kept, const std::string& text) {
  if (kept != text) kept.clear();
}

}  // namespace

void RefusalFold::fold(Window& window, store::AuditEntry entry) {
  if (window.folded > 0) {
    keep_if_alike(entry.actor, window.sum.actor);
    keep_if_alike(entry.actor_id, window.sum.actor_id);
    keep_if_alike(entry.address, window.sum.address);
  }
  window.sum = std::move(entry);
  ++window.folded;
}

/// One entry for all that were folded; it stands for itself and `folded - 1` others.
void RefusalFold::collect(Windows& windows, SteadyTime began_by, std::vector<store::AuditEntry>& entries) {
  for (auto& [key, window] : windows) {
    if (window.began > began_by || window.folded == 0) continue;
    window.sum.left_out = window.folded - 1;
    entries.push_back(std::move(window.sum));
  }
  std::erase_if(windows, [began_by](const auto& each) { return each.second.began <= began_by; });
}

std::vector<store::AuditEntry> RefusalFold::collect_all(SteadyTime began_by) {
  std::vector<store::AuditEntry> entries;
  for (auto* windows : {&kinds_, &addresses_, &others_}) collect(*windows, began_by, entries);
  return entries;
}

std::vector<store::AuditEntry> RefusalFold::add(store::AuditEntry entry, SteadyTime now) {
  const auto kind = fmt::format("{} {} {}", entry.action, entry.address, entry.actor);
  const std::lock_guard lock(mutex_);
  auto entries = collect_all(now - kWindow);
  if (const auto found = kinds_.find(kind); found != kinds_.end()) {
    fold(found->second, std::move(entry));
    return entries;
  }
  if (kinds_.size() < kMaxKinds) {
    kinds_.emplace(kind, Window{.began = now});
    entries.push_back(std::move(entry));
    return entries;
  }
  const bool by_address = addresses_.contains(entry.address) || addresses_.size() < kMaxAddresses;
  auto& windows = by_address ? addresses_ : others_;
  const auto key = by_address ? entry.address : std::string();
  fold(windows.try_emplace(key, Window{.began = now}).first->second, std::move(entry));
  return entries;
}

std::vector<store::AuditEntry> RefusalFold::due(SteadyTime now) {
  const std::lock_guard lock(mutex_);
  return collect_all(now - kWindow);
}

std::vector<store::AuditEntry> RefusalFold::drain() {
  const std::lock_guard lock(mutex_);
  return collect_all(SteadyTime::max());
}

}  // namespace exo::admin
