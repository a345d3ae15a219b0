#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "speech/audio_files.h"
#include "speech/synthesizer.h"
#include "speech/vendor_health.h"

namespace exo::speech {

/// A slow or costly voice (a vendor, a local command) with its audio on disk: what it said before is not asked again,
/// what it says completely is stored, and while it is in trouble it is not asked at all.
class StoredVoice final : public Synthesizer {
 public:
  using Key = std::function<AudioKey(const SpeechRequest&)>;
  StoredVoice(std::unique_ptr<Synthesizer> voice, Key key, AudioFiles& files, VendorHealth& health)
      : voice_(std::move(voice)), key_(std::move(key)), files_(files), health_(health) {}

  [[nodiscard]] std::string_view name() const noexcept override { return voice_->name(); }
  /// The voice's own errors, `unprocessable` for one that concerns this text only; a voice that is not asked fails with
  /// the reason of its last failure.
  [[nodiscard]] Result<void> speak(const SpeechRequest& request, const PcmSink& sink) override;

 private:
  const std::unique_ptr<Synthesizer> voice_;
  const Key key_;
  AudioFiles& files_;
  VendorHealth& health_;
};

/// What a stored voice once said for these very words: better than another voice.
class LastGoodVoice final : public Synthesizer {
 public:
  using Lookup = std::function<std::optional<Pcm>(const SpeechRequest&)>;
  explicit LastGoodVoice(Lookup lookup) : lookup_(std::move(lookup)) {}

  [[nodiscard]] std::string_view name() const noexcept override { return "last-good"; }
  /// `not_found` when these words were never spoken well.
  [[nodiscard]] Result<void> speak(const SpeechRequest& request, const PcmSink& sink) override;

 private:
  const Lookup lookup_;
};

}  // namespace exo::speech
