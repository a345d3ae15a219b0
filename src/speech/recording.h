#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "speech/synthesizer.h"

namespace exo::speech {

inline constexpr std::size_t kMaxRecordingBytes = 10 << 20;  ///< of the file
inline constexpr double kMaxRecordingSeconds = 120;

struct RecordingInfo {
  double seconds = 0;
  std::uint32_t rate = 0;      ///< Hz, of the file
  std::uint16_t channels = 0;  ///< of the file; mixed down to one
  std::string codec{};         ///< for people: "16-bit PCM", "mu-law"
};

/// May that file be a bot's greeting? `unprocessable` in words that the person who uploads it can act on: no WAV (and
/// what it is instead), unknown codec, empty, too long, too big.
[[nodiscard]] Result<RecordingInfo> check_recording(std::string_view wav);

/// The bytes of an uploaded WAV by its id (Bot::greeting_recording). Called on a speech worker only; may block.
using RecordingSource = std::function<Result<std::string>(std::string_view id)>;

/// Plays one recording instead of speaking the text.
class RecordingVoice final : public Synthesizer {
 public:
  RecordingVoice(const RecordingSource& source, std::string id) : source_(source), id_(std::move(id)) {}

  [[nodiscard]] std::string_view name() const noexcept override { return "recording"; }
  /// Details begin with "recording: ". The source's errors and those of check_recording.
  [[nodiscard]] Result<void> speak(const SpeechRequest& request, const PcmSink& sink) override;

 private:
  const RecordingSource& source_;
  const std::string id_;
};

}  // namespace exo::speech
