#include "admin/call_poller.h"

#include <atomic>
#include <future>

#include <gtest/gtest.h>

#include "store/database.h"
#include "support/temp_folder.h"

namespace exo::admin {
namespace {

using namespace std::chrono_literals;

/// A database of its own, a clock that stands still and an Exotel that says what it is told to.
class CallPollerTest : public testing::Test {
 protected:
  std::unique_ptr<CallPoller> new_poller() {
    return std::make_unique<CallPoller>(
        test_calls, calls,
        [this](std::string_view sid) {
          asked.emplace_back(sid);
          return reply;
        },
        [this] { return now; });
  }
  void place(const std::string& sid) {
    EXPECT_TRUE(test_calls.add({.call_sid = sid, .placed_at = now, .next_poll_at = next_scheduled_poll(now, now)}));
  }
  /// How many questions one round made.
  std::size_t round() {
    const auto before = asked.size();
    poller->poll_due();
    return asked.size() - before;
  }
  std::size_t round_after(std::chrono::milliseconds time) {
    now += time;
    return round();
  }
  std::optional<WallTime> next_of(const std::string& sid) { return test_calls.get(sid).value().next_poll_at; }

  static Result<domain::CallReport> says(std::string status) {
    return domain::CallReport{.call_sid = "s1", .source = domain::ReportSource::poll, .status = std::move(status)};
  }

  exo::test::TempFolder folder;
  std::unique_ptr<store::Database> database = store::Database::open(folder / "exogate.db").value();
  store::CallStore calls{*database};
  store::TestCallStore test_calls{*database};
  WallTime now{std::chrono::milliseconds(1'800'000'000'000)};
  std::vector<std::string> asked;
  Result<domain::CallReport> reply = says("in-progress");
  std::unique_ptr<CallPoller> poller = new_poller();
};

TEST_F(CallPollerTest, AsksFourTimesAndThenNeverAgain) {
  place("s1");
  EXPECT_EQ(round_after(2min - 1ms), 0U);
  EXPECT_EQ(round_after(1ms), 1U);
  EXPECT_EQ(round(), 0U) << "once each";
  EXPECT_EQ(round_after(3min - 1ms), 0U);
  EXPECT_EQ(round_after(1ms), 1U);
  EXPECT_EQ(round_after(10min), 1U);
  EXPECT_EQ(round_after(45min), 1U);
  EXPECT_EQ(next_of("s1"), std::nullopt);
  EXPECT_EQ(round_after(24h), 0U);
  EXPECT_EQ(test_calls.get("s1").value().polls, 4U);
}

TEST_F(CallPollerTest, StopsAtATerminalStatusAndHandsItOn) {
  place("s1");
  reply = says("no-answer");
  EXPECT_EQ(round_after(2min), 1U);
  EXPECT_EQ(next_of("s1"), std::nullopt);
  ASSERT_TRUE(calls.flush());
  const auto reports = calls.reports("s1").value();
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].status, "no-answer");
  EXPECT_EQ(reports[0].source, domain::ReportSource::poll);
}

TEST_F(CallPollerTest, DoesNotAskWhatACallbackHasTold) {
  place("s1");
  calls.report({.call_sid = "s1", .at = now, .event = "terminal", .status = "completed"});
  ASSERT_TRUE(calls.flush());
  EXPECT_EQ(round_after(2min), 0U);
  EXPECT_EQ(next_of("s1"), std::nullopt);
}

TEST_F(CallPollerTest, APassthruIsNotTheEnd) {
  place("s1");
  calls.report({.call_sid = "s1", .source = domain::ReportSource::passthru, .at = now, .status = "completed"});
  ASSERT_TRUE(calls.flush());
  EXPECT_EQ(round_after(2min), 1U);
}

TEST_F(CallPollerTest, ARestartForgetsNothingAndCatchesUpOnce) {
  place("s1");
  EXPECT_EQ(round_after(2min), 1U);
  poller = new_poller();
  EXPECT_EQ(round_after(20min), 1U) << "5 and 15 min are both over: one question";
  EXPECT_EQ(round(), 0U);
  EXPECT_EQ(round_after(38min), 1U);
  EXPECT_EQ(next_of("s1"), std::nullopt);
}

TEST_F(CallPollerTest, AWatchedCallIsAskedAboutEveryThreeSeconds) {
  place("s1");
  poller->watch("s1");
  EXPECT_EQ(round(), 1U) << "at once";
  EXPECT_EQ(round_after(2999ms), 0U);
  EXPECT_EQ(round_after(1ms), 1U);
  EXPECT_EQ(next_of("s1"), WallTime{std::chrono::milliseconds(1'800'000'000'000)} + 2min) << "its schedule stays";
  now += 7001ms;
  EXPECT_EQ(round(), 0U) << "nobody has looked for 10 s";
  poller->watch("s1");
  EXPECT_EQ(round(), 1U);
}

