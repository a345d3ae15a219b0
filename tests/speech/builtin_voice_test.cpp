#include "speech/builtin_voice.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <random>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "speech/greeting_text.h"

namespace exo::speech {
namespace {

constexpr std::string_view kHello = "Hello. Thank you for calling. Please stay on the line.";

int loudest(const Pcm& pcm) {
  int peak = 0;
  for (const auto sample : pcm.samples) peak = std::max(peak, std::abs(int{sample}));
  return peak;
}

TEST(BuiltinVoice, SpeaksAtEveryRate) {
  const auto narrow = speak_builtin(kHello, 8000);
  ASSERT_TRUE(narrow) << narrow.error().detail;
  EXPECT_EQ(narrow->rate, 8000U);
  EXPECT_GT(narrow->samples.size(), 2 * 8000U);
  EXPECT_LT(narrow->samples.size(), 8 * 8000U);
  EXPECT_GT(loudest(*narrow), 5000);
  for (const std::uint32_t rate : {16000U, 24000U}) {
    const auto wide = speak_builtin(kHello, rate);
    ASSERT_TRUE(wide);
    EXPECT_EQ(wide->rate, rate);
    EXPECT_EQ(wide->samples.size(), narrow->samples.size() * rate / 8000);
    EXPECT_GT(loudest(*wide), 5000);
  }
}

TEST(BuiltinVoice, IsTheSameSampleForSampleWhateverWasSaidBeforeAndOnAnyThread) {
  const auto first = speak_builtin(kHello, 8000);
  ASSERT_TRUE(first);
  ASSERT_TRUE(speak_builtin("Something else, 42 times.", 8000));
  std::vector<std::vector<std::int16_t>> spoken(8);
  std::vector<std::thread> threads;
  for (auto& each : spoken) {
    threads.emplace_back([&each] { each = speak_builtin(kHello, 8000).value_or(Pcm{}).samples; });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& each : spoken) EXPECT_EQ(each, first->samples);
}

TEST(BuiltinVoice, RefusesWhatItCannotSpeak) {
  const struct {
    std::string text;
    const char* words;
  } kTable[] = {
      {"नमस्ते", "Latin script only"},  {"Hello नमस्ते", "Latin script only"},
      {"வணக்கம்", "Latin script only"}, {"Привет", "Latin script only"},
      {"१२३", "Latin script only"},   {"", "nothing to speak"},
      {" \t.!?", "nothing to speak"}, {"👋🏽 … ₣", "nothing to speak"},
      {"\xFF\xFE", "not UTF-8"},      {std::string(kMaxTextBytes + 1, 'a'), "too long"},
  };
  for (const auto& row : kTable) {
    const auto spoken = speak_builtin(row.text, 8000);
    ASSERT_FALSE(spoken) << row.text;
    EXPECT_EQ(spoken.error().code, Errc::unprocessable);
    EXPECT_EQ(spoken.error().detail.find("builtin: "), 0U);
    EXPECT_NE(spoken.error().detail.find(row.words), std::string::npos) << spoken.error().detail;
  }
  EXPECT_FALSE(speak_builtin(kHello, 0));
}

TEST(BuiltinVoice, SurvivesHostileText) {
  const std::string kTexts[] = {
      std::string(kMaxTextBytes, 'a'),
      std::string(kMaxTextBytes, '9'),
      std::string(1000, '(') + "x",
      "%s%n%x $1,000,000,000,000.99 1/2/3 12:61:99 -- <a href=\"x\"> &amp; \\ \x01\x02",
      "A.B.C.D.E.F. Mr. Dr. St. 0x7f 1e999 I II IV MMXXVI",
      "Übergrößenträger çà et là œuvre €5 £3 ₹500",
  };
  for (const auto& text : kTexts) {
    const auto spoken = speak_builtin(text, 8000);
    if (!spoken) ADD_FAILURE() << text.substr(0, 40) << ": " << spoken.error().detail;
  }
  std::mt19937 random(7);
  for (int round = 0; round < 100; ++round) {
    std::string text = "x";
    while (text.size() < 80) text += static_cast<char>(' ' + random() % 95);
    EXPECT_TRUE(speak_builtin(text, 8000)) << text;
  }
}

TEST(BuiltinVoice, LeavesUnsaidWhatNobodyWouldListenTo) {
  std::string digits;
  while (digits.size() < kMaxTextBytes) digits += "999999999 ";
  const auto spoken = speak_builtin(digits, 8000);
  ASSERT_TRUE(spoken);
  EXPECT_EQ(spoken->samples.size(), kMaxBuiltinSeconds * 8000);
}

TEST(BuiltinVoice, HandsOverALongTextPieceByPiece) {
  std::string text;
  while (text.size() < 1000) text += "Welcome to our company, please hold the line. ";
  std::vector<std::int16_t> all;
  int pieces = 0;
  BuiltinVoice voice;
  ASSERT_TRUE(voice.speak({text, "en", domain::SampleRate::hz16000}, [&](Bytes pcm) {
    ++pieces;
    const auto before = all.size();
    all.resize(before + pcm.size() / 2);
    std::memcpy(all.data() + before, pcm.data(), pcm.size());
  }));
  EXPECT_GE(pieces, 5);
  EXPECT_EQ(all, speak_builtin(text, 16000)->samples);
}

TEST(BuiltinVoice, HandsItsAudioToTheSink) {
  BuiltinVoice voice;
  std::size_t bytes = 0;
  const auto spoken =
      voice.speak({"Hello", "en", domain::SampleRate::hz16000}, [&](Bytes pcm) { bytes += pcm.size(); });
  ASSERT_TRUE(spoken);
  EXPECT_EQ(bytes, speak_builtin("Hello", 16000)->samples.size() * 2);
}

}  // namespace
}  // namespace exo::speech
