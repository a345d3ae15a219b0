#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>

#include "base/clock.h"
#include "domain/greeting_audio.h"

namespace exo::domain {

/// How often a playout is asked: by a beat, so that frames do not slip to the tick before or after
/// (StreamBrain::on_tick).
inline constexpr std::chrono::milliseconds kPaceStep{20};

/// Says when each frame of a piece of audio is due: `lead` ahead of real time and then at the pace at which it is
/// played (exotel.md §2.3). Deadlines are absolute, so a late tick never adds up. When the far end has run dry (the
/// audio was made too slowly, or we were late) the clock starts again from there, so that what comes next is not sent
/// in a burst.
class PacedPlayout {
 public:
  /// `lead` is taken as at least two frames, else every frame would come too late.
  PacedPlayout(std::shared_ptr<const GreetingAudio> audio, std::chrono::milliseconds lead);

  /// The frame to send now; each call hands out the next one. nullopt: not due yet, or not made yet.
  [[nodiscard]] std::optional<std::size_t> next_frame(SteadyTime now);
  /// Every frame has been handed out and there will be no more.
  [[nodiscard]] bool exhausted() const;
  /// Nothing can be handed out now, whatever the time.
  [[nodiscard]] bool starved() const { return sent_ >= audio_->frames(); }
  /// Where frame `index` begins, counted from the first.
  [[nodiscard]] std::chrono::milliseconds position(std::size_t index) const;
  /// When the far end has played all that was handed out; meaningful once something was.
  [[nodiscard]] SteadyTime play_end() const { return origin_ + length(sent_); }
  /// How much of what was handed out the far end has played by `now`.
  [[nodiscard]] std::chrono::milliseconds played(SteadyTime now) const;
  [[nodiscard]] std::chrono::microseconds frame_length() const noexcept { return frame_; }
  [[nodiscard]] const std::shared_ptr<const GreetingAudio>& audio() const noexcept { return audio_; }

 private:
  [[nodiscard]] std::chrono::microseconds length(std::size_t frames) const;
  void begin(SteadyTime now, SteadyTime origin);

  std::shared_ptr<const GreetingAudio> audio_;
  std::chrono::microseconds frame_;
  std::chrono::microseconds lead_;
  SteadyTime began_{};   ///< when it last began, with a lead
  SteadyTime origin_{};  ///< when the first frame would have begun to play
  std::size_t sent_ = 0;
};

}  // namespace exo::domain
