#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace exo::calls {

/// What is counted since the process began. `last` only marks the end.
enum class Count : std::uint8_t {
  connections,         ///< accepted
  webhooks,            ///< answered with a URL
  callbacks,           ///< status and passthru, taken
  streams,             ///< upgrades granted
  unfinished_refused,  ///< connections and streams beyond max_unfinished…
  address_refused,     ///< not in allow_from
  origin_refused,      ///< not in allowed_origins
  key_refused,         ///< webhook_key missing or wrong
  login_refused,       ///< a bot's Basic credentials missing or wrong
  token_refused,       ///< strict mode and browsers: no token, or a wrong one
  throttled,           ///< 429: too many failures before
  full_refused,        ///< 503: beyond max_streams and the reserve
  drain_refused,       ///< 503: the gateway stops
  bad_requests,        ///< no HTTP, or headers that are too large
  bad_callbacks,       ///< callbacks that name no call
  malformed,           ///< messages of ended streams that were ignored
  foreign_calls,       ///< streams whose `start` names another call than their token
  late_ticks,          ///< ticks that came more than 40 ms late
  last,
};

/// Stable, for metrics: "connections", "unfinished_refused", …
[[nodiscard]] std::string_view to_string(Count what) noexcept;

using Counts = std::array<std::uint64_t, static_cast<std::size_t>(Count::last)>;

/// Thread-safe.
class Counters {
 public:
  void add(Count what, std::uint64_t times = 1) noexcept {
    counts_[static_cast<std::size_t>(what)].fetch_add(times, std::memory_order_relaxed);
  }
  [[nodiscard]] std::uint64_t of(Count what) const noexcept {
    return counts_[static_cast<std::size_t>(what)].load(std::memory_order_relaxed);
  }
  /// In the order of Count.
  [[nodiscard]] Counts snapshot() const noexcept;

 private:
  std::array<std::atomic<std::uint64_t>, static_cast<std::size_t>(Count::last)> counts_{};
};

}  // namespace exo::calls
