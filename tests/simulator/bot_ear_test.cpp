#include "simulator/bot_ear.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace exo::simulator {
namespace {

using std::chrono::milliseconds;

const SteadyTime kStart{std::chrono::hours(1)};

SteadyTime at(int ms) {
  return kStart + milliseconds(ms);
}

std::string chunk(std::size_t bytes = 3200) {
  return R"({"event":"media","stream_sid":"s","media":{"payload":")" + base64_encode(std::vector<std::byte>(bytes)) +
         R"("}})";
}

const std::string kClear = R"({"event":"clear","stream_sid":"s"})";
const std::string kMark = R"({"event":"mark","stream_sid":"s","mark":{"name":"m"}})";

class BotEarTest : public ::testing::TestWithParam<Recording> {
 protected:
  VoicebotCallOutcome report() {
    VoicebotCallOutcome outcome;
    ear_.report(outcome);
    return outcome;
  }

  BotEar ear_{"s", 8000, GetParam(), ClearedMarks::echo};
};

INSTANTIATE_TEST_SUITE_P(All, BotEarTest, ::testing::Values(Recording::keep, Recording::none));

TEST_P(BotEarTest, MeasuresTheSameWhetherItRecordsOrNot) {
  ear_.start(at(0));
  ear_.hear(chunk(), at(5));
  ear_.hear(chunk(), at(100));
  ear_.hear(kMark, at(100));
  EXPECT_TRUE(ear_.advance(at(404)).empty());
  EXPECT_EQ(ear_.advance(at(405)).size(), 1U);
  const auto outcome = report();
  EXPECT_EQ(outcome.first_audio_ms, 5);
  EXPECT_EQ(outcome.first_audio_us, 5'000);
  EXPECT_EQ(outcome.media_received, 2U);
  EXPECT_EQ(outcome.bytes_received, 6'400U);
  EXPECT_EQ(outcome.heard_ms, 400);
  EXPECT_EQ(outcome.marks, std::vector<std::string>{"m"});
  EXPECT_EQ(outcome.lateness_us, (std::vector<std::uint32_t>{0, 0}));
  EXPECT_TRUE(outcome.violations.empty());
  EXPECT_FALSE(outcome.first_clear_ms);
  EXPECT_EQ(ear_.take_heard().empty(), GetParam() == Recording::none);
}

TEST_P(BotEarTest, TellsHowSoonTheBotStoppedAfterTheCallerActed) {
  ear_.start(at(0));
  for (int i = 0; i < 5; ++i) ear_.hear(chunk(), at(10));  // a second of audio
  ear_.caller_acted(at(300));
  ear_.hear(chunk(), at(310));
  ear_.hear(kClear, at(318));
  ear_.hear(chunk(), at(330));
  ear_.caller_acted(at(900));  // is about no clear any more
  ear_.hear(kClear, at(950));
  ear_.hear(chunk(), at(960));
  const auto outcome = report();
  EXPECT_EQ(outcome.clears, 2U);
  EXPECT_EQ(outcome.first_clear_ms, 318);
  EXPECT_EQ(outcome.clear_after_input_ms, 18);
  EXPECT_EQ(outcome.media_until_clear, 1U);
  EXPECT_EQ(outcome.heard_at_clear_ms, 308);
  EXPECT_EQ(outcome.media_after_clear, 1U) << "behind the last clear";
}

TEST_P(BotEarTest, AClearWithoutAnInputHasNoReactionTime) {
  ear_.start(at(0));
  ear_.hear(kClear, at(40));
  EXPECT_EQ(report().first_clear_ms, 40);
  EXPECT_FALSE(report().clear_after_input_ms);
  EXPECT_EQ(report().heard_at_clear_ms, 0);
}

TEST_P(BotEarTest, NothingIsObeyedBeforeStart) {
  ear_.hear(chunk(), at(0));
  ear_.hear(kMark, at(0));
  EXPECT_TRUE(ear_.advance(at(10)).empty());
  const auto outcome = report();
  EXPECT_EQ(outcome.media_received, 0U);
  EXPECT_EQ(outcome.violations, std::vector<std::string>{"message before start (2 times)"});
}

TEST_P(BotEarTest, JudgesBase64TheSameWay) {
  ear_.start(at(0));
  for (const std::string payload : {"@@", "A", "AAAA=", "AA=A"}) {
    ear_.hear(R"({"event":"media","stream_sid":"s","media":{"payload":")" + payload + R"("}})", at(1));
  }
  const auto outcome = report();
  EXPECT_EQ(outcome.media_received, 0U);
  EXPECT_EQ(outcome.violations, std::vector<std::string>{"payload that is not base64 (4 times)"});
  for (const std::string payload : {"AAA=", "AA==", "AAAA", "AA", ""}) {
    ear_.hear(R"({"event":"media","stream_sid":"s","media":{"payload":")" + payload + R"("}})", at(1));
  }
  EXPECT_EQ(report().bytes_received, 2U + 1 + 3 + 1 + 0);
}

TEST(BotEar, MarksOfClearedAudioCanBeSwallowed) {
  for (const auto cleared : {ClearedMarks::echo, ClearedMarks::swallow}) {
    BotEar ear("s", 8000, Recording::none, cleared);
    ear.start(at(0));
    ear.hear(chunk(), at(0));
    ear.hear(kMark, at(0));
    ear.hear(kClear, at(10));
    const auto due = ear.advance(at(1'000));
    EXPECT_EQ(due.size(), cleared == ClearedMarks::echo ? 1U : 0U);
    VoicebotCallOutcome outcome;
    ear.report(outcome);
    EXPECT_TRUE(outcome.marks.empty()) << "nobody heard up to it";
  }
}

}  // namespace
}  // namespace exo::simulator
