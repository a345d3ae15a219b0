#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "domain/greeting_audio.h"
#include "speech/synthesizer.h"
#include "speech/wav.h"

namespace exo::speech {

/// Why last-resort audio plays, as it stands in its report.
enum class LastResortReason : std::uint8_t { late, busy, asked /* it was the first choice: no reason */ };

/// What the executable itself can say.
struct EmbeddedWords {
  std::string_view english;     ///< for the built-in voice
  std::string_view hindi_file;  ///< of the recordings that were made at build time
};
inline constexpr EmbeddedWords kEmbeddedGreeting{"Hello. Thank you for calling. Please stay on the line.",
                                                 "fallback_hi.wav"};
inline constexpr EmbeddedWords kEmbeddedSorry{
    "Sorry, nobody can take your call right now. Please call again in a few minutes.", "sorry_hi.wav"};

/// Audio that is always there: a configured English sentence by the built-in voice, and for Hindi a recording that is
/// embedded in the executable (speech/README.md). Any thread.
class LastResort final {
 public:
  /// `english`: the configured sentence; replaced by the embedded one when the built-in voice cannot speak it or it is
  /// too long to be kept in memory.
  explicit LastResort(std::string english, const EmbeddedWords& words = kEmbeddedGreeting);

  /// Complete audio, kept for ever once made; making it takes up to some 10 ms, so warm() it away from event loops.
  [[nodiscard]] std::shared_ptr<const domain::GreetingAudio> audio(std::string_view language, domain::SampleRate rate,
                                                                   LastResortReason reason);
  void warm(std::string_view language, domain::SampleRate rate, LastResortReason reason) {
    static_cast<void>(audio(language, rate, reason));
  }
  /// "embedded" for Hindi, "builtin" for English.
  [[nodiscard]] static std::string_view voice(std::string_view language) noexcept;
  [[nodiscard]] Result<Pcm> pcm(std::string_view language, domain::SampleRate rate) const;

 private:
  struct Slot {
    std::once_flag made;
    std::shared_ptr<const domain::GreetingAudio> audio;
  };
  [[nodiscard]] std::shared_ptr<const domain::GreetingAudio> make(std::string_view language, domain::SampleRate rate,
                                                                  LastResortReason reason) const;

  const std::string english_;
  const std::string_view hindi_file_;
  std::array<Slot, 2 * 3 * 3> slots_;  ///< language × rate × reason
};

/// The end of the chain for one language.
class LastResortVoice final : public Synthesizer {
 public:
  LastResortVoice(const LastResort& source, std::string language) : source_(source), language_(std::move(language)) {}

  [[nodiscard]] std::string_view name() const noexcept override { return LastResort::voice(language_); }
  [[nodiscard]] Result<void> speak(const SpeechRequest& request, const PcmSink& sink) override;

 private:
  const LastResort& source_;
  const std::string language_;
};

}  // namespace exo::speech
