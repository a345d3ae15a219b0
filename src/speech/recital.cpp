#include "speech/recital.h"

#include <utility>
#include <vector>

#include "base/log.h"

namespace exo::speech {

void Recital::perform(const SpeechRequest& request, std::span<Synthesizer* const> voices) {
  for (auto* voice : voices) {
    const auto spoken = try_voice(*voice, request);
    if (spoken) {
      audio_.finish();
      return;
    }
    if (reason_.empty()) reason_ = spoken.error().detail;
    log::debug("speech", "{} did not speak: {}", voice->name(), spoken.error().detail);
  }
  static log::RateLimit limit;
  if (limit.allow().pass) log::error("speech", "no voice spoke: {}", reason_);
  audio_.set_report({.voice = {}, .fallback = reason_});
  audio_.finish();
}

Result<void> Recital::try_voice(Synthesizer& voice, const SpeechRequest& request) {
  bool silent = true;
  return voice.speak(request, [&](Bytes pcm) {
    if (pcm.empty()) return;
    if (std::exchange(silent, false)) {
      separate_from_what_was_heard();
      audio_.set_report({.voice = std::string(voice.name()), .fallback = reason_});
    }
    heard_bytes_ += pcm.size();
    audio_.append(pcm);
  });
}

void Recital::separate_from_what_was_heard() {
  if (heard_bytes_ == 0) return;
  broke_off_ = true;
  // Half a sample may have come before: without its other half every later sample would be noise.
  const std::size_t silence = domain::bytes_per_second(audio_.rate()) / 5 + heard_bytes_ % 2;
  audio_.append(std::vector<std::byte>(silence));
  heard_bytes_ += silence;
}

}  // namespace exo::speech
