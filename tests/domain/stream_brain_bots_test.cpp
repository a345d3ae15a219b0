// What each kind of bot does with a call.
#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "domain/brain_fixture.h"

namespace exo::domain {
namespace {

using std::chrono::seconds;

class BotsTest : public StreamBrainTest {
 protected:
  void call(const Bot& bot) { call(std::vector<Bot>{bot}); }
  void call(const std::vector<Bot>& bots) {
    desk.board.publish_bots(bots);
    open({.record_id = "record-1", .path = "/exotel/it", .bot_id = bots.front().id, .call_id = "", .sample_rate = {}});
    start();
  }
  static Bot bot(std::string id) {
    Bot made;
    made.id = std::move(id);
    made.greeting_text = "Hello";
    return made;
  }
  static Bot menu() {
    auto made = bot("menu");
    made.after = AfterGreeting::menu;
    made.menu = {{'1', "sales", ""}, {'2', "", "Good bye"}, {'3', "gone", ""}};
    made.menu_wait = seconds(5);
    made.menu_tries = 2;
    return made;
  }
  void press(std::string_view digit) { event(StreamDtmf{"stream-a", digit}); }
  void echo_last_mark() { event(StreamMark{"stream-a", marks.back().first}); }
  bool has_step(StepKind kind, std::string_view detail) const {
    for (const auto& each : record().timeline) {
      if (each.kind == kind && each.detail == detail) return true;
    }
    return false;
  }
};

TEST_F(BotsTest, AHangUpBotLeavesOnceItWasHeard) {
  auto it = bot("it");
  it.after = AfterGreeting::hang_up;
  call(it);
  run(milliseconds(1800));
  ASSERT_EQ(marks.size(), 1U);
  EXPECT_FALSE(brain->ended()) << "its last words are still on their way";
  echo_last_mark();
  EXPECT_EQ(record().end_reason, EndReason::bot_hangup);
  EXPECT_EQ(record().greeting, GreetingOutcome::heard);
  EXPECT_EQ(closes, std::vector<std::uint16_t>{1000});
}

TEST_F(BotsTest, AHangUpBotLeavesWithoutTheEchoASecondAfterTheEndOfPlay) {
  auto it = bot("it");
  it.after = AfterGreeting::hang_up;
  call(it);
  run(milliseconds(2900));
  EXPECT_FALSE(brain->ended()) << "2 s of audio and a second for the echo";
  run(milliseconds(200));
  EXPECT_EQ(record().end_reason, EndReason::bot_hangup);
  EXPECT_EQ(record().greeting, GreetingOutcome::sent);
}

TEST_F(BotsTest, ABotsOwnMaximumIsShorterThanTheSites) {
  auto it = bot("it");
  it.max_duration = seconds(7);
  call(it);
  run(milliseconds(6900));
  EXPECT_FALSE(brain->ended());
  run(milliseconds(200));
  EXPECT_EQ(record().end_reason, EndReason::max_duration);
}

TEST_F(BotsTest, ABotCannotOutliveTheSitesMaximum) {
  limits.max_duration = seconds(3);
  auto it = bot("it");
  it.max_duration = seconds(3600);
  call(it);
  run(milliseconds(3100));
  EXPECT_EQ(record().end_reason, EndReason::max_duration);
}

TEST_F(BotsTest, VoiceAndRecordingReachSpeech) {
  auto it = bot("it");
  it.voice = "elevenlabs:abc";
  it.greeting_recording = "wav-1";
  it.language = "hi";
  call(it);
  ASSERT_FALSE(desk.speech.asked().empty());
  const auto asked = desk.speech.asked().back().script;
  EXPECT_EQ(asked.voice, "elevenlabs:abc");
  EXPECT_EQ(asked.recording, "wav-1");
  EXPECT_EQ(asked.language, "hi");
}

TEST_F(BotsTest, AnEchoBotSaysBackWhatItHearsAfterItsGreeting) {
  auto it = bot("line");
  it.kind = BotKind::echo;
  desk.speech.frames = 1;
  call(it);
  ASSERT_EQ(frames.size(), 1U);
  std::vector<std::byte> said;
  for (unsigned i = 0; i < 50; ++i) {
    const std::vector<std::byte> piece(320, std::byte(i));
    said.insert(said.end(), piece.begin(), piece.end());
    const auto payload = base64_encode(piece);
    pass(milliseconds(20));
    event(StreamMedia{"stream-a", payload, i, 20});
    tick();
  }
  ASSERT_EQ(frames.size(), 6U) << "a second in frames of 200 ms";
  for (std::size_t i = 1; i < frames.size(); ++i) {
    const auto heard = base64_decode(frames[i].media.audio->payload(0)).value();
    ASSERT_EQ(heard.size(), 3200U);
    const auto at = said.begin() + static_cast<std::ptrdiff_t>((i - 1) * 3200);
    EXPECT_TRUE(std::equal(heard.begin(), heard.end(), at)) << "frame " << i;
    EXPECT_EQ(frames[i].media.chunk, i + 1);
  }
  EXPECT_EQ(record().media_out, 6U);
}

TEST_F(BotsTest, AnEchoThatCannotLeaveIsLetGo) {
  auto it = bot("line");
  it.kind = BotKind::echo;
  desk.speech.frames = 1;
  call(it);
  tick(Outlet::full);
  const auto payload = base64_encode(std::vector<std::byte>(3200));
  for (int i = 0; i < 20; ++i) event(StreamMedia{"stream-a", payload, 1, 20});
  EXPECT_EQ(frames.size(), 1U);
  tick(Outlet::open);
  event(StreamMedia{"stream-a", payload, 1, 20});
  EXPECT_EQ(frames.size(), 1U) << "the delay is gathered anew";
}

TEST_F(BotsTest, AnEchoNeverLagsFarBehind) {
  auto it = bot("line");
  it.kind = BotKind::echo;
  desk.speech.frames = 1;
  call(it);
  const auto payload = base64_encode(std::vector<std::byte>(3200));
  for (int i = 0; i < 25; ++i) event(StreamMedia{"stream-a", payload, 1, 20});  // five seconds after a stall
  EXPECT_LE(frames.size(), 9U) << "1.4 s and a frame, the greeting included";
  EXPECT_GE(frames.size(), 6U);
}

TEST_F(BotsTest, AKeyPressedBeforeTheGreetingIsMadeChoosesAtOnce) {
  auto it = menu();
  it.interruptible = true;
  desk.speech.next = std::make_shared<GreetingAudio>(SampleRate::hz8000);
  call(it);
  run(milliseconds(500));
  ASSERT_TRUE(frames.empty());
  press("2");
  EXPECT_EQ(desk.speech.asked().back().script.text, "Good bye");
  EXPECT_TRUE(clears.empty()) << "there was nothing to clear";
}

TEST_F(BotsTest, WhatIsSaidLastIsHeardBeforeAMenuGivesUp) {
  auto it = menu();
  it.menu_tries = 1;
  call(it);
  run(milliseconds(1000));
  press("9");
  run(milliseconds(500));
  ASSERT_EQ(marks.size(), 1U) << "all of it is sent, 600 ms ahead";
  EXPECT_FALSE(brain->ended());
  run(milliseconds(700));
  EXPECT_EQ(record().end_detail, "menu: no choice was made");
}

TEST_F(BotsTest, AStreamThatNeverStartsEndsItsWebhooksRecord) {
  desk.hits["call-q"] = {.at = WallTime(clock), .record_id = "record-w"};
  open({.record_id = "r", .path = "/voice-stream", .bot_id = "", .call_id = "call-q", .sample_rate = {}});
  run(milliseconds(13'000));
  EXPECT_EQ(record().end_reason, EndReason::no_start);
  EXPECT_EQ(record().id, "record-w");
}

TEST_F(BotsTest, AMenuRoutesToAnotherBot) {
  auto sales = bot("sales");
  sales.greeting_text = "Sales here";
  call({menu(), sales});
  run(milliseconds(2500));
  press("1");
  EXPECT_EQ(record().bot_id, "sales");
  EXPECT_TRUE(has_step(StepKind::routed, "sales"));
  EXPECT_EQ(desk.speech.asked().back().script.text, "Sales here");
  ASSERT_EQ(desk.asked.size(), 2U);
  EXPECT_EQ(desk.asked[1].bot_id, "sales");
  EXPECT_EQ(desk.live, 1) << "the menu's place is free again";
  run(milliseconds(2500));
  ASSERT_EQ(marks.size(), 2U);
  EXPECT_EQ(marks[1].first, "greeting_done-2");
  EXPECT_FALSE(brain->ended()) << "sales stays";
}

TEST_F(BotsTest, AMenuSaysSomethingAndHangsUp) {
  call(menu());
  run(milliseconds(2500));
  press("2");
  EXPECT_EQ(desk.speech.asked().back().script.text, "Good bye");
  run(milliseconds(2200));
  echo_last_mark();
  EXPECT_EQ(record().end_reason, EndReason::bot_hangup);
  EXPECT_EQ(record().end_detail, "menu: a choice was made");
}

TEST_F(BotsTest, ADigitPressedDuringAProtectedGreetingIsActedOnAtItsEnd) {
  call({menu(), bot("sales")});
  run(milliseconds(500));
  press("1");
  EXPECT_EQ(record().bot_id, "menu");
  run(milliseconds(1500));
  EXPECT_EQ(record().bot_id, "sales");
  EXPECT_TRUE(clears.empty());
}

TEST_F(BotsTest, AWrongDigitOrAnUnknownBotMeansTheMenuAgain) {
  for (const std::string_view digit : {"9", "3"}) {
    call(menu());
    run(milliseconds(2500));
    const auto before = frames.size();
    press(digit);
    EXPECT_GT(frames.size(), before) << digit;
    EXPECT_EQ(record().bot_id, "menu");
  }
  EXPECT_TRUE(has_step(StepKind::limit, "menu: bot gone is unknown"));
}

TEST_F(BotsTest, AMenuWithoutAChoiceHangsUpAfterItsTries) {
  call(menu());
  run(milliseconds(2000));
  echo_last_mark();
  run(milliseconds(4900));
  EXPECT_EQ(marks.size(), 1U) << "five seconds from the moment it was heard";
  run(milliseconds(2500));
  ASSERT_EQ(marks.size(), 2U) << "said again";
  run(milliseconds(5500));
  EXPECT_EQ(record().end_reason, EndReason::bot_hangup);
  EXPECT_EQ(record().end_detail, "menu: no choice was made");
  EXPECT_EQ(record().dtmf, "");
}

TEST_F(BotsTest, AMenuWhoseBotIsGoneSaysSoAtItsEnd) {
  call(menu());
  run(milliseconds(2500));
  press("3");
  run(milliseconds(2500));
  press("3");
  run(milliseconds(1500));
  EXPECT_EQ(record().end_reason, EndReason::bot_hangup);
  EXPECT_EQ(record().end_detail, "menu: the chosen bot is unknown");
}

TEST_F(BotsTest, WhoLeavesDuringTheApologyFoundItBusy) {
  for (const std::string_view words : {"canceled or call ended", "stopped", "something new"}) {
    desk.full = "number";
    call(bot("it"));
    run(milliseconds(100));
    event(StreamStop{"stream-a", std::string(words)});
    EXPECT_EQ(record().end_reason, EndReason::busy) << words;
    EXPECT_EQ(record().end_detail, "limit: number") << words;
    EXPECT_TRUE(has_step(StepKind::stopped, words));
  }
  limits.max_duration = milliseconds(200);
  call(bot("it"));
  run(milliseconds(300));
  EXPECT_EQ(record().end_reason, EndReason::busy);
  limits.max_duration = milliseconds(30'000);
  call(bot("it"));
  brain->on_closed(SocketLoss::lost, "gone", now(), actions);
  EXPECT_EQ(record().end_reason, EndReason::connection_lost);
}

TEST_F(BotsTest, ABotThatIsSwitchedOffApologises) {
  auto it = bot("it");
  it.active = false;
  it.language = "hi";
  call(it);
  EXPECT_EQ(desk.speech.sorries(), std::vector<std::string>{"hi"});
  EXPECT_TRUE(desk.asked.empty());
  run(milliseconds(1000));
  echo_last_mark();
  EXPECT_EQ(record().end_reason, EndReason::busy);
  EXPECT_EQ(record().end_detail, "limit: bot is switched off");
  EXPECT_EQ(closes, std::vector<std::uint16_t>{1000}) << "the flow goes on";
}

TEST_F(BotsTest, AFullBotApologises) {
  desk.full = "bot";
  auto it = bot("it");
  it.max_calls = 3;
  call(it);
  ASSERT_EQ(desk.asked.size(), 1U);
  EXPECT_EQ(desk.asked[0].bot_most, 3U);
  EXPECT_EQ(desk.asked[0].did_id, "did-1");
  run(milliseconds(1000));
  echo_last_mark();
  EXPECT_EQ(record().end_reason, EndReason::busy);
  EXPECT_TRUE(has_step(StepKind::limit, "bot"));
}

TEST_F(BotsTest, AReserveSeatHearsTheSorryMessageOnly) {
  open({.record_id = "r",
        .path = "/exotel/sales",
        .bot_id = "sales",
        .call_id = "",
        .sample_rate = {},
        .peer = "192.0.2.7",
        .seat = StreamOpening::Seat::reserve});
  start();
  EXPECT_TRUE(desk.speech.asked().empty());
  EXPECT_EQ(desk.speech.sorries().size(), 1U);
  EXPECT_TRUE(desk.asked.empty());
  run(milliseconds(3000));
  EXPECT_EQ(record().end_reason, EndReason::busy);
  EXPECT_EQ(record().peer, "192.0.2.7");
}

TEST_F(BotsTest, APlaceIsGivenBackAtTheEnd) {
  call(bot("it"));
  EXPECT_EQ(desk.live, 1);
  event(StreamStop{"", "callended"});
  EXPECT_EQ(desk.live, 0);
}

TEST_F(BotsTest, AnEditDuringTheCallChangesNothingInIt) {
  call(menu());
  desk.board.publish_bots({});
  run(milliseconds(2500));
  press("2");
  EXPECT_EQ(desk.speech.asked().back().script.text, "Good bye");
}

TEST_F(BotsTest, TheTimelineTellsTheCall) {
  desk.hits["call-a"] = {.from = "",
                         .call_to = "",
                         .to = "",
                         .direction = "incoming",
                         .custom_field = "",
                         .at = WallTime(clock - milliseconds(300)),
                         .record_id = "record-w"};
  call(bot("it"));
  run(milliseconds(2500));
  press("7");
  echo_last_mark();
  event(StreamStop{"", "canceled or call ended"});
  EXPECT_EQ(record().id, "record-w") << "one call, one record";
  const std::vector<StepKind> wanted = {StepKind::webhook, StepKind::opened, StepKind::started, StepKind::audio,
                                        StepKind::dtmf,    StepKind::mark,   StepKind::stopped, StepKind::closed};
  std::vector<StepKind> steps;
  for (const auto& each : record().timeline) steps.push_back(each.kind);
  EXPECT_EQ(steps, wanted);
  EXPECT_EQ(record().timeline.front().at_ms, -300);
  EXPECT_EQ(record().timeline.back().detail, "caller_hangup");
}

TEST_F(BotsTest, TooManyMessagesAreARefusal) {
  call(bot("it"));
  for (int i = 0; i < 2'400 && !brain->ended(); ++i) event(StreamUnknown{"x"});
  EXPECT_TRUE(brain->ended() || record().ignored == 0);
  event(StreamUnknown{"x"});
  EXPECT_EQ(record().end_reason, EndReason::protocol_error);
  EXPECT_EQ(record().end_detail, "more than 200 messages a second");
  EXPECT_EQ(closes, std::vector<std::uint16_t>{1008});
}

TEST_F(BotsTest, LiveExotelIsFarBelowTheMessageLimit) {
  call(bot("it"));
  for (int i = 0; i < 150 * 60; ++i) {  // 24 kHz in frames of 320 bytes
    clock += milliseconds(i % 3 == 0 ? 20 : 0);
    event(StreamMedia{"stream-a", "AAAA", 1, 20});
  }
  EXPECT_FALSE(brain->ended());
}

TEST_F(BotsTest, AnAnnouncedCodecThatIsNoneOfOursIsRefused) {
  desk.board.publish_bots({bot("it")});
  open({.record_id = "r", .path = "/exotel/it", .bot_id = "it", .call_id = "", .sample_rate = {}});
  auto said = full_start();
  said.encoding = "audio/x-mulaw";
  event(said);
  EXPECT_EQ(record().end_reason, EndReason::protocol_error);
  EXPECT_NE(record().end_detail.find("audio/x-mulaw"), std::string::npos);
  EXPECT_EQ(record().call_sid, "call-a") << "the operator finds the call";
  EXPECT_EQ(closes, std::vector<std::uint16_t>{1003});
  EXPECT_TRUE(frames.empty());
}

}  // namespace
}  // namespace exo::domain
