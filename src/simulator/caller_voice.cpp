#include "simulator/caller_voice.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <span>

#include "base/encoding.h"
#include "base/file.h"

namespace exo::simulator {
namespace {

/// An hour at 48 kHz, 16 bit: no call is longer.
constexpr std::size_t kMaxWavBytes = std::size_t{60} * 60 * 48'000 * 2;

std::string encode(std::span<const std::int16_t> samples, std::size_t frame_samples) {
  std::vector<std::byte> bytes(frame_samples * 2);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto sample = static_cast<std::uint16_t>(samples[i]);
    bytes[2 * i] = static_cast<std::byte>(sample & 0xFF);
    bytes[2 * i + 1] = static_cast<std::byte>(sample >> 8);
  }
  return base64_encode(bytes);
}

bool is_voiced(std::span<const std::int16_t> samples) {
  std::int64_t sum = 0;
  for (const int sample : samples) sum += std::abs(sample);
  return sum > std::int64_t{CallerFrames::kVoiced} * std::ssize(samples);
}

}  // namespace

CallerFrames::CallerFrames(const std::vector<std::int16_t>& samples, std::uint32_t rate, std::uint32_t frame_ms) {
  const std::size_t frame_samples = std::size_t{rate} * frame_ms / 1000;
  silence_ = encode({}, frame_samples);
  const std::span<const std::int16_t> all(samples);
  for (std::size_t at = 0; at < all.size(); at += frame_samples) {
    const auto frame = all.subspan(at, std::min(frame_samples, all.size() - at));
    if (!first_voiced_ && is_voiced(frame)) first_voiced_ = frames_.size();
    frames_.push_back(encode(frame, frame_samples));
  }
}

std::string_view CallerFrames::payload(std::size_t index) const noexcept {
  return index < frames_.size() ? frames_[index] : silence_;
}

Result<std::shared_ptr<CallerVoice>> CallerVoice::load(const std::filesystem::path& wav) {
  if (wav.empty()) return std::shared_ptr<CallerVoice>(new CallerVoice({}));
  const auto bytes = read_file(wav, kMaxWavBytes);
  if (!bytes) return std::unexpected(bytes.error());
  auto pcm = speech::parse_wav(*bytes);
  if (!pcm) return fail(Errc::bad_request, wav.string() + ": " + pcm.error().detail);
  return std::shared_ptr<CallerVoice>(new CallerVoice(std::move(*pcm)));
}

Result<std::shared_ptr<const CallerFrames>> CallerVoice::frames(std::uint32_t rate, std::uint32_t frame_ms) {
  const std::scoped_lock lock(mutex_);
  auto& made = made_[{rate, frame_ms}];
  if (made) return made;
  auto resampled = pcm_.samples.empty() ? Result<speech::Pcm>(speech::Pcm{rate, {}}) : speech::resample(pcm_, rate);
  if (!resampled) return std::unexpected(resampled.error());
  made = std::make_shared<const CallerFrames>(resampled->samples, rate, frame_ms);
  return made;
}

}  // namespace exo::simulator
