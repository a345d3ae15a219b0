#include "domain/plain_text.h"

#include <gtest/gtest.h>

namespace exo::domain {
namespace {

TEST(CheckText, CountsBytes) {
  EXPECT_TRUE(check_text("f", "\xE0\xA4\x95", 3, Lines::one));
  EXPECT_FALSE(check_text("f", "\xE0\xA4\x95", 2, Lines::one));
  EXPECT_TRUE(check_text("f", "", 0, Lines::one));
}

TEST(CheckText, AllowsLineEndsOnlyWhereAsked) {
  EXPECT_TRUE(check_text("f", "a\r\n\tb", 10, Lines::many));
  EXPECT_FALSE(check_text("f", "a\nb", 10, Lines::one));
  EXPECT_FALSE(check_text("f", "a\vb", 10, Lines::many));
  EXPECT_FALSE(check_text("f", "a\xC2\x85z", 10, Lines::many)) << "U+0085 is a control character";
}

TEST(CheckText, NamesTheFieldAndNotTheText) {
  const auto result = check_text("label", "hush\x01", 10, Lines::one);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::unprocessable);
  EXPECT_TRUE(result.error().detail.starts_with("label "));
  EXPECT_FALSE(result.error().detail.contains("hush"));
}

}  // namespace
}  // namespace exo::domain
