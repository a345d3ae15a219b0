#include "domain/paced_playout.h"

#include <vector>

#include <gtest/gtest.h>

namespace exo::domain {
namespace {

using std::chrono::milliseconds;

const SteadyTime kBegin{std::chrono::hours(1)};

std::shared_ptr<GreetingAudio> audio_of(std::size_t frames, SampleRate rate = SampleRate::hz8000) {
  auto audio = std::make_shared<GreetingAudio>(rate);
  audio->append(std::vector<std::byte>(frames * audio->frame_bytes()));
  return audio;
}

std::size_t drain(PacedPlayout& playout, SteadyTime now) {
  std::size_t count = 0;
  while (playout.next_frame(now)) ++count;
  return count;
}

TEST(PacedPlayout, SendsTheLeadAtOnceAndThenKeepsRealTime) {
  PacedPlayout playout(audio_of(20), milliseconds(600));
  EXPECT_EQ(drain(playout, kBegin), 3U);
  EXPECT_EQ(drain(playout, kBegin + milliseconds(179)), 0U);
  EXPECT_EQ(drain(playout, kBegin + milliseconds(180)), 1U) << "at the next tick it would be late";
  EXPECT_EQ(drain(playout, kBegin + milliseconds(360)), 0U);
  EXPECT_EQ(drain(playout, kBegin + milliseconds(380)), 1U);
}

TEST(PacedPlayout, OnABeatFramesAreEvenlyApart) {
  for (const int phase : {0, 3, 7, 12, 19}) {
    PacedPlayout playout(audio_of(100), milliseconds(600));
    EXPECT_EQ(drain(playout, kBegin), 3U);
    std::vector<int> at;
    for (int tick = 1; tick < 900; ++tick) {
      if (drain(playout, kBegin + milliseconds(phase + 20 * tick)) == 1) at.push_back(tick);
    }
    ASSERT_GT(at.size(), 80U) << phase;
    for (std::size_t i = 1; i < at.size(); ++i) EXPECT_EQ(at[i] - at[i - 1], 10) << phase << ' ' << i;
  }
}

TEST(PacedPlayout, ALateTickCatchesUpWithoutDrift) {
  PacedPlayout playout(audio_of(20), milliseconds(600));
  EXPECT_EQ(drain(playout, kBegin), 3U);
  EXPECT_EQ(drain(playout, kBegin + milliseconds(570)), 2U);
  EXPECT_EQ(drain(playout, kBegin + milliseconds(580)), 1U) << "deadlines are absolute";
}

TEST(PacedPlayout, AfterRunningDryItSendsALeadAndNoBurst) {
  PacedPlayout playout(audio_of(100), milliseconds(600));
  EXPECT_EQ(drain(playout, kBegin), 3U);
  EXPECT_EQ(drain(playout, kBegin + milliseconds(10'000)), 3U) << "50 frames would be in real time's debt";
  EXPECT_EQ(drain(playout, kBegin + milliseconds(10'200)), 1U);
}

TEST(PacedPlayout, GoesOnWhenTheAudioGrows) {
  auto audio = audio_of(1);
  PacedPlayout playout(audio, milliseconds(600));
  EXPECT_EQ(drain(playout, kBegin), 1U);
  EXPECT_TRUE(playout.starved());
  EXPECT_FALSE(playout.exhausted());
  audio->append(std::vector<std::byte>(audio->frame_bytes()));
  audio->finish();
  EXPECT_EQ(playout.next_frame(kBegin + milliseconds(20)), 1U);
  EXPECT_TRUE(playout.exhausted());
}

TEST(PacedPlayout, ALeadBelowTwoFramesWouldAlwaysBeLate) {
  PacedPlayout playout(audio_of(20), milliseconds(0));
  EXPECT_EQ(drain(playout, kBegin), 2U);
  EXPECT_EQ(drain(playout, kBegin + milliseconds(200)), 1U);
}

TEST(PacedPlayout, KnowsEachRatesFrameLength) {
  PacedPlayout wide(audio_of(20, SampleRate::hz16000), milliseconds(600));
  EXPECT_EQ(drain(wide, kBegin), 6U);
  EXPECT_EQ(wide.position(3), milliseconds(300));
  PacedPlayout wider(audio_of(20, SampleRate::hz24000), milliseconds(600));
  EXPECT_EQ(drain(wider, kBegin), 6U);
  PacedPlayout narrow(audio_of(20), milliseconds(600));
  EXPECT_EQ(narrow.position(3), milliseconds(600));
}

TEST(PacedPlayout, NothingIsExhaustedAtOnce) {
  auto audio = audio_of(0);
  audio->finish();
  PacedPlayout playout(audio, milliseconds(600));
  EXPECT_FALSE(playout.next_frame(kBegin));
  EXPECT_TRUE(playout.exhausted());
}

}  // namespace
}  // namespace exo::domain
