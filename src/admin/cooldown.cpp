#include "admin/cooldown.h"

#include <algorithm>

#include <fmt/format.h>

namespace exo::admin {

Result<void> Cooldown::take(std::initializer_list<std::string_view> keys, SteadyTime now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(free_at_, [now](const auto& entry) { return entry.second <= now; });
  SteadyTime free_at = now;
  for (const auto key : keys) {
    const auto found = free_at_.find(key);
    if (found != free_at_.end()) free_at = std::max(free_at, found->second);
  }
  if (free_at > now) {
    const auto wait = std::chrono::ceil<std::chrono::seconds>(free_at - now);
    return std::unexpected(
        Error{Errc::too_many_requests, fmt::format("wait {} s before the next one", wait.count()), wait});
  }
  for (const auto key : keys) free_at_.emplace(key, now + interval_);
  return {};
}

}  // namespace exo::admin
