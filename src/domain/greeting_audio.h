#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/encoding.h"
#include "domain/audio_format.h"

namespace exo::domain {

/// How a greeting's audio came about; goes into the call record.
struct GreetingReport {
  /// "builtin", "elevenlabs", "espeak-ng", "last-good", "embedded"; empty while none has spoken.
  std::string voice{};
  /// Why the first choice did not speak ("elevenlabs: 401 invalid_api_key"); empty when it did.
  std::string fallback{};
};

/// The audio of one greeting, cut into outgoing frames and base64-encoded once, while one speech thread still makes it
/// and any number of event loops already play it. Frames only ever grow in number; a published frame never changes.
class GreetingAudio {
 public:
  /// `frame_bytes`: PCM bytes a frame, a multiple of kFrameQuantum.
  explicit GreetingAudio(SampleRate rate, std::size_t frame_bytes = 0 /* default_frame_bytes(rate) */);
  GreetingAudio(const GreetingAudio&) = delete;
  GreetingAudio& operator=(const GreetingAudio&) = delete;

  // --- the one producer thread ---
  /// Any number of bytes of s16le PCM; a split sample is carried over to the next call.
  void append(Bytes pcm);
  /// No more audio: pads the last frame with silence to a full frame and publishes it.
  void finish();
  void set_report(GreetingReport report);

  // --- any thread ---
  [[nodiscard]] SampleRate rate() const noexcept { return rate_; }
  [[nodiscard]] std::size_t frame_bytes() const noexcept { return frame_bytes_; }
  /// Frames that can be sent now.
  [[nodiscard]] std::size_t frames() const noexcept { return published_.load(std::memory_order_acquire); }
  /// No frame will be added any more. Read it before frames().
  [[nodiscard]] bool complete() const noexcept { return complete_.load(std::memory_order_acquire); }
  /// Base64 of frame `index`; stays valid as long as this object. Empty for index >= frames().
  [[nodiscard]] std::string_view payload(std::size_t index) const;
  [[nodiscard]] GreetingReport report() const;

 private:
  void publish(Bytes frame);

  const SampleRate rate_;
  const std::size_t frame_bytes_;
  std::vector<std::byte> pending_;  ///< producer only: less than a frame
  mutable std::mutex mutex_;        ///< guards the index of frames_ and report_
  std::deque<std::string> frames_;
  GreetingReport report_;
  std::atomic<std::size_t> published_{0};
  std::atomic<bool> complete_{false};
};

}  // namespace exo::domain
