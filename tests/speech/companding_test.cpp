#include "speech/companding.h"

#include <gtest/gtest.h>

namespace exo::speech {
namespace {

// Both laws: the sign bit mirrors the value, and without it the codes order the magnitudes (G.711 tables 1 and 2).
TEST(Companding, MuLawIsMonotonicAndSymmetric) {
  for (int code = 0x80; code < 0xFF; ++code) {
    const auto here = mu_law_to_linear(static_cast<std::uint8_t>(code));
    EXPECT_GT(here, mu_law_to_linear(static_cast<std::uint8_t>(code + 1))) << code;
    EXPECT_EQ(here, -mu_law_to_linear(static_cast<std::uint8_t>(code & 0x7F))) << code;
  }
}

TEST(Companding, ALawIsMonotonicAndSymmetric) {
  for (int level = 0x80; level < 0xFF; ++level) {
    const auto code = [](int each) { return static_cast<std::uint8_t>(each ^ 0x55); };
    EXPECT_LT(a_law_to_linear(code(level)), a_law_to_linear(code(level + 1))) << level;
    EXPECT_EQ(a_law_to_linear(code(level)), -a_law_to_linear(code(level & 0x7F))) << level;
  }
}

}  // namespace
}  // namespace exo::speech
