#pragma once

#include <chrono>
#include <initializer_list>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"

namespace exo::admin {

/// Lets each key through once per interval. Thread-safe. Remembers a key for one interval only.
class Cooldown {
 public:
  explicit Cooldown(std::chrono::seconds interval) noexcept : interval_(interval) {}

  /// All keys pass together and start cooling, or none does: then `too_many_requests`, with the longest wait of them in
  /// retry_after (at least 1 s).
  [[nodiscard]] Result<void> take(std::initializer_list<std::string_view> keys, SteadyTime now);

 private:
  const std::chrono::seconds interval_;
  std::mutex mutex_;
  std::map<std::string, SteadyTime, std::less<>> free_at_;
};

}  // namespace exo::admin
