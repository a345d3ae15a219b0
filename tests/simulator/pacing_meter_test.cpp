#include "simulator/pacing_meter.h"

#include <gtest/gtest.h>

namespace exo::simulator {
namespace {

using std::chrono::milliseconds;

const SteadyTime kStart{std::chrono::hours(1)};
constexpr milliseconds kChunk{200};

class PacingMeterTest : public ::testing::Test {
 protected:
  void chunk(int ms) { meter_.chunk(kStart + milliseconds(ms), kChunk); }
  [[nodiscard]] std::vector<std::uint32_t> late_ms() const {
    auto values = meter_.lateness();
    for (auto& one : values) one /= 1000;
    return values;
  }

  PacingMeter meter_;
};

using Ms = std::vector<std::uint32_t>;

TEST_F(PacingMeterTest, ABotThatRunsAheadAndKeepsPaceIsNeverLate) {
  for (const int ms : {0, 0, 0, 200, 400, 600}) chunk(ms);
  EXPECT_EQ(late_ms(), (Ms{0, 0, 0, 0, 0, 0}));
}

TEST_F(PacingMeterTest, LatenessIsCountedFromTheBestLead) {
  for (const int ms : {0, 0, 230, 400, 640}) chunk(ms);  // lead: 0, -200, -170, -200, -160
  EXPECT_EQ(late_ms(), (Ms{0, 0, 30, 0, 40}));
}

TEST_F(PacingMeterTest, AMarkEndsAnUtteranceOnlyWhenAllWasPlayed) {
  chunk(0);
  meter_.mark();
  chunk(150);  // the first is still playing: one utterance
  meter_.mark();
  chunk(700);  // all had been played at 400: a new one
  EXPECT_EQ(late_ms(), (Ms{0, 0, 0}));
  chunk(950);
  EXPECT_EQ(late_ms().back(), 50U);
}

TEST_F(PacingMeterTest, WithoutAMarkAShortSilenceIsLateAndALongOneAPause) {
  chunk(0);
  chunk(1'200);  // silent since 200
  chunk(2'401);  // silent since 1400: more than a second
  EXPECT_EQ(late_ms(), (Ms{0, 1'000, 0}));
}

TEST_F(PacingMeterTest, ClearBeginsAnew) {
  chunk(0);
  chunk(0);
  meter_.clear();
  chunk(500);
  EXPECT_EQ(late_ms(), (Ms{0, 0, 0}));
}

TEST_F(PacingMeterTest, KeepsABoundedNumber) {
  for (std::size_t i = 0; i < PacingMeter::kMaxKept + 10; ++i) chunk(0);
  EXPECT_EQ(meter_.lateness().size(), PacingMeter::kMaxKept);
}

TEST(Quantile, IsTheSmallestValueThatCoversTheShare) {
  EXPECT_EQ(quantile({}, 0.5), 0U);
  EXPECT_EQ(quantile({7}, 0.99), 7U);
  std::vector<std::uint32_t> values;
  for (std::uint32_t i = 100; i > 0; --i) values.push_back(i);
  EXPECT_EQ(quantile(values, 0.5), 50U);
  EXPECT_EQ(quantile(values, 0.99), 99U);
  EXPECT_EQ(quantile(values, 1.0), 100U);
  EXPECT_EQ(quantile(values, 0.0), 1U);
}

}  // namespace
}  // namespace exo::simulator
