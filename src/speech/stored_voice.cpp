#include "speech/stored_voice.h"

#include <bit>
#include <chrono>
#include <cstring>
#include <span>
#include <string>

#include "base/log.h"

namespace exo::speech {
namespace {

using std::chrono::steady_clock;

Pcm to_pcm(const std::string& bytes, domain::SampleRate rate) {
  Pcm pcm{static_cast<std::uint32_t>(domain::hertz(rate)), std::vector<std::int16_t>(bytes.size() / 2)};
  std::memcpy(pcm.samples.data(), bytes.data(), pcm.samples.size() * 2);
  return pcm;
}

}  // namespace

Result<void> StoredVoice::speak(const SpeechRequest& request, const PcmSink& sink) {
  const auto key = key_(request);
  if (const auto stored = files_.load(key)) {
    sink(std::as_bytes(std::span(stored->samples)));
    return {};
  }
  if (auto reason = health_.pause_reason(steady_clock::now()); !reason.empty()) {
    return fail(Errc::unavailable, std::move(reason));
  }
  std::string all;
  auto spoken = voice_->speak(request, [&](Bytes pcm) {
    all.append(std::bit_cast<const char*>(pcm.data()), pcm.size());
    sink(pcm);
  });
  if (!spoken) {
    const auto scope = spoken.error().code == Errc::unprocessable ? VendorHealth::Scope::this_text_only
                                                                  : VendorHealth::Scope::every_text;
    static log::RateLimit limit;
    if (limit.allow().pass) log::warning("speech", "{}", spoken.error().detail);
    health_.failed(spoken.error().detail, scope, steady_clock::now());
    return spoken;
  }
  health_.succeeded();
  files_.save(key, to_pcm(all, request.rate));
  return {};
}

Result<void> LastGoodVoice::speak(const SpeechRequest& request, const PcmSink& sink) {
  const auto found = lookup_(request);
  if (!found) return fail(Errc::not_found, "last-good: none");
  const auto audio = resample(*found, static_cast<std::uint32_t>(domain::hertz(request.rate)));
  if (!audio) return std::unexpected(audio.error());
  sink(std::as_bytes(std::span(audio->samples)));
  return {};
}

}  // namespace exo::speech
