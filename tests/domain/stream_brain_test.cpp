#include "domain/stream_brain.h"

#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "domain/brain_fixture.h"
#include "domain/phone_number.h"

namespace exo::domain {
namespace {

TEST_F(StreamBrainTest, GreetsAtStartPacedAndMarksTheEnd) {
  open();
  event(StreamConnected{});
  EXPECT_TRUE(frames.empty());
  pass(milliseconds(150));
  start();
  ASSERT_EQ(frames.size(), 3U) << "600 ms of lead in frames of 200 ms";
  EXPECT_EQ(record().first_audio_ms, 0);
  EXPECT_EQ(record().greeting, GreetingOutcome::playing);
  run(milliseconds(3000));
  ASSERT_EQ(frames.size(), 10U);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    EXPECT_EQ(frames[i].media.index, i);
    EXPECT_EQ(frames[i].media.sequence, i + 1);
    EXPECT_EQ(frames[i].media.chunk, i + 1);
    EXPECT_EQ(frames[i].media.timestamp_ms, i * 200);
  }
  EXPECT_EQ(frames[9].at - frames[0].at, milliseconds(1380));
  ASSERT_EQ(marks.size(), 1U);
  EXPECT_EQ(marks[0], (std::pair<std::string, std::uint64_t>("greeting_done", 11)));
  EXPECT_EQ(record().greeting, GreetingOutcome::sent);
  event(StreamMark{"stream-a", "greeting_done"});
  EXPECT_EQ(record().greeting, GreetingOutcome::heard);
  EXPECT_EQ(record().voice, "builtin");
  EXPECT_EQ(record().media_out, 10U);
  EXPECT_TRUE(closes.empty()) << "the call stays up until the caller leaves";
  EXPECT_FALSE(brain->ended());
}

TEST_F(StreamBrainTest, KeepsARecordOfWhoAndWhat) {
  desk.hits["call-a"] = {"09812345678", "08041234567", "09513886363", "incoming", "cxb-test:did-1"};
  open();
  start();
  EXPECT_EQ(record().id, "record-1");
  EXPECT_EQ(record().call_id, "call-a");
  EXPECT_EQ(record().call_sid, "call-a");
  EXPECT_EQ(record().stream_sid, "stream-a");
  EXPECT_EQ(record().from, "09812345678");
  EXPECT_EQ(record().to, "08041234567");
  EXPECT_EQ(record().direction, "incoming");
  EXPECT_EQ(record().did_id, "did-1");
  EXPECT_EQ(record().bot_id, "sales");
  EXPECT_FALSE(record().unknown_bot);
  EXPECT_EQ(record().test_call_did_id, "did-1");
  EXPECT_EQ(record().path, "/voice-stream");
  EXPECT_EQ(record().sample_rate, 8000U);
  EXPECT_EQ(record().opened_at, WallTime(opened_at));
  EXPECT_EQ(record().started_at, WallTime(clock));
  EXPECT_EQ(record().end_reason, EndReason::live);
}

TEST_F(StreamBrainTest, CallIdComesFromUrlThenParametersThenCallSid) {
  const std::array<StreamParameter, 2> parameters = {{{"other", "x"}, {"Call_Id", "from-parameters"}}};
  auto both = full_start();
  both.parameters = parameters;
  open({"r", "/voice-stream", "", "from-url", {}});
  event(both);
  EXPECT_EQ(record().call_id, "from-url");
  open();
  event(both);
  EXPECT_EQ(record().call_id, "from-parameters");
  open();
  start();
  EXPECT_EQ(record().call_id, "call-a");
}

struct DidCase {
  const char* name;
  std::string start_to;
  WebhookHit hit;
  std::string did;
  std::string bot;
};

class WhichBot : public StreamBrainTest, public testing::WithParamInterface<DidCase> {};

TEST_P(WhichBot, IsFoundByTheNumber) {
  const auto& given = GetParam();
  desk.hits["call-a"] = given.hit;
  open();
  auto said = full_start();
  said.to = given.start_to;
  event(said);
  EXPECT_EQ(record().did_id, given.did);
  EXPECT_EQ(record().bot_id, given.bot);
  ASSERT_FALSE(desk.speech.asked().empty());
  EXPECT_EQ(desk.speech.asked().back().script.text, given.bot == "sales" ? "Welcome to sales" : "");
}

INSTANTIATE_TEST_SUITE_P(
    Numbers, WhichBot,
    testing::Values(DidCase{"national", "08041234567", {}, "did-1", "sales"},
                    DidCase{"international", "+918041234567", {}, "did-1", "sales"},
                    DidCase{"without_plus", "918041234567", {}, "did-1", "sales"},
                    DidCase{"double_zero", "00918041234567", {}, "did-1", "sales"},
                    DidCase{"webhook_call_to", "", {"", "08041234567", "09513886363", "", ""}, "did-1", "sales"},
                    DidCase{"webhook_to", "09513886363", {"", "", "+918041234567", "", ""}, "did-1", "sales"},
                    DidCase{"start_wins", "08041234567", {"", "07948516111", "", "", ""}, "did-1", "sales"},
                    DidCase{"without_bot", "08049999999", {}, "did-2", ""},
                    DidCase{"bot_elsewhere", "07948516111", {}, "did-3", "elsewhere"},
                    DidCase{"stranger", "01112345678", {}, "", ""}),
    [](const auto& info) { return info.param.name; });

TEST_F(StreamBrainTest, ABotThatNobodyKnowsIsRecordedAndTheDefaultIsSpoken) {
  open();
  auto said = full_start();
  said.to = "07948516111";
  event(said);
  EXPECT_TRUE(record().unknown_bot);
  EXPECT_FALSE(frames.empty());
}

TEST_F(StreamBrainTest, ThePathNamesTheBotBeforeTheNumber) {
  open({"r", "/exotel/hindi", "hindi", "", {}});
  ASSERT_EQ(desk.speech.asked().size(), 1U) << "made ready before start";
  start();
  EXPECT_EQ(record().bot_id, "hindi");
  EXPECT_EQ(record().did_id, "did-1") << "the number is still recorded";
  EXPECT_EQ(desk.speech.asked().back().script.text, "नमस्ते");
  EXPECT_EQ(desk.speech.asked().back().script.language, "hi");
}

TEST_F(StreamBrainTest, ANumberOfOursInFromIsTheExoPhone) {
  open();
  auto said = full_start();
  said.from = "+918041234567";
  said.to = "09812345678";
  event(said);
  EXPECT_EQ(record().did_id, "did-1");
  EXPECT_EQ(record().to, "+918041234567");
  EXPECT_EQ(record().from, "09812345678");
}

TEST_F(StreamBrainTest, SampleRateIsTheOneOfStartThenOfTheUrlThen8000) {
  open({"r", "/p", "", "", SampleRate::hz24000});
  auto said = full_start();
  said.sample_rate = SampleRate::hz16000;
  event(said);
  EXPECT_EQ(record().sample_rate, 16000U);
  EXPECT_EQ(desk.speech.asked().back().rate, SampleRate::hz16000);
  said.sample_rate.reset();
  open({"r", "/p", "", "", SampleRate::hz24000});
  event(said);
  EXPECT_EQ(record().sample_rate, 24000U);
  open();
  event(said);
  EXPECT_EQ(record().sample_rate, 8000U);
}

TEST_F(StreamBrainTest, NothingIsSentBeforeAStreamIdIsKnown) {
  open();
  auto said = full_start();
  said.stream_sid = "";
  event(said);
  pass(milliseconds(500));
  tick();
  event(StreamMedia{"", "AAAA", 1, 20});
  tick();
  EXPECT_TRUE(frames.empty());
  event(StreamMedia{"stream-late", "AAAA", 2, 40});
  EXPECT_EQ(record().stream_sid, "stream-late");
  EXPECT_EQ(frames.size(), 3U);
}

TEST_F(StreamBrainTest, AnAbsurdStreamIdIsNoStreamId) {
  open();
  auto said = full_start();
  const std::string absurd(129, 'x');
  said.stream_sid = absurd;
  event(said);
  event(StreamMedia{"with space", "AAAA", 1, 20});
  event(StreamMedia{"with\nline", "AAAA", 1, 20});
  EXPECT_TRUE(frames.empty());
  EXPECT_EQ(record().stream_sid, "");
}

TEST_F(StreamBrainTest, ASecondStartIsIgnored) {
  open();
  start();
  run(milliseconds(3000));
  const auto sent = frames.size();
  auto again = full_start();
  again.stream_sid = "stream-b";
  event(again);
  run(milliseconds(3000));
  EXPECT_EQ(frames.size(), sent);
  EXPECT_EQ(marks.size(), 1U);
  EXPECT_EQ(record().stream_sid, "stream-a");
  EXPECT_EQ(record().ignored, 1U);
}

TEST_F(StreamBrainTest, DigitsAreKept) {
  open();
  start();
  for (const auto* digit : {"1", "#", "*", "D", "", "12", "x", "\xE0"}) event(StreamDtmf{"", digit});
  EXPECT_EQ(record().dtmf, "1#*D");
  EXPECT_EQ(record().ignored, 4U);
  for (int i = 0; i < 100; ++i) event(StreamDtmf{"", "7"});
  EXPECT_EQ(record().dtmf.size(), 64U);
}

TEST_F(StreamBrainTest, SavesAtTurningPointsAndNotPerFrame) {
  open();
  start();
  run(milliseconds(20'000));
  event(StreamMark{"", "greeting_done"});
  event(StreamStop{"", "stopped"});
  EXPECT_EQ(saves, 5) << "start, first audio, greeting sent, heard, end";
}

TEST_F(StreamBrainTest, HostileTextIsCutAndCleaned) {
  open();
  auto said = full_start();
  const std::string endless(100'000, '9');
  said.from = endless;
  said.to =
      "080\x01"
      "41234567\n";
  said.call_sid = endless;
  event(said);
  EXPECT_LE(record().from.size(), 256U);
  EXPECT_LE(record().call_sid.size(), 256U);
  EXPECT_EQ(record().to.find('\x01'), std::string::npos);
}

}  // namespace
}  // namespace exo::domain
