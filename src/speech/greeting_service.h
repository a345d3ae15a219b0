#pragma once

#include <memory>
#include <string>

#include "base/http_message.h"
#include "domain/greeting_source.h"
#include "speech/recording.h"
#include "speech/speech_options.h"

namespace exo::speech {

/// Recording or text → audio by the first voice that can speak it, always ending in sound (speech/README.md):
///   a bot's recording → the voice that the bot wants → the site's chain → the last resort.
/// The site's chain, with an ElevenLabs key: ElevenLabs → what was once said for these words → the local command → the
/// built-in voice (Latin script only) → espeak-ng (when installed); without: the local command → the built-in voice →
/// what was once said → espeak-ng. The last resort is, for Hindi, a recording embedded in the executable; for English
/// the built-in voice saying the default greeting. Any thread. The destructor waits for what is being made; it ends
/// soon, unless a vendor's connection is dead: then at most total_budget and the time it takes to read the text aloud.
class GreetingService final : public domain::GreetingSource {
 public:
  /// `recordings`: empty when there are none.
  GreetingService(SpeechOptions options, HttpStreamTransport transport, RecordingSource recordings = {});
  ~GreetingService() override;

  std::shared_ptr<const domain::GreetingAudio> greeting(const domain::GreetingScript& script,
                                                        domain::SampleRate rate) override;
  std::shared_ptr<const domain::GreetingAudio> last_resort(const std::string& language,
                                                           domain::SampleRate rate) override;
  /// Always complete. Made from the start at 8 kHz, from the first request on at another rate; until it is ready, what
  /// the executable itself can say.
  std::shared_ptr<const domain::GreetingAudio> sorry(const std::string& language, domain::SampleRate rate) override;
  /// The newest failure of a vendor or the command within ten minutes ("elevenlabs: 401 invalid_api_key"); "" when all
  /// is well.
  [[nodiscard]] std::string trouble() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace exo::speech
