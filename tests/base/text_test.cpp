#include "base/text.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace exo {
namespace {

TEST(Trim, RemovesBlanksAtBothEndsOnly) {
  EXPECT_EQ(trim(" \t\r\n\v\f a b \n"), "a b");
  EXPECT_EQ(trim(""), "");
  EXPECT_EQ(trim(" \n "), "");
  EXPECT_EQ(trim("\xEF\xBB\xBF{}\xC2\xA0"), "{}") << "byte order mark and no-break space";
  EXPECT_EQ(trim("\xE0\xA4\xA0"), "\xE0\xA4\xA0") << "a letter that ends in the byte A0";
}

TEST(Case, IsAsciiOnly) {
  EXPECT_EQ(to_lower("HtTpS-\xC3\x84"), "https-\xC3\x84");
  EXPECT_TRUE(iequals("Content-Type", "content-TYPE"));
  EXPECT_FALSE(iequals("a", "ab"));
  EXPECT_FALSE(iequals("[", "{")) << "they differ in the case bit only";
  EXPECT_TRUE(istarts_with("BEARER x", "bearer "));
  EXPECT_FALSE(istarts_with("Bea", "bearer"));
}

TEST(Split, KeepsEmptyParts) {
  EXPECT_EQ(split("a,,b,", ','), (std::vector<std::string_view>{"a", "", "b", ""}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
}

TEST(Nearest, SuggestsTheWordThatWasMeant) {
  constexpr std::string_view kKnown[] = {"core_fleet", "public_url", "public_wss_base"};
  EXPECT_EQ(nearest("core_flet", kKnown), "core_fleet");
  EXPECT_EQ(nearest("public_ulr", kKnown), "public_url");
  EXPECT_EQ(nearest("zzzzzzzzzz", kKnown), "");
  EXPECT_EQ(nearest("", kKnown), "");
  EXPECT_EQ(nearest("core_fleet", {}), "");
}

TEST(Nearest, SuggestsNothingThatHasNoLetterInCommon) {
  constexpr std::string_view kKnown[] = {"en", "hi"};
  EXPECT_EQ(nearest("fr", kKnown), "");
  EXPECT_EQ(nearest("eng", kKnown), "en");
}

TEST(Printable, ReplacesWhatCouldSpeakToATerminal) {
  EXPECT_EQ(printable("a\nb\x1B[31m\x7F\xC2\x9Bz", 100), "a b [31m  z");
  EXPECT_EQ(printable("a\xE2\x80\xAE"
                      "b\xE2\x80\xA8"
                      "c\xE2\x81\xA6"
                      "d",
                      100),
            "a b c d");
  EXPECT_EQ(printable(std::string_view("\0x", 2), 100), " x");
  EXPECT_EQ(printable("a\xFF\xFE", 100), "a  ");
}

TEST(Printable, KeepsHindiAndItsJoiners) {
  const std::string_view text = "\xE0\xA4\x95\xE0\xA5\x8D\xE2\x80\x8D\xE0\xA4\xB7";
  EXPECT_EQ(printable(text, 100), text);
}

TEST(Printable, CutsAtACharacterBoundary) {
  EXPECT_EQ(printable("abcdef", 3), "abc");
  for (std::size_t limit = 0; limit <= 12; ++limit) {
    const auto cut = printable(
        "\xE0\xA4\x95\xF0\x9F\x93\x9E\xC3\xA9"
        "abc",
        limit);
    EXPECT_LE(cut.size(), limit);
    EXPECT_TRUE(is_utf8(cut)) << limit;
  }
}

TEST(MaskedNumber, ShowsTheLastFourDigits) {
  EXPECT_EQ(masked_number("+919876543210"), "*********3210");
  EXPECT_EQ(masked_number("12345"), "*2345");
  EXPECT_EQ(masked_number("1234"), "1234");
  EXPECT_EQ(masked_number(""), "");
}

}  // namespace
}  // namespace exo
