// The caller cuts what is being said short.
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "domain/brain_fixture.h"

namespace exo::domain {
namespace {

class BargeInTest : public StreamBrainTest {
 protected:
  void call(bool interruptible, std::size_t greeting_frames = 50) {
    Bot it;
    it.id = "it";
    it.interruptible = interruptible;
    desk.board.publish_bots({it});
    desk.speech.frames = greeting_frames;
    open({.record_id = "r", .path = "/exotel/it", .bot_id = "it", .call_id = "", .sample_rate = {}});
    start();
  }
  /// 20 ms of a voice-like tone.
  static std::string voice(double amplitude = 6000) {
    std::vector<std::byte> pcm(320);
    for (std::size_t i = 0; i < 160; ++i) {
      const auto t = static_cast<double>(i) / 8000;
      const auto value = static_cast<int>(amplitude * std::sin(2 * std::numbers::pi * 200 * t));
      pcm[2 * i] = std::byte(value & 0xFF);
      pcm[2 * i + 1] = std::byte((value >> 8) & 0xFF);
    }
    return base64_encode(pcm);
  }
  void hear(const std::string& payload, milliseconds time) {
    for (const auto until = clock + time; clock < until;) {
      pass(milliseconds(20));
      event(StreamMedia{"stream-a", payload, 1, 20});
      tick();
    }
  }
  void silence(milliseconds time) { hear(base64_encode(std::vector<std::byte>(320)), time); }
};

TEST_F(BargeInTest, SustainedSpeechClearsAtOnceAndNothingMoreIsSent) {
  call(true);
  silence(milliseconds(2000));
  const auto spoke_at = clock;
  hear(voice(), milliseconds(1000));
  ASSERT_EQ(clears.size(), 1U);
  EXPECT_EQ(clears[0] - spoke_at, milliseconds(400)) << "the minimum, and not a frame later";
  EXPECT_LE(frames.back().at, clears[0]);
  EXPECT_EQ(record().greeting, GreetingOutcome::cut);
  EXPECT_EQ(record().interruptions, 1U);
  EXPECT_NEAR(static_cast<double>(record().heard_ms.value()), 2400, 10) << "by the clock";
  EXPECT_FALSE(brain->ended());
}

TEST_F(BargeInTest, AKeyClearsAtOnceEvenDuringTheGrace) {
  call(true);
  silence(milliseconds(200));
  event(StreamDtmf{"", "5"});
  ASSERT_EQ(clears.size(), 1U);
  EXPECT_EQ(clears[0], clock);
  EXPECT_NEAR(static_cast<double>(record().heard_ms.value()), 200, 10);
}

TEST_F(BargeInTest, MarksKnowBetterThanTheClock) {
  call(true);
  silence(milliseconds(1500));
  ASSERT_FALSE(marks.empty());
  EXPECT_EQ(marks[0].first, "heard-1-1");
  event(StreamMark{"", "heard-1-2"});
  event(StreamDtmf{"", "5"});
  EXPECT_EQ(record().heard_ms, 2000) << "Exotel says that two seconds were played";
}

TEST_F(BargeInTest, MarksOfTheClearedGenerationAdvanceNothing) {
  call(true, 5);
  silence(milliseconds(600));
  ASSERT_EQ(marks.back().first, "greeting_done");
  event(StreamDtmf{"", "5"});
  ASSERT_EQ(clears.size(), 1U) << "the tail was still to be played";
  event(StreamMark{"", "greeting_done"});
  event(StreamMark{"", "heard-1-1"});
  EXPECT_EQ(record().greeting, GreetingOutcome::cut);
}

TEST_F(BargeInTest, WhatHasBeenPlayedToItsEndIsNotInterrupted) {
  call(true, 5);
  silence(milliseconds(1500));
  event(StreamDtmf{"", "5"});
  hear(voice(), milliseconds(1000));
  EXPECT_TRUE(clears.empty());
  EXPECT_EQ(record().interruptions, 0U);
}

TEST_F(BargeInTest, AProtectedGreetingIsNot) {
  call(false);
  hear(voice(), milliseconds(3000));
  event(StreamDtmf{"", "5"});
  EXPECT_TRUE(clears.empty());
  EXPECT_TRUE(marks.empty()) << "no step marks without need";
}

TEST_F(BargeInTest, SpeechInTheGraceDoesNotCount) {
  limits.barge_in_grace = milliseconds(3000);
  call(true);
  hear(voice(), milliseconds(2500));
  silence(milliseconds(1000));
  EXPECT_TRUE(clears.empty()) << "a recorded announcement at the beginning";
}

TEST_F(BargeInTest, AnnouncementsSteadyNoiseAndBriefSoundsDoNot) {
  call(true);
  silence(milliseconds(1200));
  for (int i = 0; i < 5; ++i) {
    hear(voice(), milliseconds(200));
    silence(milliseconds(300));
  }
  EXPECT_TRUE(clears.empty());
}

TEST_F(BargeInTest, TheNextSayingIsWholeAgain) {
  Bot menu;
  menu.id = "it";
  menu.interruptible = true;
  menu.after = AfterGreeting::menu;
  menu.menu = {{'1', "", "Good bye"}};
  desk.board.publish_bots({menu});
  desk.speech.frames = 20;
  open({.record_id = "r", .path = "/exotel/it", .bot_id = "it", .call_id = "", .sample_rate = {}});
  start();
  silence(milliseconds(500));
  frames.clear();
  event(StreamDtmf{"", "1"});
  EXPECT_EQ(clears.size(), 1U);
  ASSERT_FALSE(frames.empty());
  EXPECT_EQ(frames[0].media.index, 0U) << "from its beginning, in the same moment";
  silence(milliseconds(4000));
  EXPECT_EQ(frames.size(), 20U);
  EXPECT_EQ(marks.back().first, "greeting_done-2");
}

TEST_F(BargeInTest, NoBase64IsNoSpeech) {
  call(true);
  silence(milliseconds(1200));
  hear("!!!!", milliseconds(1000));
  EXPECT_TRUE(clears.empty());
  EXPECT_EQ(record().ignored, 50U);
}

}  // namespace
}  // namespace exo::domain
