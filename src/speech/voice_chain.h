#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/http_message.h"
#include "speech/audio_files.h"
#include "speech/builtin_voice.h"
#include "speech/elevenlabs.h"
#include "speech/espeak_voice.h"
#include "speech/speech_options.h"
#include "speech/stored_voice.h"
#include "speech/vendor_health.h"
#include "speech/voice_wish.h"

namespace exo::speech {

/// The voices of a site and the order in which they are tried (speech/README.md), all but the last resort. Any thread.
class VoiceChain {
 public:
  /// Finds audio of a script (AudioKey::script) in memory; null when there is none.
  using Memory = std::function<std::optional<Pcm>(const std::string& script)>;

  /// An empty transport: no vendor.
  VoiceChain(const SpeechOptions& options, HttpStreamTransport transport, Memory memory);

  /// The wanted voice, when it is configured, and then the rest of the site's chain.
  [[nodiscard]] std::vector<Synthesizer*> voices(FirstVoice first);
  /// Why that wish cannot be met at this site; empty when it can.
  [[nodiscard]] std::string missing(FirstVoice first) const;
  /// The newest failure of the vendor, else of the command, within ten minutes; empty when all is well.
  [[nodiscard]] std::string trouble(SteadyTime now) const;
  /// From now on no vendor is waited for.
  void stop() noexcept;

 private:
  [[nodiscard]] std::optional<Pcm> last_good(const SpeechRequest& request);
  [[nodiscard]] Synthesizer* wanted(FirstVoice first) noexcept;

  const ElevenLabsOptions vendor_options_;
  const Memory memory_;
  AudioFiles files_;
  VendorHealth vendor_health_;
  VendorHealth command_health_;
  ElevenLabs* elevenlabs_ = nullptr;      ///< within vendor_
  std::unique_ptr<Synthesizer> vendor_;   ///< null: none is configured
  std::unique_ptr<Synthesizer> command_;  ///< null: none is configured
  LastGoodVoice last_good_;
  BuiltinVoice builtin_;
  EspeakVoice espeak_;
  std::vector<Synthesizer*> site_;  ///< FirstVoice::site
};

}  // namespace exo::speech
