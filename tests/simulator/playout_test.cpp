#include "simulator/playout.h"

#include <numeric>

#include <gtest/gtest.h>

namespace exo::simulator {
namespace {

using std::chrono::milliseconds;

constexpr std::uint32_t kRate = 8000;
const SteadyTime kStart{std::chrono::hours(1)};

SteadyTime at(int ms) {
  return kStart + milliseconds(ms);
}

/// Samples first, first + 1, …
std::vector<std::int16_t> ramp(std::size_t count, std::int16_t first = 1) {
  std::vector<std::int16_t> samples(count);
  std::iota(samples.begin(), samples.end(), first);
  return samples;
}

Bytes bytes_of(const std::vector<std::int16_t>& samples) {
  return std::as_bytes(std::span(samples));
}

std::vector<DueMark> played(std::initializer_list<const char*> names) {
  std::vector<DueMark> marks;
  for (const auto* name : names) marks.push_back({name, DueMark::Cause::played});
  return marks;
}

class PlayoutTest : public ::testing::Test {
 protected:
  Playout playout_{kRate, kStart, Recording::keep};
};

TEST_F(PlayoutTest, AudioIsContiguousAndExactWhileItIsQueued) {
  const auto audio = ramp(1600);
  playout_.push(bytes_of(audio).first(1280), at(0));  // 80 ms
  playout_.push(bytes_of(audio).subspan(1280), at(70));
  for (int ms = 1; ms <= 200; ms += 3) static_cast<void>(playout_.advance(at(ms)));
  static_cast<void>(playout_.advance(at(200)));
  EXPECT_EQ(playout_.recording(), audio);
  EXPECT_EQ(playout_.underruns(), 0U);
}

TEST_F(PlayoutTest, SilenceIsHeardInRealTime) {
  const auto audio = ramp(160);
  playout_.push(bytes_of(audio), at(100));
  static_cast<void>(playout_.advance(at(150)));
  std::vector<std::int16_t> expected(800);
  expected.insert(expected.end(), audio.begin(), audio.end());
  expected.resize(1200);
  EXPECT_EQ(playout_.recording(), expected);
}

TEST_F(PlayoutTest, MarkComesWhenTheAudioBeforeItWasHeardAndNotEarlier) {
  playout_.push(bytes_of(ramp(1600)), at(0));  // 200 ms
  playout_.mark("a", at(0));
  playout_.push(bytes_of(ramp(800)), at(0));  // 100 ms
  playout_.mark("b", at(0));
  playout_.mark("c", at(0));
  EXPECT_EQ(playout_.advance(at(199)), played({}));
  EXPECT_EQ(playout_.advance(at(200)), played({"a"}));
  EXPECT_EQ(playout_.advance(at(299)), played({}));
  EXPECT_EQ(playout_.advance(at(300)), played({"b", "c"}));
  EXPECT_EQ(playout_.advance(at(1000)), played({}));
}

TEST_F(PlayoutTest, MarkWithNothingQueuedComesAtOnce) {
  playout_.mark("now", at(40));
  EXPECT_EQ(playout_.advance(at(40)), played({"now"}));
}

TEST_F(PlayoutTest, ClearDropsWhatIsUnplayedOnly) {
  const auto audio = ramp(1600);
  playout_.push(bytes_of(audio), at(0));
  playout_.mark("tail", at(0));
  playout_.clear(at(50));
  EXPECT_EQ(playout_.queued_samples(), 0U);
  EXPECT_EQ(playout_.advance(at(100)), (std::vector<DueMark>{{"tail", DueMark::Cause::cleared}}));
  std::vector<std::int16_t> expected(audio.begin(), audio.begin() + 400);
  expected.resize(800);
  EXPECT_EQ(playout_.recording(), expected);
}

TEST_F(PlayoutTest, MarksOfClearedAudioCanBeSwallowed) {
  Playout playout(kRate, kStart, Recording::keep, ClearedMarks::swallow);
  playout.push(bytes_of(ramp(1600)), at(0));
  playout.mark("tail", at(0));
  playout.clear(at(10));
  playout.mark("after", at(10));
  EXPECT_EQ(playout.advance(at(1000)), played({"after"}));
}

TEST_F(PlayoutTest, AShortPacketLeavesAGapOf20Milliseconds) {
  const auto audio = ramp(2048);  // 4096 bytes: the documentation's own example
  playout_.push(bytes_of(audio), at(0));
  playout_.mark("end", at(0));
  const auto next = ramp(160, 5000);
  playout_.push(bytes_of(next), at(0));
  EXPECT_EQ(playout_.advance(at(275)), played({}));  // 256 ms of audio + 20 ms
  EXPECT_EQ(playout_.advance(at(276)), played({"end"}));
  static_cast<void>(playout_.advance(at(296)));
  auto expected = audio;
  expected.resize(2048 + 160);
  expected.insert(expected.end(), next.begin(), next.end());
  EXPECT_EQ(playout_.recording(), expected);
  EXPECT_EQ(playout_.underruns(), 0U);
}

TEST_F(PlayoutTest, HalfASampleIsDropped) {
  const auto audio = ramp(161);
  playout_.push(bytes_of(audio).first(321), at(0));
  EXPECT_EQ(playout_.queued_samples(), 160U);
}

struct UnderrunCase {
  const char* name;
  int second_push_ms;
  bool cleared;
  std::uint64_t underruns;
};

class UnderrunTest : public ::testing::TestWithParam<UnderrunCase> {};

TEST_P(UnderrunTest, CountsShortGapsBetweenChunks) {
  Playout playout(kRate, kStart, Recording::keep);
  playout.push(bytes_of(ramp(800)), at(0));  // 100 ms
  if (GetParam().cleared) playout.clear(at(110));
  playout.push(bytes_of(ramp(800)), at(GetParam().second_push_ms));
  EXPECT_EQ(playout.underruns(), GetParam().underruns);
}

INSTANTIATE_TEST_SUITE_P(Gaps, UnderrunTest,
                         ::testing::Values(UnderrunCase{"early", 50, false, 0}, UnderrunCase{"in_time", 100, false, 0},
                                           UnderrunCase{"late", 120, false, 1},
                                           UnderrunCase{"late_by_a_second", 1100, false, 1},
                                           UnderrunCase{"a_pause", 1101, false, 0},
                                           UnderrunCase{"after_clear", 150, true, 0}),
                         [](const auto& info) { return info.param.name; });

TEST_F(PlayoutTest, FirstAudioIsNoUnderrun) {
  playout_.push(bytes_of(ramp(800)), at(500));
  EXPECT_EQ(playout_.underruns(), 0U);
}

TEST_F(PlayoutTest, ManyQueuedChunksAreNoUnderrun) {
  for (int i = 0; i < 10; ++i) playout_.push(bytes_of(ramp(160)), at(0));
  static_cast<void>(playout_.advance(at(25)));
  playout_.push(bytes_of(ramp(160)), at(45));
  EXPECT_EQ(playout_.underruns(), 0U);
}

TEST_F(PlayoutTest, TheQueueIsBounded) {
  const std::vector<std::int16_t> minute(std::size_t{kRate} * 60);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(playout_.push(bytes_of(minute), at(0)), Playout::Accepted::queued);
  EXPECT_EQ(playout_.push(bytes_of(ramp(160)), at(0)), Playout::Accepted::dropped);
  EXPECT_EQ(playout_.push(bytes_of(ramp(160)), at(100)), Playout::Accepted::queued);
}

TEST_F(PlayoutTest, WaitingMarksAreBounded) {
  playout_.push(bytes_of(ramp(160)), at(0));
  for (std::size_t i = 0; i < Playout::kMaxQueuedMarks; ++i) playout_.mark("m", at(0));
  EXPECT_EQ(playout_.mark("one more", at(0)), Playout::Accepted::dropped);
  EXPECT_EQ(playout_.advance(at(20)).size(), Playout::kMaxQueuedMarks);
  EXPECT_EQ(playout_.mark("again", at(20)), Playout::Accepted::queued);
}

TEST_F(PlayoutTest, TheRecordingEndsAfterAnHour) {
  static_cast<void>(playout_.advance(kStart + std::chrono::hours(2)));
  playout_.push(bytes_of(ramp(160)), kStart + std::chrono::hours(2));
  static_cast<void>(playout_.advance(kStart + std::chrono::hours(3)));
  EXPECT_EQ(playout_.recording().size(), std::size_t{kRate} * 3600);
}

TEST_F(PlayoutTest, WithoutRecordingTheClockRunsAllTheSame) {
  Playout playout(kRate, kStart, Recording::none);
  playout.push(bytes_of(ramp(800)), at(0));
  playout.mark("m", at(0));
  EXPECT_EQ(playout.advance(at(100)), played({"m"}));
  EXPECT_TRUE(playout.recording().empty());
}

TEST_F(PlayoutTest, TimeNeverGoesBack) {
  playout_.push(bytes_of(ramp(800)), at(0));
  static_cast<void>(playout_.advance(at(100)));
  static_cast<void>(playout_.advance(at(50)));
  static_cast<void>(playout_.advance(kStart - milliseconds(5)));
  EXPECT_EQ(playout_.recording(), ramp(800));
}

TEST(PlayoutAtOtherRates, PlayTimeFollowsTheRate) {
  Playout playout(24000, kStart, Recording::keep);
  playout.push(bytes_of(ramp(2400)), at(0));  // 4800 bytes: 100 ms
  playout.mark("m", at(0));
  EXPECT_EQ(playout.advance(at(99)), played({}));
  EXPECT_EQ(playout.advance(at(100)), played({"m"}));
  EXPECT_EQ(playout.recording(), ramp(2400));
}

}  // namespace
}  // namespace exo::simulator
