#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "speech/synthesizer.h"

namespace exo::speech {

/// espeak-ng (or a program that takes its options) run locally: text on standard input, WAV on standard output.
class EspeakVoice final : public Synthesizer {
 public:
  explicit EspeakVoice(std::string program, std::chrono::milliseconds time_limit = std::chrono::seconds(2))
      : program_(std::move(program)), time_limit_(time_limit) {}

  [[nodiscard]] std::string_view name() const noexcept override { return "espeak-ng"; }
  /// See run_program; also `upstream_failed` when the program's output is no audio.
  [[nodiscard]] Result<void> speak(const SpeechRequest& request, const PcmSink& sink) override;

 private:
  const std::string program_;
  const std::chrono::milliseconds time_limit_;
};

}  // namespace exo::speech
