#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "speech/synthesizer.h"
#include "speech/wav.h"

namespace exo::speech {

/// Of one text; what would come after that is left unsaid (a page of digits is half an hour of speech).
inline constexpr std::size_t kMaxBuiltinSeconds = 300;

/// The voice inside the executable (flite, cmu_us_kal, 8 kHz; other rates are resampled): some 6 ms of work for 4 s of
/// speech. The same text always gives the same samples. Any thread; one speaks at a time. `unprocessable` with the
/// reason for a text that has letters outside the Latin script, nothing to speak, or more than kMaxTextBytes.
[[nodiscard]] Result<Pcm> speak_builtin(std::string_view text, std::uint32_t rate);

/// The errors of speak_builtin, without speaking.
[[nodiscard]] Result<void> check_builtin(std::string_view text);

/// The same, sentence by sentence as it is made: a long text begins as fast as a short one.
class BuiltinVoice final : public Synthesizer {
 public:
  [[nodiscard]] std::string_view name() const noexcept override { return "builtin"; }
  [[nodiscard]] Result<void> speak(const SpeechRequest& request, const PcmSink& sink) override;
};

}  // namespace exo::speech
