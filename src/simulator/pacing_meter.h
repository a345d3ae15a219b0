#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace exo::simulator {

/// How evenly a bot sends. The lateness of chunk k of an utterance is how much it lags behind the best lead so far:
/// (arrival_k − position_k) − min over j ≤ k of (arrival_j − position_j), where position is the play time of the
/// chunks before it. A bot that runs ahead and then keeps pace is never late. Pure. One thread.
///
/// An utterance begins with the first chunk, behind a `clear`, behind a mark when all audio had been played by then,
/// and after more than kPause of silence.
class PacingMeter {
 public:
  static constexpr std::chrono::milliseconds kPause{1000};

  void chunk(SteadyTime arrival, std::chrono::microseconds duration);
  void mark() noexcept { marked_ = true; }
  void clear() noexcept { utterance_.reset(); }

  /// Microseconds, one for each chunk, in their order; at most kMaxKept.
  [[nodiscard]] const std::vector<std::uint32_t>& lateness() const noexcept { return lateness_; }
  [[nodiscard]] std::vector<std::uint32_t> take_lateness() noexcept { return std::move(lateness_); }
  static constexpr std::size_t kMaxKept = 200'000;  ///< more than an hour of 20 ms chunks

 private:
  struct Utterance {
    SteadyTime began;
    std::chrono::microseconds position{0};   ///< play time of its chunks so far
    std::chrono::microseconds best_lead{0};  ///< min of arrival − position, arrival counted from `began`
  };
  [[nodiscard]] bool begins_utterance(SteadyTime arrival) const;

  std::optional<Utterance> utterance_;
  SteadyTime played_out_{};  ///< when all audio so far has been heard
  bool marked_ = false;      ///< a mark came behind the last chunk
  std::vector<std::uint32_t> lateness_;
};

/// The value below which `share` (0 to 1) of the values lie; 0 of none.
[[nodiscard]] std::uint32_t quantile(std::vector<std::uint32_t> values, double share);

}  // namespace exo::simulator
