// Finding calls among a hundred thousand.
#include <algorithm>
#include <cstdio>
#include <set>

#include "store/call_query.h"
#include "store/call_store.h"
#include "store_fixture.h"

namespace exo::store::test {
namespace {

using domain::CallFilter;
using domain::CallPlace;
using domain::CallRecord;
using domain::EndReason;
using domain::TestCalls;

class CallSearchTest : public StoreTest {
 protected:
  void save(std::string id, std::int64_t opened_ms, const std::function<void(CallRecord&)>& change = {}) {
    CallRecord made;
    made.id = std::move(id);
    made.opened_at = at(opened_ms);
    made.end_reason = EndReason::caller_hangup;
    made.timeline = {{.at_ms = 1, .kind = domain::StepKind::closed}};
    if (change) change(made);
    store->save(made);
    EXPECT_TRUE(store->flush());
  }
  std::string ids(const CallFilter& filter, const std::optional<CallPlace>& after = {}, std::size_t limit = 100) {
    std::string text;
    for (const auto& call : store->find(filter, after, limit).value()) text += call.id;
    return text;
  }

  std::unique_ptr<Database> database = open_database();
  std::optional<CallStore> store{std::in_place, *database};
};

TEST_F(CallSearchTest, PeriodsIncludeTheirBeginningAndNotTheirEnd) {
  for (const auto& [id, ms] : {std::pair{"a", 10}, {"b", 20}, {"c", 30}}) save(id, ms);
  EXPECT_EQ(ids({}), "cba");
  EXPECT_EQ(ids({.since = at(20)}), "cb");
  EXPECT_EQ(ids({.until = at(20)}), "a");
  EXPECT_EQ(ids({.since = at(10), .until = at(30)}), "ba");
  EXPECT_EQ(ids({.since = at(30), .until = at(10)}), "");
  EXPECT_TRUE(store->find({}, {}, 1)->front().timeline.empty());
}

TEST_F(CallSearchTest, NumbersMatchInAnySpellingOnEitherSide) {
  save("a", 1, [](CallRecord& call) { call.from = "09876543210"; });
  save("b", 2, [](CallRecord& call) { call.to = "+919876543210"; });
  save("c", 3, [](CallRecord& call) { call.from = call.to = "919876543210"; });
  save("d", 4, [](CallRecord& call) { call.from = "9876543211"; });
  save("e", 5);
  for (const auto* typed : {"9876543210", "+91 98765 43210", "0091-9876543210", "०9876543210"}) {
    EXPECT_EQ(ids({.number = typed}), "cba") << typed;
  }
  EXPECT_EQ(ids({.number = "987654321"}), "");
  EXPECT_EQ(ids({.number = "' OR 1=1 --"}), "");
}

TEST_F(CallSearchTest, FiltersHoldTogether) {
  save("a", 1, [](CallRecord& call) { call.bot_id = "b", call.did_id = "d", call.from = "9876543210"; });
  save("b", 2, [](CallRecord& call) { call.bot_id = "b", call.end_reason = EndReason::no_start; });
  save("c", 3, [](CallRecord& call) { call.bot_id = "b", call.did_id = "d", call.test_call_did_id = "d"; });
  save("t", 0, [](CallRecord& call) { call.bot_id = "talk", call.call_id = "browser-0123456789abcdef"; });
  save("d", 4, [](CallRecord& call) { call.bot_id = "other", call.did_id = "d", call.end_reason = EndReason::live; });
  EXPECT_EQ(ids({.bot_id = "b"}), "cba");
  EXPECT_EQ(ids({.did_id = "d"}), "dca");
  EXPECT_EQ(ids({.bot_id = "b", .did_id = "d"}), "ca");
  EXPECT_EQ(ids({.tests = TestCalls::only}), "ct");
  EXPECT_EQ(ids({.tests = TestCalls::none}), "dba");
  EXPECT_EQ(ids({.bot_id = "talk", .tests = TestCalls::only}), "t");
  EXPECT_EQ(ids({.bot_id = "talk", .tests = TestCalls::none}), "");
  EXPECT_EQ(ids({.outcomes = domain::outcome_from("failed")}), "b");
  EXPECT_EQ(ids({.outcomes = {EndReason::live, EndReason::no_start}}), "db");
  EXPECT_EQ(ids({.did_id = "d", .outcomes = domain::outcome_from("answered"), .tests = TestCalls::none}), "a");
  EXPECT_EQ(
      ids({.since = at(1), .number = "+919876543210", .bot_id = "b", .outcomes = domain::outcome_from("answered")}),
      "a");
  EXPECT_EQ(ids({.outcomes = domain::outcome_from("failed"), .tests = TestCalls::only}), "");
}

TEST_F(CallSearchTest, PagesMissNothingAndRepeatNothingWhileCallsComeIn) {
  // Several in the same millisecond, so that the id decides.
  for (int i = 0; i < 60; ++i) save("old" + std::to_string(i), 1000 + i / 7);
  for (const auto& filter : {CallFilter{}, CallFilter{.outcomes = domain::outcome_from("answered")}}) {
    std::multiset<std::string> seen;
    std::optional<CallPlace> after;
    for (int page = 0;; ++page) {
      const auto calls = store->find(filter, after, 7).value();
      if (calls.empty()) break;
      for (const auto& call : calls) seen.insert(call.id);
      after = CallPlace{calls.back().opened_at, calls.back().id};
      save("new" + std::to_string(page), 5000 + page);
    }
    for (int i = 0; i < 60; ++i) EXPECT_EQ(seen.count("old" + std::to_string(i)), 1U) << i;
  }
}

/// 100,000 calls: 50 bots, 20 DIDs, 1,000 callers, an outcome of each kind, one in 1,000 a test call.
class ManyCalls : public CallSearchTest {
 protected:
  void SetUp() override {
    store.reset();
    tamper(
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999) INSERT INTO calls (id, "
        "call_id, "
        "call_sid, stream_sid, from_number, to_number, direction, did_id, bot_id, unknown_bot, test_call_did_id, path, "
        "sample_rate, opened_at, greeting, voice, fallback_reason, end_reason, end_detail, media_in, media_out, "
        "ignored, "
        "dtmf) SELECT printf('id-%06d', i), '', 'sid' || i, '', printf('0987650%04d', i % 1000), printf('0804711%04d', "
        "i % "
        "20), 'incoming', 'did' || (i % 20), 'bot' || (i % 50), 0, iif(i % 1000 = 0, 'did1', ''), '/voice-stream', "
        "8000, "
        "1700000000000 + i * 1000, 'heard', 'builtin', '', iif(i % 5000 = 1, 'no_start', iif(i % 7 = 0, 'bot_hangup', "
        "'caller_hangup')), '', 1, 2, 0, '' FROM n");
    store.emplace(*database);
  }

