#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "base/encoding.h"
#include "domain/audio_format.h"
#include "domain/greeting_audio.h"

namespace exo::domain {

/// The line test: what came in goes out again in frames of the usual size. The first frames are held back until
/// kEchoDelay is together, so that the far end never runs dry between them and the caller does not talk over himself.
/// Plain object, not thread-safe.
class EchoLine {
 public:
  static constexpr std::chrono::milliseconds kEchoDelay{600};

  explicit EchoLine(SampleRate rate);

  /// s16le in pieces of any size.
  void hear(Bytes pcm);
  /// The next frame to send; null when there is none yet.
  [[nodiscard]] std::shared_ptr<const GreetingAudio> next_frame();
  /// What could not be sent in time is let go: an echo that lags is worse than one with a gap.
  void drop_all();

 private:
  const SampleRate rate_;
  const std::size_t frame_bytes_;
  const std::size_t delay_bytes_;
  std::vector<std::byte> pending_;
  bool flowing_ = false;
};

}  // namespace exo::domain
