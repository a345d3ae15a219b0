#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/encoding.h"
#include "base/error.h"
#include "domain/audio_format.h"

namespace exo::speech {

/// What a voice is to say; the text is cleaned (greeting_text.h) and not empty.
struct SpeechRequest {
  std::string text;      ///< UTF-8
  std::string language;  ///< "en" or "hi"
  domain::SampleRate rate = domain::SampleRate::hz8000;
  std::string voice_id{};  ///< of the vendor; empty: the configured one
};

/// Receives s16le mono PCM of the asked rate in pieces of any number of bytes.
using PcmSink = std::function<void(Bytes)>;

/// One way to turn text into audio.
class Synthesizer {
 public:
  virtual ~Synthesizer() = default;
  /// As it stands in GreetingReport::voice.
  [[nodiscard]] virtual std::string_view name() const noexcept = 0;
  /// Blocks, so it runs on a speech worker; calls `sink` on the calling thread only. Success means that the whole text
  /// was spoken. A failure may come after some audio; its detail is the reason as it stands in
  /// GreetingReport::fallback.
  [[nodiscard]] virtual Result<void> speak(const SpeechRequest& request, const PcmSink& sink) = 0;
};

}  // namespace exo::speech
