#pragma once

#include <string>
#include <utility>

#include "speech/speech_options.h"
#include "speech/synthesizer.h"
#include "speech/wav.h"

namespace exo::speech {

/// A configured local program (CommandOptions). Its audio is bounded like any WAV's (kMaxWavBytes).
class CommandVoice final : public Synthesizer {
 public:
  explicit CommandVoice(CommandOptions options) : options_(std::move(options)) {}

  [[nodiscard]] std::string_view name() const noexcept override { return "command"; }
  /// Details begin with "command: ". The errors of run_program; `upstream_failed` for output that is no audio,
  /// `unprocessable` when the program ended well without any audio for this text.
  [[nodiscard]] Result<void> speak(const SpeechRequest& request, const PcmSink& sink) override;

 private:
  [[nodiscard]] Result<Pcm> decode(const std::string& output) const;

  const CommandOptions options_;
};

}  // namespace exo::speech
