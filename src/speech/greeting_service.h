#pragma once

#include <memory>
#include <string>

#include "base/http_message.h"
#include "domain/greeting_source.h"
#include "speech/speech_options.h"

namespace exo::speech {

/// Text → audio by the first voice that can speak it, always ending in sound (speech/README.md):
///   with an ElevenLabs key: ElevenLabs → what a vendor once said for these words → the built-in voice (Latin script
///     only) → espeak-ng (when installed) → the last resort;
///   without: the built-in voice → what a vendor once said → espeak-ng → the last resort.
/// The last resort is, for Hindi, a recording embedded in the executable; for English the built-in voice saying the
/// default greeting. Any thread. The destructor waits for what is being made, at most total_budget.
class GreetingService final : public domain::GreetingSource {
 public:
  GreetingService(SpeechOptions options, HttpStreamTransport transport);
  ~GreetingService() override;

  std::shared_ptr<const domain::GreetingAudio> greeting(const domain::GreetingScript& script,
                                                        domain::SampleRate rate) override;
  std::shared_ptr<const domain::GreetingAudio> last_resort(const std::string& language,
                                                           domain::SampleRate rate) override;
  /// The newest vendor failure within ten minutes ("elevenlabs: 401 invalid_api_key"); "" when all is well.
  [[nodiscard]] std::string trouble() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace exo::speech
