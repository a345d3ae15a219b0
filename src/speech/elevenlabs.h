#pragma once

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>

#include "base/clock.h"
#include "base/http_message.h"
#include "base/secret.h"
#include "speech/speech_options.h"
#include "speech/synthesizer.h"
#include "speech/workers.h"

namespace exo::speech {

/// ElevenLabs over HTTP, streamed (text-to-speech.md §1). The transport blocks without a deadline of its own for the
/// first byte, so it runs on one of a few threads of this object, and a stalled one is left behind; the destructor
/// waits for those, at most VendorBudgets::total and the time it takes to read the text aloud.
class ElevenLabs final : public Synthesizer {
 public:
  ElevenLabs(ElevenLabsOptions options, VendorBudgets budgets, HttpStreamTransport transport);

  [[nodiscard]] std::string_view name() const noexcept override { return "elevenlabs"; }
  /// Details begin with "elevenlabs: ". `unprocessable` when only this text was refused (400, 422), `upstream_failed`
  /// or `upstream_timeout` for trouble that every text would meet, `unavailable` when all threads are stuck.
  [[nodiscard]] Result<void> speak(const SpeechRequest& request, const PcmSink& sink) override;
  /// Whatever is being spoken, or will be, fails with `unavailable` at once. Any thread.
  void stop() noexcept { stopping_.request_stop(); }

 private:
  class Attempt;
  [[nodiscard]] HttpRequest http_request(const SpeechRequest& request) const;

  const ElevenLabsOptions options_;
  const VendorBudgets budgets_;
  const HttpStreamTransport transport_;
  std::stop_source stopping_;
  Workers transfers_;
};

}  // namespace exo::speech
