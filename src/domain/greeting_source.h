#pragma once

#include <memory>
#include <string>

#include "domain/audio_format.h"
#include "domain/greeting_audio.h"

namespace exo::domain {

/// What is to be said.
struct GreetingScript {
  std::string text{};       ///< UTF-8; empty: the configured default greeting of that language
  std::string language{};   ///< "en" or "hi"
  std::string voice{};      ///< Bot::voice
  std::string recording{};  ///< Bot::greeting_recording: played instead; the text is what remains when it is unusable
};

/// Where the call plane gets its audio.
class GreetingSource {
 public:
  virtual ~GreetingSource() = default;
  /// Returns at once (event loop), possibly with audio that is still being made on another thread; equal requests share
  /// one object. The result always completes: every failure ends in some fallback's audio (see GreetingReport).
  [[nodiscard]] virtual std::shared_ptr<const GreetingAudio> greeting(const GreetingScript& script,
                                                                      SampleRate rate) = 0;
  /// Audio that is complete now, of the given language: for when `greeting` has nothing to play in time.
  [[nodiscard]] virtual std::shared_ptr<const GreetingAudio> last_resort(const std::string& language,
                                                                         SampleRate rate) = 0;
  /// The configured sentence that nobody can take the call now; as `greeting` otherwise, and in the cache already.
  [[nodiscard]] virtual std::shared_ptr<const GreetingAudio> sorry(const std::string& language, SampleRate rate) = 0;
};

}  // namespace exo::domain