TEST_F(CallPollerTest, NobodyWatchesLongerThanTenMinutes) {
  place("s1");
  std::size_t questions = 0;
  for (int i = 0; i < 400; ++i, now += 3s) {
    poller->watch("s1");
    questions += round();
  }
  EXPECT_GE(questions, 200U);
  EXPECT_LE(questions, 202U) << "10 min of 3 s and the schedule's own";
}

TEST_F(CallPollerTest, WatchingWhatIsOverOrUnknownAsksNothing) {
  place("s1");
  reply = says("busy");
  EXPECT_EQ(round_after(2min), 1U);
  poller->watch("s1");
  poller->watch("nobody's");
  EXPECT_EQ(round(), 0U);
}

TEST_F(CallPollerTest, AFailureSilencesEverybodyForLongerEachTime) {
  place("s1");
  place("s2");
  reply = fail(Errc::upstream_failed, "Exotel returned HTTP 503");
  EXPECT_EQ(round_after(2min), 1U) << "the second call is not even tried";
  poller->watch("s2");
  EXPECT_EQ(round_after(4999ms), 0U);
  EXPECT_EQ(round_after(1ms), 1U);
  EXPECT_EQ(round_after(9999ms), 0U) << "doubled";
  reply = says("in-progress");
  EXPECT_EQ(round_after(1ms), 2U);
  EXPECT_EQ(next_of("s1"), WallTime{std::chrono::milliseconds(1'800'000'000'000)} + 5min);
}

TEST_F(CallPollerTest, WaitsAsLongAsExotelWants) {
  place("s1");
  reply = std::unexpected(Error{Errc::upstream_failed, "too many", 90s});
  EXPECT_EQ(round_after(2min), 1U);
  EXPECT_EQ(round_after(90s - 1ms), 0U);
  EXPECT_EQ(round_after(1ms), 1U);
}

TEST_F(CallPollerTest, ItsLogRepeatsNothingOfExotels) {
  place("s1");
  reply = fail(Errc::upstream_failed, "+919876543210 is on the DND list");
  testing::internal::CaptureStderr();
  EXPECT_EQ(round_after(2min), 1U);
  const auto log = testing::internal::GetCapturedStderr();
  EXPECT_EQ(log.find("9876543210"), std::string::npos) << log;
}

TEST_F(CallPollerTest, GivesUpOnWhatFailsForTwoHours) {
  place("s1");
  reply = fail(Errc::upstream_timeout, "no answer");
  std::size_t questions = 0;
  for (int minute = 0; minute < 200; ++minute) questions += round_after(1min);
  EXPECT_EQ(next_of("s1"), std::nullopt);
  EXPECT_GT(questions, 4U);
  EXPECT_LE(questions, 40U);
  EXPECT_EQ(round_after(24h), 0U);
}

TEST_F(CallPollerTest, ACallThatExotelDoesNotKnowKeepsItsScheduleAndSilencesNobody) {
  place("s1");
  place("s2");
  reply = fail(Errc::not_found, "no such call");
  EXPECT_EQ(round_after(2min), 2U);
  EXPECT_EQ(next_of("s1"), WallTime{std::chrono::milliseconds(1'800'000'000'000)} + 5min);
}

TEST(NextScheduledPoll, IsTheFirstMomentStillToCome) {
  const WallTime placed{};
  EXPECT_EQ(next_scheduled_poll(placed, placed), placed + 2min);
  EXPECT_EQ(next_scheduled_poll(placed, placed + 2min), placed + 5min);
  EXPECT_EQ(next_scheduled_poll(placed, placed + 16min), placed + 60min);
  EXPECT_EQ(next_scheduled_poll(placed, placed + 60min), std::nullopt);
  EXPECT_EQ(next_scheduled_poll(placed, placed - 1h), placed + 2min) << "the clock was set back";
}

TEST_F(CallPollerTest, TheThreadWakesForAWatchAndEndsAtOnce) {
  place("s1");
  std::promise<std::string> first;
  std::atomic_flag seen;
  CallPoller threaded(
      test_calls, calls,
      [&](std::string_view sid) {
        if (!seen.test_and_set()) first.set_value(std::string(sid));
        return reply;
      },
      [this] { return now; });
  threaded.start();
  threaded.watch("s1");
  auto question = first.get_future();
  ASSERT_EQ(question.wait_for(30s), std::future_status::ready);
  EXPECT_EQ(question.get(), "s1");
  const auto before = std::chrono::steady_clock::now();
  threaded.stop();
  threaded.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
}

}  // namespace
}  // namespace exo::admin
