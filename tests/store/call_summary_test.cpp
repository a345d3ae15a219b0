// Summing calls up: the same as from the records themselves, by the indexes of the search, at a bearable price.
#include <cstdio>

#include "store/call_query.h"
#include "store/call_store.h"
#include "store_fixture.h"
#include "support/verdict_examples.h"

namespace exo::store::test {
namespace {

using domain::CallFilter;
using domain::CallRecord;
using domain::EndReason;
using domain::SummaryPeriod;

constexpr WallTime at(std::int64_t ms) {
  return WallTime{std::chrono::milliseconds{ms}};
}

class CallSummaryTest : public StoreTest {
 protected:
  domain::CallSummary sum(const CallFilter& filter, const SummaryPeriod& period, WallTime now = at(0)) {
    auto summary = store->summarise(filter, period, now);
    EXPECT_TRUE(summary) << (summary ? "" : summary.error().detail);
    return summary.value_or(domain::CallSummary{});
  }

  std::unique_ptr<Database> database = open_database();
  std::optional<CallStore> store{std::in_place, *database};
};

TEST_F(CallSummaryTest, ReadsAllThatAVerdictNeeds) {
  const auto examples = exo::test::verdict_examples();
  for (std::size_t i = 0; i < examples.size(); ++i) {
    auto call = examples[i].call;
    call.id = "id" + std::to_string(i);
    call.did_id = call.id;
    store->save(call);
  }
  ASSERT_TRUE(store->flush());
  const auto opened = examples[0].call.opened_at;
  const SummaryPeriod period{.since = opened, .until = opened + std::chrono::hours(1)};
  for (std::size_t i = 0; i < examples.size(); ++i) {
    const auto one = sum({.did_id = "id" + std::to_string(i)}, period);
    EXPECT_EQ(one.verdicts[static_cast<std::size_t>(examples[i].code)], 1U) << examples[i].name;
    EXPECT_EQ(one.ends[static_cast<std::size_t>(examples[i].call.end_reason)], 1U) << examples[i].name;
  }
  EXPECT_EQ(sum({}, period).calls, examples.size());
}

TEST_F(CallSummaryTest, StreamsFromBeforeThePeriodAreThere) {
  auto call = exo::test::good_call();
  const auto save = [&](std::string id, WallTime from, WallTime to) {
    call.id = std::move(id);
    call.opened_at = from;
    call.started_at = from;
    call.ended_at = to;
    store->save(call);
  };
  const auto since = at(1'700'000'000'000);
  save("over", since - std::chrono::minutes(50), since - std::chrono::minutes(1));
  save("still", since - std::chrono::minutes(50), since + std::chrono::minutes(1));
  save("new", since, since + std::chrono::seconds(1));
  ASSERT_TRUE(store->flush());
  const auto summary = sum({.until = since}, {.since = since, .until = since + std::chrono::hours(1)});
  EXPECT_EQ(summary.calls, 1U);
  EXPECT_EQ(summary.most_at_once, 2U);
}

TEST_F(CallSummaryTest, SaysHowMuchIsStored) {
  EXPECT_EQ(store->size()->calls, 0U);
  auto call = exo::test::good_call();
  call.id = "a";
  store->save(call);
  ASSERT_TRUE(store->flush());
  EXPECT_EQ(store->size()->calls, 1U);
  tamper("CREATE TABLE t (x); INSERT INTO t VALUES (zeroblob(1000000)); DROP TABLE t");
  EXPECT_GE(store->size()->free_bytes, 900'000U);
}

/// 100,000 calls of 10 s each, a second apart, in more parts than one; by 20 DIDs and 1,000 callers.
class ManySummed : public CallSummaryTest {
 protected:
  static constexpr std::int64_t kFirst = 1'700'000'000'000;
  void SetUp() override {
    store.reset();
    tamper(
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999) INSERT INTO calls (id, "
        "call_id, call_sid, stream_sid, from_number, to_number, direction, did_id, bot_id, unknown_bot, "
        "test_call_did_id, path, sample_rate, opened_at, started_at, first_audio_ms, greeting, voice, fallback_reason, "
        "ended_at, end_reason, end_detail, media_in, media_out, ignored, dtmf, peer, timeline) SELECT "
        "printf('c0ffee00-0000-4000-8000-%012d', i), printf('%032d', i), printf('%032d', i), printf('%032d', i), "
        "printf('0987650%04d', i % 1000), printf('0804711%04d', i % 20), 'incoming', 'did' || (i % 20), "
        "'bot' || (i % 50), 0, iif(i % 1000 = 0, 'did1', ''), '/voice-stream', 8000, 1700000000000 + i * 1000, "
        "1700000000000 + i * 1000, i % 500, 'heard', 'builtin', '', 1700000009500 + i * 1000, "
        "iif(i % 5000 = 1, 'no_start', 'caller_hangup'), 'canceled or call ended', 500, 10, 0, '', '203.0.113.9', "
        "'[' || substr(replace(printf('%08d', 0), '0', "
        "',{\"at_ms\":1000,\"kind\":\"audio\",\"detail\":\"greeting\"}'), "
        "2) || ']' FROM n");
    store.emplace(*database);
  }
};

TEST_F(ManySummed, AreSummedUpInPartsWithoutMissingAny) {
  const SummaryPeriod all{.since = at(kFirst), .until = at(kFirst + 100'000'000), .buckets = 100};
  const std::pair<const char*, CallFilter> cases[] = {{"all", {}},
                                                      {"caller", {.number = "+91 98765 00001"}},
                                                      {"DID", {.did_id = "did1"}},
                                                      {"answered", {.outcomes = domain::outcome_from("answered")}},
                                                      {"tests", {.tests = domain::TestCalls::only}}};
  std::map<std::string, domain::CallSummary> sums;
  for (const auto& [name, filter] : cases) {
    const auto begin = std::chrono::steady_clock::now();
    sums[name] = sum(filter, all);
    const auto took = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin);
    std::printf("  %-10s %7.1f ms\n", name, took.count());
    EXPECT_LT(took.count(), 10'000) << name;
  }
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(store->size()->calls, 100'000U);
  const auto took = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin);
  std::printf("  %-10s %7.1f ms\n", "size", took.count());
  EXPECT_EQ(sums["all"].calls, 100'000U);
  for (const auto& bucket : sums["all"].buckets) {
    EXPECT_EQ(bucket.calls, 1000U);
    EXPECT_EQ(bucket.most_at_once, 10U);
    EXPECT_EQ(bucket.first_audio_p50_ms, 249);
  }
  EXPECT_EQ(sums["all"].ends[static_cast<std::size_t>(EndReason::no_start)], 20U);
  EXPECT_EQ(sums["caller"].calls, 100U);
  EXPECT_EQ(sums["DID"].calls, 5000U);
  EXPECT_EQ(sums["answered"].calls, 99'980U);
  EXPECT_EQ(sums["tests"].calls, 100U);
  EXPECT_EQ(sums["tests"].test_calls, 100U);
}

TEST_F(ManySummed, BreakOffBetweenTwoParts) {
  const SummaryPeriod all{.since = at(kFirst), .until = at(kFirst + 100'000'000), .buckets = 100};
  int asked = 0;
  const auto broken_off = store->summarise({}, all, at(0), [&] { return ++asked == 3; });
  ASSERT_FALSE(broken_off);
  EXPECT_EQ(broken_off.error().code, Errc::unavailable);
  EXPECT_EQ(asked, 3) << "100,000 calls are in five parts";
}

TEST_F(ManySummed, NoSortingAndNoScan) {
  const std::pair<CallFilter, std::string> cases[] = {{{}, "calls_by_opened"},
                                                      {{.number = "9876500001"}, "calls_by_from"},
                                                      {{.bot_id = "bot1"}, "calls_by_bot"},
                                                      {{.did_id = "did1"}, "calls_by_did"},
                                                      {{.outcomes = domain::outcome_from("failed")}, "calls_by_end"},
                                                      {{.tests = domain::TestCalls::none}, "calls_by_test"}};
  for (auto [filter, index] : cases) {
    filter.since = at(kFirst);
    filter.until = at(kFirst + 1000);
    for (const auto& after : {std::optional<domain::CallPlace>(), std::optional(domain::CallPlace{at(kFirst), "id"})}) {
      const auto wanted = summary_query(filter, after, 10);
      SQLite::Database db(file, SQLite::OPEN_READONLY, 5000);
      SQLite::Statement query(db, "EXPLAIN QUERY PLAN " + wanted.sql);
      std::string plan;
      while (query.executeStep()) plan += query.getColumn(3).getString() + "\n";
      EXPECT_NE(plan.find("INDEX " + index), std::string::npos) << plan;
      EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << plan;
      EXPECT_EQ(plan.find("SCAN calls\n"), std::string::npos) << plan;
    }
  }
}

}  // namespace
}  // namespace exo::store::test
