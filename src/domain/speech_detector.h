#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/encoding.h"
#include "domain/audio_format.h"

namespace exo::domain {

/// Does the caller speak? Energy above the line's noise and a zero-crossing rate that voices have, in windows of 20 ms
/// (exotel.md §2.4: frames keep coming in silence, bot audio leaks back, so only sustained speech counts). Plain
/// object, not thread-safe.
class SpeechDetector {
 public:
  /// `needed`: so much speech, pauses subtracted, makes `speaking()` true.
  SpeechDetector(SampleRate rate, std::chrono::milliseconds needed);

  /// Any number of bytes of s16le; an odd last byte is dropped. In `learning` the line's noise is learned, but nothing
  /// counts as speech.
  enum class Mode : std::uint8_t { learning, deciding };
  void feed(Bytes pcm, Mode mode);
  [[nodiscard]] bool speaking() const noexcept { return speech_ >= needed_; }
  /// Forgets what was said, keeps what is known of the line.
  void restart() noexcept { speech_ = {}; }

 private:
  void close_window(Mode mode);

  const std::size_t window_;  ///< samples
  const std::chrono::milliseconds needed_;
  std::chrono::milliseconds speech_{};
  double floor_;  ///< RMS of the line's noise
  double energy_ = 0;
  std::size_t crossings_ = 0;
  std::size_t samples_ = 0;
  int previous_ = 0;
};

}  // namespace exo::domain
