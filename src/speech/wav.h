#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace exo::speech {

inline constexpr std::size_t kMaxWavBytes = 16 << 20;          ///< of a file that parse_wav takes
inline constexpr std::uint32_t kMinRate = 1'000;               ///< Hz
inline constexpr std::uint32_t kMaxRate = 192'000;             ///< Hz
inline constexpr std::uint16_t kMaxWavChannels = 8;            ///< mixed down to one
inline constexpr std::size_t kMaxResampledSamples = 32 << 20;  ///< of resample's result

/// Mono 16-bit samples at any rate.
struct Pcm {
  std::uint32_t rate = 8000;  ///< Hz
  std::vector<std::int16_t> samples;
};

/// What the header of a WAV says and how much audio there is.
struct WavInfo {
  std::uint32_t rate = 0;  ///< Hz
  std::uint16_t channels = 0;
  std::string codec{};     ///< for people: "16-bit PCM", "mu-law"
  std::size_t frames = 0;  ///< samples of each channel, > 0
};

/// Reads RIFF/WAVE: PCM of 8, 16, 24 or 32 bits, float of 32 or 64, mu-law, A-law, plain or WAVE_FORMAT_EXTENSIBLE;
/// channels are averaged. A data chunk whose size is 0 or more than there is (streamed or cut short) ends with the
/// bytes. `unprocessable` with what is wrong.
[[nodiscard]] Result<Pcm> parse_wav(std::string_view bytes);
/// The same checks without decoding.
[[nodiscard]] Result<WavInfo> inspect_wav(std::string_view bytes);
/// A 44-byte header and s16le samples.
[[nodiscard]] std::string make_wav(const Pcm& pcm);
/// Through libspeexdsp's resampler, without its delay: the same instant stays at the same time and the length is exact
/// to the rounded sample. The same rate is a copy. `unprocessable` for a rate outside kMinRate to kMaxRate, `too_large`
/// above kMaxResampledSamples.
[[nodiscard]] Result<Pcm> resample(const Pcm& pcm, std::uint32_t rate);

}  // namespace exo::speech
