#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "domain/greeting_audio.h"
#include "speech/synthesizer.h"

namespace exo::speech {

/// Speaks one greeting by the first voice of a chain that can. A voice that breaks off after some audio is followed by
/// 200 ms of silence and the whole greeting by the next one. Writes the report as it goes: the voice before its first
/// audio, the first reason why another one did not speak. One thread: it is the audio's producer.
class Recital {
 public:
  /// `reason`: why even the first voice of the chain is a second choice; usually empty.
  explicit Recital(domain::GreetingAudio& audio, std::string reason = {}) : audio_(audio), reason_(std::move(reason)) {}

  /// Ends with audio_.finish(), whether or not any voice spoke.
  void perform(const SpeechRequest& request, std::span<Synthesizer* const> voices);
  /// Is there a voice in it that did not come to the end?
  [[nodiscard]] bool broke_off() const noexcept { return broke_off_; }

 private:
  [[nodiscard]] Result<void> try_voice(Synthesizer& voice, const SpeechRequest& request);
  void separate_from_what_was_heard();

  domain::GreetingAudio& audio_;
  std::string reason_;
  std::size_t heard_bytes_ = 0;
  bool broke_off_ = false;
};

}  // namespace exo::speech
