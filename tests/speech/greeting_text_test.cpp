#include "speech/greeting_text.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace exo::speech {
namespace {

TEST(GreetingText, IsCleaned) {
  const struct {
    std::string_view in;
    std::string_view out;
  } kTable[] = {
      {"Hello", "Hello"},
      {"", ""},
      {"  \r\n", ""},
      {"  Hello \n", "Hello"},
      {"\xEF\xBB\xBFHello", "Hello"},
      {"GREETING_TEXT=Hello", "Hello"},
      {"greeting_text = Hello there", "Hello there"},
      {"GREETING_TEXT=\"Hello\"", "Hello"},
      {"\"GREETING_TEXT=Hello\"", "Hello"},
      {"GREETING_TEXT", "GREETING_TEXT"},
      {"GREETING_TEXTS are fun", "GREETING_TEXTS are fun"},
      {"GREETING_TEXT=", ""},
      {"\"Hello\"", "Hello"},
      {"'Hello'", "Hello"},
      {"“Hello”", "Hello"},
      {"\"\"", ""},
      {"\"", "\""},
      {"\"Hello", "\"Hello"},
      {"\"Stay\" and \"wait\"", "\"Stay\" and \"wait\""},
      {"It's fine", "It's fine"},
      {"Line\none\ttwo", "Line one two"},
      {"\"नमस्ते।\"", "नमस्ते।"},
  };
  for (const auto& row : kTable) {
    const auto text = clean_greeting_text(row.in);
    ASSERT_TRUE(text) << row.in;
    EXPECT_EQ(*text, row.out) << row.in;
  }
}

TEST(GreetingText, IsRefusedWhenMalformedOrTooLong) {
  for (const std::string_view bad : {"\xFF", "caf\xE9", "\xE0\xA4", "\xC0\x80", "\xED\xA0\x80"}) {
    EXPECT_EQ(clean_greeting_text(bad).error().code, Errc::unprocessable);
  }
  EXPECT_TRUE(clean_greeting_text(std::string(kMaxTextBytes, 'a')));
  EXPECT_FALSE(clean_greeting_text(std::string(kMaxTextBytes + 1, 'a')));
}

TEST(GreetingText, KnowsLatinScript) {
  for (const std::string_view latin : {"", "Hello", "Ünïcode Ñ Ș", "“Hi” — it’s ₹500… 👋", "a\u0301"}) {
    EXPECT_TRUE(is_latin_script(latin)) << latin;
  }
  for (const std::string_view other : {"नमस्ते", "Hello जी", "Привет", "Γειά", "你好", "مرحبا", "१", "தமிழ்"}) {
    EXPECT_FALSE(is_latin_script(other)) << other;
  }
}

TEST(GreetingText, BecomesAscii) {
  EXPECT_EQ(to_ascii("Müller’s café"), "Muller's cafe");
  EXPECT_EQ(to_ascii("₹5"), " rupees 5");
  EXPECT_EQ(to_ascii("one—two…"), "one, two. ");
  EXPECT_EQ(to_ascii("Łódź žluťoučký ſ"), "Lodz zlutoucky s");
  const auto split = to_ascii(std::string(200, 'a'));
  EXPECT_EQ(std::ranges::count(split, 'a'), 200);
  EXPECT_EQ(std::ranges::count(split, ' '), 3);
  EXPECT_TRUE(std::ranges::all_of(to_ascii("\x01\x7F\u00A0😀\xFF"), [](char c) { return c == ' '; }));
}

std::vector<std::string> pieces(std::string_view text, std::size_t max_bytes) {
  std::vector<std::string> all;
  while (!text.empty()) all.emplace_back(next_piece(text, max_bytes));
  return all;
}

TEST(GreetingText, IsCutWhereASpeakerWouldPause) {
  using Pieces = std::vector<std::string>;
  EXPECT_EQ(pieces("", 10), Pieces());
  EXPECT_EQ(pieces("One. Two.", 10), Pieces({"One. Two."}));
  EXPECT_EQ(pieces("One. Two! Three?", 12), Pieces({"One. Two! ", "Three?"}));
  EXPECT_EQ(pieces("one two three four", 10), Pieces({"one two ", "three four"}));
  EXPECT_EQ(pieces("abcdefghijkl", 5), Pieces({"abcde", "fghij", "kl"}));
}

TEST(GreetingText, ChoosesTheEspeakVoiceByScriptThenByLanguage) {
  EXPECT_EQ(espeak_voice("नमस्ते", "en"), "hi");
  EXPECT_EQ(espeak_voice("Hello வணக்கம்", "hi"), "ta");
  EXPECT_EQ(espeak_voice("ಕನ್ನಡ", "en"), "kn");
  EXPECT_EQ(espeak_voice("Hello", "hi"), "hi");
  EXPECT_EQ(espeak_voice("Hello।", "en"), "en");
  EXPECT_EQ(espeak_voice("Привет", "--version"), "en");
}

TEST(GreetingText, KnowsTwoLanguages) {
  for (const std::string_view hindi : {"hi", "HI", "hi-IN", "Hi-in"}) EXPECT_EQ(known_language(hindi), "hi");
  for (const std::string_view other : {"en", "", "en-IN", "his", "ta"}) EXPECT_EQ(known_language(other), "en");
}

}  // namespace
}  // namespace exo::speech
