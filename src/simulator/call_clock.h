#pragma once

#include <chrono>
#include <cstdint>

#include "base/clock.h"

namespace exo::simulator {

/// The time in which the simulated Exotel lives: the wall's, or so many times faster, so that an hour passes in seconds
/// (exotel.md §9, items 2 and 13). What Exotel does at its own pace goes by this clock; what waits for somebody else's
/// machine (a handshake, an answer, a socket that does not drain) goes by std::chrono::steady_clock. A value; any
/// thread.
class CallClock {
 public:
  static constexpr std::uint32_t kFastest = 1'000;

  /// Begins now, with the real time. `speed`: 1 to kFastest.
  explicit CallClock(std::uint32_t speed = 1) noexcept;

  [[nodiscard]] SteadyTime now() const noexcept;
  [[nodiscard]] WallTime wall_now() const noexcept;
  /// When std::chrono::steady_clock will show that this clock shows `time`: what a timer wants.
  [[nodiscard]] SteadyTime real(SteadyTime time) const noexcept;

 private:
  std::uint32_t speed_;
  SteadyTime began_;
  WallTime began_wall_;
};

}  // namespace exo::simulator
