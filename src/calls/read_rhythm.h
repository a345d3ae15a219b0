#pragma once

#include <algorithm>
#include <cstdint>

namespace exo::calls {

/// When a media socket reads. Alone, a stream is read as its messages come. On a crowded loop that costs each message a
/// wake-up, a read that finds nothing and an acknowledgement; there, what came in kTicksOfRest is read at once. How
/// many messages that is, is learned: every kDrainEvery rounds the stream is read until it is dry, which also takes
/// what was left behind. So a message may wait for some 40 ms, never for long. Plain object.
class ReadRhythm {
 public:
  static constexpr std::uint32_t kTicksOfRest = 2;
  static constexpr std::uint32_t kDrainEvery = 8;  ///< rounds of kTicksOfRest
  enum class Loop : std::uint8_t { quiet, crowded };

  /// One message was read; read on, or rest until a tick says so?
  enum class Next : std::uint8_t { read, rest };
  [[nodiscard]] Next after_message(Loop loop) noexcept {
    ++in_period_;
    ++in_round_;
    if (loop == Loop::quiet || draining_) return Next::read;
    return in_round_ < quota_ ? Next::read : Next::rest;
  }

  [[nodiscard]] Next tick() noexcept {
    if (++ticks_ % kTicksOfRest != 0) return Next::rest;
    in_round_ = 0;
    draining_ = ++rounds_ % kDrainEvery == 0;
    if (draining_) {
      quota_ = std::max(1U, in_period_ / kDrainEvery);
      in_period_ = 0;
    }
    return Next::read;
  }

 private:
  std::uint32_t ticks_ = 0;
  std::uint32_t rounds_ = 0;
  std::uint32_t in_round_ = 0;
  std::uint32_t in_period_ = 0;
  std::uint32_t quota_ = 1;  ///< messages that usually come in a round
  bool draining_ = false;
};

}  // namespace exo::calls