  std::string plan_of(const CallFilter& filter, const std::optional<CallPlace>& after) const {
    const auto wanted = call_query(filter, after, 500);
    SQLite::Database db(file, SQLite::OPEN_READONLY, 5000);
    SQLite::Statement query(db, "EXPLAIN QUERY PLAN " + wanted.sql);
    std::string plan;
    while (query.executeStep()) plan += query.getColumn(3).getString() + "\n";
    return plan;
  }
};

TEST_F(ManyCalls, EveryFilterWalksItsIndexInTheOrderOfTheAnswer) {
  const std::pair<CallFilter, std::string> cases[] = {
      {{}, "calls_by_opened"},
      {{.since = at(1'700'000'050'000), .until = at(1'700'000'060'000)}, "calls_by_opened"},
      {{.number = "9876500001"}, "calls_by_from"},
      {{.number = "9876500001"}, "calls_by_to"},
      {{.number = "9876500001", .bot_id = "bot1", .outcomes = domain::outcome_from("failed")}, "calls_by_from"},
      {{.bot_id = "bot1"}, "calls_by_bot"},
      {{.bot_id = "bot1", .did_id = "did1"}, "calls_by_bot"},
      {{.did_id = "did1", .tests = TestCalls::none}, "calls_by_did"},
      {{.outcomes = {EndReason::live}}, "calls_by_end"},
      {{.outcomes = domain::outcome_from("failed")}, "calls_by_end"},
      {{.outcomes = domain::outcome_from("answered"), .tests = TestCalls::only}, "calls_by_end"},
      {{.tests = TestCalls::only}, "calls_by_test"},
      {{.tests = TestCalls::none}, "calls_by_test"}};
  for (const auto& [filter, index] : cases) {
    for (const auto& after : {std::optional<CallPlace>(), std::optional(CallPlace{at(1'700'000'055'000), "id"})}) {
      const auto plan = plan_of(filter, after);
      EXPECT_NE(plan.find("INDEX " + index), std::string::npos) << plan;
      EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << plan;
      EXPECT_EQ(plan.find("SCAN calls\n"), std::string::npos) << plan;
      EXPECT_EQ(plan.find("MULTI-INDEX"), std::string::npos) << plan;
      EXPECT_NE(plan.find("opened_at>? AND opened_at<?"), std::string::npos) << plan;
    }
  }
}

TEST_F(ManyCalls, AreFoundInNoTime) {
  const std::pair<const char*, CallFilter> cases[] = {
      {"newest", {}},
      {"period", {.since = at(1'700'000'050'000), .until = at(1'700'000'060'000)}},
      {"caller", {.number = "+91 98765 00001"}},
      {"ExoPhone", {.number = "08047110001"}},
      {"nobody", {.number = "+91 99999 99999"}},
      {"bot", {.bot_id = "bot1"}},
      {"DID", {.did_id = "did1"}},
      {"answered", {.outcomes = domain::outcome_from("answered")}},
      {"failed", {.outcomes = domain::outcome_from("failed")}},
      {"live", {.outcomes = {EndReason::live}}},
      {"tests", {.tests = TestCalls::only}},
      {"ExoPhone, failed", {.number = "08047110001", .outcomes = domain::outcome_from("failed")}}};
  const CallPlace middle{at(1'700'000'000'000 + 50'000'000), "id"};
  for (const auto& [name, filter] : cases) {
    std::chrono::microseconds slowest{0};
    for (const auto& after : {std::optional<CallPlace>(), std::optional(middle)}) {
      const auto begin = std::chrono::steady_clock::now();
      const auto found = store->find(filter, after, 50);
      ASSERT_TRUE(found) << found.error().detail;
      slowest = std::max(
          slowest, std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin));
    }
    std::printf("  %-18s %6lld us\n", name, static_cast<long long>(slowest.count()));
    EXPECT_LT(slowest, std::chrono::seconds(2)) << name;
  }
  EXPECT_EQ(store->find({.number = "+919876500001"}, {}, 1000)->size(), 100U);
  EXPECT_EQ(store->find({.tests = TestCalls::only}, {}, 1000)->size(), 100U);
  EXPECT_EQ(store->find({.outcomes = domain::outcome_from("failed")}, {}, 1000)->size(), 20U);
}

}  // namespace
}  // namespace exo::store::test
