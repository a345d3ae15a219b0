#include "domain/call_summary.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "support/verdict_examples.h"

namespace exo::domain {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr WallTime at(std::int64_t ms) {
  return WallTime{milliseconds{ms}};
}

/// Opened and ended then, in seconds of the epoch.
CallRecord stream(std::int64_t from_s, std::int64_t to_s) {
  CallRecord call;
  call.opened_at = at(from_s * 1000);
  call.started_at = call.opened_at;
  call.ended_at = at(to_s * 1000);
  call.end_reason = EndReason::caller_hangup;
  return call;
}

CallSummary summary_of(const SummaryPeriod& period, const std::vector<CallRecord>& calls, WallTime now = at(0)) {
  CallSumming summing(period, now);
  for (const auto& call : calls) summing.add(call);
  return summing.finish();
}

std::vector<std::uint64_t> peaks(const CallSummary& summary) {
  std::vector<std::uint64_t> each;
  for (const auto& bucket : summary.buckets) each.push_back(bucket.most_at_once);
  return each;
}

std::vector<std::uint64_t> counts(const CallSummary& summary) {
  std::vector<std::uint64_t> each;
  for (const auto& bucket : summary.buckets) each.push_back(bucket.calls);
  return each;
}

using Numbers = std::vector<std::uint64_t>;

TEST(CallSummary, BucketsBeginAtSinceAndAreWholeSeconds) {
  const auto day = summary_of({.since = at(500), .until = at(500) + hours(24), .buckets = 24}, {});
  EXPECT_EQ(day.bucket_length, hours(1));
  ASSERT_EQ(day.buckets.size(), 24U);
  EXPECT_EQ(day.buckets[0].at, at(500));
  EXPECT_EQ(day.buckets[23].at, at(500) + hours(23));
  EXPECT_EQ(summary_of({.since = at(0), .until = at(86'400'001), .buckets = 24}, {}).bucket_length, seconds(3601));
  const auto tiny = summary_of({.since = at(0), .until = at(2'001), .buckets = 200}, {});
  EXPECT_EQ(tiny.bucket_length, seconds(1));
  EXPECT_EQ(tiny.buckets.size(), 3U);
  EXPECT_EQ(summary_of({.since = at(0), .until = at(1), .buckets = 1}, {}).buckets.size(), 1U);
}

TEST(CallSummary, CallsAreCountedWhereTheyOpen) {
  const SummaryPeriod period{.since = at(100'000), .until = at(130'000), .buckets = 3};
  const auto summary = summary_of(period, {stream(99, 99), stream(100, 101), stream(109, 112), stream(110, 111),
                                           stream(129, 200), stream(130, 131)});
  EXPECT_EQ(counts(summary), (Numbers{2, 1, 1}));
  EXPECT_EQ(summary.calls, 4U) << "neither before since nor from until on";
  EXPECT_EQ(summary.ends[static_cast<std::size_t>(EndReason::caller_hangup)], 4U);
}

TEST(CallSummary, MostAtOnceIsTheOverlap) {
  const SummaryPeriod period{.since = at(100'000), .until = at(140'000), .buckets = 4};
  EXPECT_EQ(peaks(summary_of(period, {stream(100, 102), stream(101, 103), stream(103, 104), stream(105, 106)})),
            (Numbers{2, 0, 0, 0}))
      << "an end and a beginning in the same moment overlap";
  EXPECT_EQ(peaks(summary_of(period, {stream(90, 99), stream(90, 125), stream(95, 100), stream(111, 112)})),
            (Numbers{2, 2, 1, 0}))
      << "who was there before, and who stays";
  EXPECT_EQ(summary_of(period, {stream(90, 125), stream(111, 112)}).most_at_once, 2U);
  auto backwards = stream(101, 50);
  EXPECT_EQ(peaks(summary_of(period, {backwards, stream(102, 103)})), (Numbers{1, 0, 0, 0}));
}

TEST(CallSummary, WhoNeverStartedTakesNoPlaceAndWhoNeverEndedLastsUntilNow) {
  const SummaryPeriod period{.since = at(100'000), .until = at(140'000), .buckets = 4};
  auto webhook_only = stream(100, 139);
  webhook_only.started_at.reset();
  auto live = stream(101, 0);
  live.end_reason = EndReason::live;
  live.ended_at.reset();
  auto crashed = live;
  crashed.end_reason = EndReason::interrupted;
  EXPECT_EQ(peaks(summary_of(period, {webhook_only})), (Numbers{0, 0, 0, 0}));
  EXPECT_EQ(peaks(summary_of(period, {live}, at(125'000))), (Numbers{1, 1, 1, 0}));
  EXPECT_EQ(peaks(summary_of(period, {crashed}, at(125'000))), (Numbers{1, 0, 0, 0}));
}

TEST(CallSummary, TimesToFirstAudioAreExactPercentiles) {
  FirstAudioTimes times;
  EXPECT_FALSE(times.percentile(50));
  for (int ms = 1; ms <= 100; ++ms) times.add(ms);
  EXPECT_EQ(times.percentile(50), 50);
  EXPECT_EQ(times.percentile(95), 95);
  EXPECT_EQ(times.percentile(100), 100);
  times.clear();
  EXPECT_FALSE(times.percentile(95));
  for (const auto ms : {-7L, 90'000L, 3L}) times.add(ms);
  EXPECT_EQ(times.percentile(1), 0);
  EXPECT_EQ(times.percentile(50), 3);
  EXPECT_EQ(times.percentile(95), FirstAudioTimes::kMost);
}

TEST(CallSummary, TimesBelongToTheirBucket) {
  const SummaryPeriod period{.since = at(100'000), .until = at(130'000), .buckets = 3};
  auto quick = stream(101, 102);
  quick.first_audio_ms = 20;
  auto slow = stream(121, 122);
  slow.first_audio_ms = 900;
  const auto summary = summary_of(period, {quick, slow});
  EXPECT_EQ(summary.buckets[0].first_audio_p95_ms, 20);
  EXPECT_FALSE(summary.buckets[1].first_audio_p50_ms);
  EXPECT_EQ(summary.buckets[2].first_audio_p50_ms, 900);
  EXPECT_EQ(summary.first_audio_p50_ms, 20);
  EXPECT_EQ(summary.first_audio_p95_ms, 900);
}

TEST(CallSummary, AStreamCountsAsOpenForAnHourAtMost) {
  const auto summary = summary_of({.since = at(0), .until = at(4 * 3'600'000), .buckets = 4}, {stream(1, 10'800'000)});
  EXPECT_EQ(summary.buckets[1].most_at_once, 1U);
  EXPECT_EQ(summary.buckets[2].most_at_once, 0U) << "as it would when only this hour were summed up";
}

TEST(CallSummary, CountsVerdictsHeardAndTests) {
  std::vector<CallRecord> calls;
  std::array<std::uint64_t, kVerdictCodes> expected{};
  std::uint64_t heard = 0;
  for (const auto& example : test::verdict_examples()) {
    calls.push_back(example.call);
    ++expected[static_cast<std::size_t>(example.code)];
    if (example.call.greeting == GreetingOutcome::heard) ++heard;
  }
  calls[0].test_call_did_id = "d";
  const auto opened = calls[0].opened_at;
  const auto summary = summary_of({.since = opened, .until = opened + hours(1)}, calls);
  EXPECT_EQ(summary.verdicts, expected);
  EXPECT_EQ(summary.heard, heard);
  EXPECT_EQ(summary.test_calls, static_cast<std::uint64_t>(std::ranges::count_if(calls, is_test)));
  EXPECT_GT(summary.test_calls, 1U) << "one that was placed, the others from browsers";
}

}  // namespace
}  // namespace exo::domain
