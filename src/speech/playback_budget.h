#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "base/clock.h"
#include "speech/speech_options.h"

namespace exo::speech {

/// Until when a vendor's next audio is in time, for a playback that begins with its first. Never more than kHardLimit
/// in all.
class PlaybackBudget {
 public:
  static constexpr std::chrono::minutes kHardLimit{6};  // kMaxAudioBytes of ElevenLabs last 5.8 minutes at 24 kHz

  PlaybackBudget(const VendorBudgets& budgets, SteadyTime asked, std::size_t bytes_per_second)
      : budgets_(budgets), asked_(asked), bytes_per_second_(bytes_per_second) {}

  void delivered(std::size_t bytes, SteadyTime now) noexcept {
    if (bytes_ == 0) first_audio_ = now;
    bytes_ += bytes;
  }
  [[nodiscard]] SteadyTime deadline() const noexcept {
    if (bytes_ == 0) return asked_ + budgets_.first_audio;
    const auto runs_dry = first_audio_ + std::chrono::milliseconds(milliseconds());
    const auto total = std::max(asked_ + budgets_.total, runs_dry);
    return std::min({runs_dry + budgets_.stall, total, asked_ + kHardLimit});
  }
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
  /// Of audio.
  [[nodiscard]] std::size_t milliseconds() const noexcept { return bytes_ * 1000 / bytes_per_second_; }

 private:
  const VendorBudgets budgets_;
  const SteadyTime asked_;
  const std::size_t bytes_per_second_;
  SteadyTime first_audio_{};
  std::size_t bytes_ = 0;
};

}  // namespace exo::speech
