#pragma once

#include <cstddef>
#include <string>

#include "speech/speech_options.h"
#include "speech/synthesizer.h"

namespace exo::speech {

/// Names a vendor's audio by everything that shapes it, in two parts so that other audio of the same words can be
/// found.
struct AudioKey {
  std::string script;   ///< hash of text and language
  std::string voicing;  ///< hash of all else that shapes it, rate and frame size included

  [[nodiscard]] std::string name() const { return script + "-" + voicing; }
  friend bool operator==(const AudioKey&, const AudioKey&) = default;
};

/// 32 hexadecimal digits a part (BLAKE2b). The hashes name files on disk: do not change what goes into them.
/// `voicing` is made of voice, model and base URL.
[[nodiscard]] AudioKey audio_key(const SpeechRequest& request, const ElevenLabsOptions& vendor);
/// `voicing` is made of program, arguments and PCM rate.
[[nodiscard]] AudioKey audio_key(const SpeechRequest& request, const CommandOptions& command);

}  // namespace exo::speech
