// GET /call-summary: what it refuses, and what it counts and keeps.
#include <functional>

#include "admin_site.h"
#include "base/random.h"
#include "support/verdict_examples.h"

namespace exo::admin::test {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

class CallSummaryApi : public AdminSite {
 protected:
  /// All of a test come in on a DID of its own.
  void save(WallTime opened_at, const std::function<void(domain::CallRecord&)>& change = {}) {
    auto call = exo::test::good_call();
    call.id = random_uuid();
    call.did_id = did;
    call.started_at = call.opened_at = opened_at;
    call.ended_at = opened_at + seconds(10);
    if (change) change(call);
    stored.calls->save(std::move(call));
    EXPECT_TRUE(stored.calls->flush());
  }
  Json summary(const std::string& query, const std::string& token = {}) {
    const auto answer = get("/api/v1/call-summary?did_id=" + did + query, token.empty() ? clerk : token);
    EXPECT_EQ(answer.status, 200) << answer.text;
    return answer.json();
  }

  const std::string did = "did-" + random_uuid();
  const WallTime since = WallTime{std::chrono::milliseconds(1'787'600'000'000)};
  const std::string day = "&since=" + iso8601(since) + "&until=" + iso8601(since + hours(24));
};

TEST_F(CallSummaryApi, CountsByTimeEndAndVerdict) {
  save(since);
  save(since + seconds(5), [](auto& call) { call.greeting = domain::GreetingOutcome::cut; });
  save(since + hours(2), [this](auto& call) { call.test_call_did_id = did, call.first_audio_ms = 400; });
  save(since + hours(24));
  const auto told = summary(day);
  EXPECT_EQ(told["since"], iso8601(since));
  EXPECT_EQ(told["until"], iso8601(since + hours(24)));
  EXPECT_EQ(told["bucket_seconds"], 3600);
  ASSERT_EQ(told["buckets"].size(), 24U);
  EXPECT_EQ(told["buckets"][0], (Json{{"at", iso8601(since)},
                                      {"calls", 2},
                                      {"most_at_once", 2},
                                      {"first_audio_p50_ms", 20},
                                      {"first_audio_p95_ms", 20}}));
  EXPECT_EQ(told["buckets"][1], (Json{{"at", iso8601(since + hours(1))},
                                      {"calls", 0},
                                      {"most_at_once", 0},
                                      {"first_audio_p50_ms", nullptr},
                                      {"first_audio_p95_ms", nullptr}}));
  EXPECT_EQ(told["ends"], (Json::array({{{"end_reason", "caller_hangup"}, {"calls", 3}}})));
  EXPECT_EQ(told["verdicts"], (Json::array({{{"turn", "nobody"}, {"code", "heard"}, {"calls", 2}},
                                            {{"turn", "nobody"}, {"code", "barged_in"}, {"calls", 1}}})));
  EXPECT_EQ(told["totals"], (Json{{"calls", 3},
                                  {"heard", 2},
                                  {"test_calls", 1},
                                  {"most_at_once", 2},
                                  {"first_audio_p50_ms", 20},
                                  {"first_audio_p95_ms", 400}}));
}

TEST_F(CallSummaryApi, TakesTheFiltersOfTheList) {
  save(since, [](auto& call) { call.from = "09876500011"; });
  save(since, [](auto& call) { call.end_reason = domain::EndReason::no_start; });
  const auto calls = [&](const std::string& query) { return summary(day + query)["totals"]["calls"].get<int>(); };
  EXPECT_EQ(calls(""), 2);
  EXPECT_EQ(calls("&number=+919876500011"), 1);
  EXPECT_EQ(calls("&outcome=failed"), 1);
  EXPECT_EQ(calls("&bot_id=reception"), 2);
  EXPECT_EQ(calls("&test=yes"), 0);
  EXPECT_EQ(summary(day + "&buckets=200")["buckets"].size(), 200U);
  EXPECT_EQ(summary(day + "&buckets=1")["bucket_seconds"], 86'400);
}

TEST_F(CallSummaryApi, TheLast24HoursUnlessAskedOtherwise) {
  save(wall_now() - seconds(60));
  save(wall_now() - hours(25));
  const auto told = summary("");
  EXPECT_EQ(told["totals"]["calls"], 1);
  EXPECT_EQ(told["bucket_seconds"], 3600);
  EXPECT_EQ(told["buckets"].back()["calls"], 1);
  EXPECT_EQ(summary("&since=&until=&buckets=24")["totals"]["calls"], 1) << "empty is none";
  EXPECT_EQ(summary("&until=" + iso8601(wall_now() - hours(2)))["totals"]["calls"], 1) << "the 24 hours before that";
}

TEST_F(CallSummaryApi, AnAnswerIsKeptForAMomentWhateverIsWritten) {
  save(since);
  const auto asked = std::chrono::steady_clock::now();
  EXPECT_EQ(summary(day)["totals"]["calls"], 1);
  save(since);
  const auto kept = summary(day, owner)["totals"]["calls"];
  if (std::chrono::steady_clock::now() - asked < seconds(4)) {
    EXPECT_EQ(kept, 1);
  }
  EXPECT_EQ(summary(day + "&buckets=7")["totals"]["calls"], 2) << "another question";
}

TEST_F(CallSummaryApi, CallsFromABrowserAreTests) {
  save(since,
       [](auto& call) { call.call_id = "browser-0123456789abcdef", call.end_reason = domain::EndReason::no_start; });
  const auto told = summary(day);
  EXPECT_EQ(told["totals"]["test_calls"], 1);
  EXPECT_EQ(summary(day + "&test=no")["totals"]["calls"], 0);
  EXPECT_EQ(summary(day + "&test=yes")["totals"]["calls"], 1);
}

TEST_F(CallSummaryApi, WhatCannotBeMeantIsRefused) {
  for (const auto* query :
       {"buckets=0", "buckets=201", "buckets=", "buckets=-1", "buckets=2.5", "buckets=24&buckets=24", "limit=5",
        "cursor=x", "since=yesterday", "since=2&until=2", "since=3&until=2", "since=9999-01-01T00:00:00Z",
        "outcome=good", "test=1", "number=+", "page=2", "bucket=3"}) {
    const auto answer = get("/api/v1/call-summary?" + std::string(query), clerk);
    EXPECT_EQ(answer.status, 422) << query;
    EXPECT_NE(answer.detail(), "") << query;
  }
  EXPECT_EQ(get("/api/v1/call-summary?since=0&until=253402300799000&buckets=200", clerk).status, 200);
  EXPECT_EQ(get("/api/v1/call-summary").status, 401);
}

}  // namespace
}  // namespace exo::admin::test
