#include "speech/playback_budget.h"

#include <gtest/gtest.h>

namespace exo::speech {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr SteadyTime kAsked{std::chrono::hours(1)};
constexpr std::size_t kSecond = 16'000;  // of audio, in bytes
constexpr VendorBudgets kBudgets{.first_audio = seconds(3), .stall = seconds(2), .total = seconds(10)};

/// Delivers `piece` bytes every `interval` for as long as that is in time; how long that is, at most a quarter of an
/// hour.
std::chrono::milliseconds survives(std::size_t piece, milliseconds interval) {
  PlaybackBudget budget(kBudgets, kAsked, kSecond);
  auto now = kAsked + seconds(1);
  for (; now < budget.deadline() && now < kAsked + std::chrono::minutes(15); now += interval) {
    budget.delivered(piece, now);
  }
  return std::chrono::duration_cast<milliseconds>(std::min(now, budget.deadline()) - kAsked);
}

TEST(PlaybackBudget, TheFirstAudioHasItsOwn) {
  const PlaybackBudget budget(kBudgets, kAsked, kSecond);
  EXPECT_EQ(budget.deadline(), kAsked + seconds(3));
}

TEST(PlaybackBudget, APauseMayLastUntilPlaybackWouldStallForTooLong) {
  PlaybackBudget budget(kBudgets, kAsked, kSecond);
  budget.delivered(kSecond, kAsked + seconds(1));
  EXPECT_EQ(budget.deadline(), kAsked + seconds(1 + 1 + 2));
  budget.delivered(4 * kSecond, kAsked + milliseconds(1'100));
  EXPECT_EQ(budget.deadline(), kAsked + seconds(1 + 5 + 2));
  EXPECT_EQ(budget.milliseconds(), 5'000U);
}

TEST(PlaybackBudget, TheTotalBindsOnlyWhoIsBehindPlayback) {
  PlaybackBudget budget(kBudgets, kAsked, kSecond);
  budget.delivered(8 * kSecond + kSecond / 2, kAsked + seconds(1));
  EXPECT_EQ(budget.deadline(), kAsked + seconds(10)) << "dry at 9.5 s: a stall could last to 11.5 s but for the total";
  budget.delivered(60 * kSecond, kAsked + seconds(2));
  EXPECT_EQ(budget.deadline(), kAsked + milliseconds(69'500)) << "ahead of playback: no stall at all from there on";
}

TEST(PlaybackBudget, WhoDripsSlowerThanRealTimeIsGivenUpOnceTheStallIsTooLong) {
  // Half of real time: 2 s behind after 4 s.
  EXPECT_GE(survives(kSecond / 20, milliseconds(100)), milliseconds(4'800));
  EXPECT_LE(survives(kSecond / 20, milliseconds(100)), milliseconds(5'200));
  // Nine tenths: never 2 s behind within the total, but behind when that is over.
  EXPECT_EQ(survives(kSecond * 9 / 100, milliseconds(100)), seconds(10));
}

TEST(PlaybackBudget, WhoKeepsAheadIsOnlyBoundByTheHardLimit) {
  EXPECT_EQ(survives(kSecond * 11 / 100, milliseconds(100)), PlaybackBudget::kHardLimit);
  EXPECT_EQ(survives(10 * kSecond, milliseconds(100)), PlaybackBudget::kHardLimit);
}

}  // namespace
}  // namespace exo::speech
