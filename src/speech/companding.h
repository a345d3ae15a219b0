#pragma once

#include <cstdint>

namespace exo::speech {

/// ITU-T G.711: one mu-law byte → a linear sample (14 significant bits, scaled to 16).
[[nodiscard]] constexpr std::int16_t mu_law_to_linear(std::uint8_t code) noexcept {
  const int inverted = ~code & 0xFF;
  const int exponent = (inverted >> 4) & 7;
  const int magnitude = ((((inverted & 15) << 3) + 0x84) << exponent) - 0x84;
  return static_cast<std::int16_t>((inverted & 0x80) != 0 ? -magnitude : magnitude);
}

/// ITU-T G.711: one A-law byte → a linear sample (13 significant bits, scaled to 16).
[[nodiscard]] constexpr std::int16_t a_law_to_linear(std::uint8_t code) noexcept {
  const int toggled = code ^ 0x55;
  const int exponent = (toggled >> 4) & 7;
  const int mantissa = ((toggled & 15) << 4) + 8;
  const int magnitude = exponent == 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return static_cast<std::int16_t>((toggled & 0x80) != 0 ? magnitude : -magnitude);
}

}  // namespace exo::speech
