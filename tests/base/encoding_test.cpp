#include "base/encoding.h"

#include <array>

#include <gtest/gtest.h>

namespace exo {
namespace {

std::string text_of(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

struct Base64Vector {
  std::string_view plain;
  std::string_view encoded;
};

// RFC 4648 §10
constexpr Base64Vector kRfcVectors[] = {{"", ""},
                                        {"f", "Zg=="},
                                        {"fo", "Zm8="},
                                        {"foo", "Zm9v"},
                                        {"foob", "Zm9vYg=="},
                                        {"fooba", "Zm9vYmE="},
                                        {"foobar", "Zm9vYmFy"}};

TEST(Base64, EncodesTheVectorsOfRfc4648) {
  for (const auto& [plain, encoded] : kRfcVectors) EXPECT_EQ(base64_encode(as_bytes(plain)), encoded);
}

TEST(Base64, DecodesTheVectorsOfRfc4648WithAndWithoutPadding) {
  for (const auto& [plain, encoded] : kRfcVectors) {
    const auto padded = base64_decode(encoded);
    ASSERT_TRUE(padded) << encoded;
    EXPECT_EQ(text_of(*padded), plain);
    const auto bare = base64_decode(encoded.substr(0, encoded.find('=')));
    ASSERT_TRUE(bare) << encoded;
    EXPECT_EQ(text_of(*bare), plain);
  }
}

TEST(Base64, RefusesWhatIsNotStandardBase64) {
  for (const std::string_view text : {"Z", "Zg=", "Zg===", "Zg====", "====", "=", "Zm9v=", "Zm=v", "Zm9v\n", " Zm9v",
                                      "Zm9v-_", "Zh==" /* bits beyond the data */, "Zm\xC3\xA9v"}) {
    EXPECT_FALSE(base64_decode(text)) << text;
  }
  EXPECT_FALSE(base64_decode(std::string_view("Zm\0v", 4)));
}

TEST(Base64, RoundTripsEveryByte) {
  std::array<std::byte, 256> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::byte>(i);
  const auto back = base64_decode(base64_encode(all));
  ASSERT_TRUE(back);
  EXPECT_TRUE(std::equal(back->begin(), back->end(), all.begin(), all.end()));
}

TEST(Base64, UrlVariantNeedsNoEscapingInUrls) {
  EXPECT_EQ(base64url_encode(as_bytes("\xFB\xFF\xFE")), "-__-");
  EXPECT_EQ(base64url_encode(as_bytes("f")), "Zg");
  EXPECT_EQ(base64url_encode({}), "");
}

TEST(Hex, IsLowerCase) {
  EXPECT_EQ(hex_encode(as_bytes(std::string_view("\x00\xAB\xFF", 3))), "00abff");
  EXPECT_EQ(hex_encode({}), "");
}

TEST(PercentEncoding, LeavesOnlyUnreservedCharacters) {
  EXPECT_EQ(percent_encode("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(percent_encode("a/b?c#d%e+f g"), "a%2Fb%3Fc%23d%25e%2Bf%20g");
  EXPECT_EQ(percent_encode("\xE0\xA4\x95"), "%E0%A4%95");
  EXPECT_EQ(percent_encode(std::string_view("\0\n", 2)), "%00%0A");
}

TEST(PercentEncoding, DecodesEscapesAndKeepsBrokenOnes) {
  EXPECT_EQ(percent_decode("a%2Fb%2f+c"), "a/b/+c");
  EXPECT_EQ(percent_decode("%"), "%");
  EXPECT_EQ(percent_decode("%4"), "%4");
  EXPECT_EQ(percent_decode("%zz%4"), "%zz%4");
  EXPECT_EQ(percent_decode("%%41"), "%A");
  EXPECT_EQ(percent_decode("%2541"), "%41") << "decoded once only";
}

TEST(FormEncoding, DecodesPairsInOrder) {
  const FormFields expected = {{"a", "1"}, {"b", "x y"}, {"a", "2"}, {"empty", ""}, {"bare", ""}, {"", "nameless"}};
  EXPECT_EQ(form_decode("a=1&b=x+y&a=2&empty=&bare&=nameless"), expected);
}

TEST(FormEncoding, NeverFails) {
  EXPECT_TRUE(form_decode("").empty());
  EXPECT_TRUE(form_decode("&&&").empty());
  EXPECT_EQ(form_decode("a=%zz&b==c=d"), (FormFields{{"a", "%zz"}, {"b", "=c=d"}}));
}

TEST(FormEncoding, TurnsAPlusIntoAnEscapeAndASpaceIntoAPlus) {
  EXPECT_EQ(form_encode({{"From", "+919876543210"}, {"Url", "http://h/a b?c&d"}, {"", ""}}),
            "From=%2B919876543210&Url=http%3A%2F%2Fh%2Fa+b%3Fc%26d&=");
  EXPECT_EQ(form_encode({}), "");
}

TEST(FormEncoding, RoundTripsHostileText) {
  const FormFields fields = {{"a&b=c", "+ %25\r\n\xE0\xA4\x95"}, {"x", std::string("\0", 1)}};
  EXPECT_EQ(form_decode(form_encode(fields)), fields);
}

TEST(Utf8, AcceptsWellFormedText) {
  for (const std::string_view text : {"", "plain", "\xC2\x80", "\xE0\xA4\xA8\xE0\xA4\xAE", "\xEF\xBF\xBD" /* U+FFFD */,
                                      "\xF0\x9F\x93\x9E", "\xF4\x8F\xBF\xBF", "\xED\x9F\xBF", "\xEE\x80\x80"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
}

TEST(Utf8, RefusesMalformedText) {
  for (const std::string_view text :
       {"\x80", "\xC3", "\xC3(", "\xC0\xAF" /* overlong */, "\xE0\x80\xAF" /* overlong */,
        "\xF0\x80\x80\xAF" /* overlong */, "\xED\xA0\x80" /* surrogate */, "\xED\xBF\xBF" /* surrogate */,
        "\xF4\x90\x80\x80" /* above U+10FFFF */, "\xF5\x80\x80\x80", "\xFF", "\xFE", "ok\xE0\xA4",
        "\xE0\xA4"
        "A"}) {
    EXPECT_FALSE(is_utf8(text));
  }
}

TEST(Utf8, ReadsCodePointsAndStepsOneByteOverMalformedOnes) {
  const std::string_view text = "a\xE0\xA5\xA7\xFF\xF0\x9F\x93\x9E\xC3";
  std::size_t offset = 0;
  std::vector<char32_t> codes;
  while (offset < text.size()) codes.push_back(next_code_point(text, offset));
  EXPECT_EQ(codes, (std::vector<char32_t>{'a', 0x0967, 0xFFFD, 0x1F4DE, 0xFFFD}));
  EXPECT_EQ(offset, text.size());
}

}  // namespace
}  // namespace exo
