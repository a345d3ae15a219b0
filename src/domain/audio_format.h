#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace exo::domain {

/// Samples a second of a stream: s16le mono PCM in both directions (exotel.md §2.1).
enum class SampleRate : std::uint16_t { hz8000 = 8000, hz16000 = 16000, hz24000 = 24000 };

[[nodiscard]] constexpr std::size_t hertz(SampleRate rate) noexcept {
  return static_cast<std::size_t>(rate);
}
[[nodiscard]] constexpr std::size_t bytes_per_second(SampleRate rate) noexcept {
  return hertz(rate) * 2;
}
[[nodiscard]] constexpr std::optional<SampleRate> sample_rate_from(long long hz) noexcept {
  if (hz == 8000 || hz == 16000 || hz == 24000) return static_cast<SampleRate>(hz);
  return std::nullopt;
}

/// Audio towards Exotel comes in chunks of a multiple of this many bytes (exotel.md §2.2).
inline constexpr std::size_t kFrameQuantum = 320;

/// Bytes of PCM in one outgoing frame: 200 ms at 8 kHz, 100 ms at 16 and 24 kHz (exotel.md §2.2).
[[nodiscard]] constexpr std::size_t default_frame_bytes(SampleRate rate) noexcept {
  return rate == SampleRate::hz24000 ? 4800 : 3200;
}

}  // namespace exo::domain
