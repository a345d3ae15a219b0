#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "base/clock.h"

namespace exo::domain {

/// Are these more messages than a stream may send? A bucket that a stalled network's burst does not overflow: what
/// gathered in `kStall` may come at once.
class MessageMeter {
 public:
  static constexpr std::chrono::seconds kStall{12};

  MessageMeter(std::uint32_t per_second, SteadyTime now)
      : per_second_(per_second), left_(per_second * static_cast<double>(kStall.count())), last_(now) {}

  /// One message came; false: one too many.
  [[nodiscard]] bool count(SteadyTime now) {
    const auto most = per_second_ * static_cast<double>(kStall.count());
    const auto passed = std::chrono::duration<double>(std::max(now, last_) - last_).count();
    left_ = std::min(most, left_ + passed * per_second_);
    last_ = std::max(now, last_);
    left_ -= 1;
    return left_ >= 0;
  }

 private:
  double per_second_;
  double left_;
  SteadyTime last_;
};

}  // namespace exo::domain
