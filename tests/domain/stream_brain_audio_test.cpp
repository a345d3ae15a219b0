#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "domain/brain_fixture.h"
#include "domain/phone_number.h"
#include "domain/stream_brain.h"

namespace exo::domain {
namespace {

TEST_F(StreamBrainTest, LateAudioIsReplacedByTheLastResort) {
  desk.speech.next = std::make_shared<GreetingAudio>(SampleRate::hz8000);
  open({"r", "/exotel/hindi", "hindi", "", {}});
  start();
  run(milliseconds(3980));
  EXPECT_TRUE(frames.empty());
  run(milliseconds(20));
  ASSERT_FALSE(frames.empty());
  EXPECT_EQ(desk.speech.last_resorts(), std::vector<std::string>{"hi"});
  run(milliseconds(1000));
  EXPECT_EQ(frames.size(), 2U);
  EXPECT_EQ(marks.size(), 1U);
  EXPECT_EQ(record().voice, "embedded");
  EXPECT_EQ(record().fallback_reason, "no audio within 4000 ms");
  EXPECT_EQ(record().first_audio_ms, 4000);
  desk.speech.next->append(test::counting_pcm(SampleRate::hz8000, 5));
  run(milliseconds(1000));
  EXPECT_EQ(frames.size(), 2U) << "what comes too late is not spoken on top";
}

TEST_F(StreamBrainTest, AudioWithoutASampleIsReplacedAtOnce) {
  desk.speech.next = std::make_shared<GreetingAudio>(SampleRate::hz8000);
  desk.speech.next->finish();
  open();
  start();
  EXPECT_EQ(frames.size(), 2U);
  EXPECT_EQ(record().fallback_reason, "the greeting has no audio");
}

TEST_F(StreamBrainTest, WithNothingToPlayTheCallStaysUp) {
  desk.speech.none = true;
  desk.speech.no_last_resort = true;
  open();
  start();
  run(milliseconds(10'000));
  EXPECT_TRUE(frames.empty());
  EXPECT_TRUE(marks.empty());
  EXPECT_FALSE(brain->ended());
  EXPECT_EQ(record().fallback_reason, "the greeting has no audio");
  EXPECT_EQ(record().greeting, GreetingOutcome::none);
}

TEST_F(StreamBrainTest, WithoutALastResortLateAudioIsStillWelcome) {
  desk.speech.next = std::make_shared<GreetingAudio>(SampleRate::hz8000);
  desk.speech.no_last_resort = true;
  open();
  start();
  run(milliseconds(5000));
  desk.speech.next->append(test::counting_pcm(SampleRate::hz8000, 2));
  desk.speech.next->finish();
  run(milliseconds(1000));
  EXPECT_EQ(frames.size(), 2U);
  EXPECT_EQ(marks.size(), 1U);
}

TEST_F(StreamBrainTest, AudioThatPausesHalfWayGoesOnWithoutABurst) {
  desk.speech.next = std::make_shared<GreetingAudio>(SampleRate::hz8000);
  desk.speech.next->append(test::counting_pcm(SampleRate::hz8000, 4));
  open();
  start();
  run(milliseconds(3500));
  EXPECT_EQ(frames.size(), 4U);
  EXPECT_TRUE(marks.empty());
  EXPECT_TRUE(desk.speech.last_resorts().empty());
  desk.speech.next->append(test::counting_pcm(SampleRate::hz8000, 6));
  desk.speech.next->set_report({"last-good", "elevenlabs: 500"});
  desk.speech.next->finish();
  run(milliseconds(20));
  EXPECT_EQ(frames.size(), 7U);
  run(milliseconds(2000));
  EXPECT_EQ(frames.size(), 10U);
  EXPECT_EQ(marks.size(), 1U);
  EXPECT_EQ(record().voice, "last-good");
  EXPECT_EQ(record().fallback_reason, "elevenlabs: 500");
}

TEST_F(StreamBrainTest, AudioThatNeverGoesOnIsReplaced) {
  desk.speech.next = std::make_shared<GreetingAudio>(SampleRate::hz8000);
  desk.speech.next->append(test::counting_pcm(SampleRate::hz8000, 4));
  open();
  start();
  run(milliseconds(6000));
  EXPECT_EQ(frames.size(), 6U) << "4 of the greeting, 2 of the last resort";
  EXPECT_EQ(marks.size(), 1U);
  EXPECT_EQ(record().fallback_reason, "no more audio within 4000 ms");
}

TEST_F(StreamBrainTest, TicksThatComeLateSendWhatWasDueAndNothingEarly) {
  desk.speech.next = std::make_shared<GreetingAudio>(SampleRate::hz8000);
  desk.speech.next->append(test::counting_pcm(SampleRate::hz8000, 60));
  desk.speech.next->finish();
  open();
  start();
  pass(milliseconds(7));  // the beat is the loop's, not the call's
  std::vector<int> beats;
  for (int beat = 0; beat < 400; ++beat) {
    pass(milliseconds(20));
    event(StreamMedia{"", "AAAA", 1, 20});
    const auto sent = frames.size();
    const auto late = clock + milliseconds(beat % 3 == 0 ? 19 : 0);
    brain->on_tick({SteadyTime(late), WallTime(late)}, SteadyTime(clock), Outlet::open, actions);
    collect();
    if (frames.size() != sent) beats.push_back(beat);
  }
  ASSERT_GT(beats.size(), 35U);
  for (std::size_t i = 1; i < beats.size(); ++i) EXPECT_EQ(beats[i] - beats[i - 1], 10) << i;
}

TEST_F(StreamBrainTest, AFullOutletHoldsTheAudioBack) {
  open();
  start();
  const auto sent = frames.size();
  for (int i = 0; i < 20; ++i) {
    pass(milliseconds(20));
    tick(Outlet::full);
  }
  EXPECT_EQ(frames.size(), sent);
  tick();
  EXPECT_GT(frames.size(), sent);
}

TEST_F(StreamBrainTest, OnlyTheGreetingsOwnMarkMeansHeard) {
  open();
  start();
  event(StreamMark{"", "greeting_done"});
  EXPECT_EQ(record().greeting, GreetingOutcome::playing) << "an echo of what was never sent";
  run(milliseconds(3000));
  event(StreamMark{"", "something else"});
  EXPECT_EQ(record().greeting, GreetingOutcome::sent);
  event(StreamMark{"", "greeting_done"});
  const auto saved = saves;
  event(StreamMark{"", "greeting_done"});
  EXPECT_EQ(record().greeting, GreetingOutcome::heard);
  EXPECT_EQ(saves, saved);
}

}  // namespace
}  // namespace exo::domain
