#include "store/test_call_store.h"

#include <limits>

#include "store_fixture.h"

namespace exo::store::test {
namespace {

class TestCallStoreTest : public StoreTest {
 protected:
  static TestCall call(std::string sid, std::int64_t placed_ms, std::optional<WallTime> next_poll = {}) {
    return {.call_sid = std::move(sid),
            .did_id = "did",
            .to_number = "+919876543210",
            .placed_by = "a@b",
            .placed_at = at(placed_ms),
            .provider_status = "in-progress",
            .polls = 0,
            .next_poll_at = next_poll};
  }
  static std::string sids(const Result<std::vector<TestCall>>& calls) {
    std::string text;
    for (const auto& next : calls.value()) text += next.call_sid;
    return text;
  }

  std::unique_ptr<Database> database = open_database();
  TestCallStore store{*database};
};

TEST_F(TestCallStoreTest, EveryFieldSurvivesAReopenedDatabase) {
  auto placed = call("sid", 1'700'000'000'001, at(1'700'000'120'000));
  placed.polls = std::numeric_limits<std::uint32_t>::max();
  ASSERT_TRUE(store.add(placed));
  database.reset();
  database = open_database();
  const auto loaded = TestCallStore(*database).get("sid");
  ASSERT_TRUE(loaded.has_value());
  EXPECT_EQ(loaded->call_sid, placed.call_sid);
  EXPECT_EQ(loaded->did_id, placed.did_id);
  EXPECT_EQ(loaded->to_number, placed.to_number);
  EXPECT_EQ(loaded->placed_by, placed.placed_by);
  EXPECT_EQ(loaded->placed_at, placed.placed_at);
  EXPECT_EQ(loaded->provider_status, placed.provider_status);
  EXPECT_EQ(loaded->polls, placed.polls);
  EXPECT_EQ(loaded->next_poll_at, placed.next_poll_at);
}

TEST_F(TestCallStoreTest, NewestComeFirstUpToTheLimit) {
  for (const auto& [sid, placed] : {std::pair{"b", 20}, {"a", 10}, {"d", 30}, {"c", 20}}) {
    ASSERT_TRUE(store.add(call(sid, placed)));
  }
  EXPECT_EQ(sids(store.newest(100)), "dcba");
  EXPECT_EQ(sids(store.newest(2)), "dc");
  EXPECT_EQ(sids(store.newest(0)), "");
  EXPECT_EQ(sids(store.newest(std::numeric_limits<std::size_t>::max())), "dcba");
}

TEST_F(TestCallStoreTest, DueAreTheMostOverdueFirst) {
  ASSERT_TRUE(store.add(call("later", 1, at(1001))));
  ASSERT_TRUE(store.add(call("now", 2, at(1000))));
  ASSERT_TRUE(store.add(call("over", 3, at(10))));
  ASSERT_TRUE(store.add(call("never", 4)));
  EXPECT_EQ(sids(store.due(at(1000), 10)), "overnow");
  EXPECT_EQ(sids(store.due(at(1000), 1)), "over");
  EXPECT_EQ(sids(store.due(at(9), 10)), "");
  EXPECT_EQ(sids(store.due(at(1'000'000), 10)), "overnowlater");
}

TEST_F(TestCallStoreTest, APollIsNotedUntilThereIsNoMore) {
  ASSERT_TRUE(store.add(call("sid", 1, at(100))));
  ASSERT_TRUE(store.note_poll("sid", 1, at(500)));
  EXPECT_EQ(store.get("sid")->polls, 1U);
  EXPECT_EQ(sids(store.due(at(499), 10)), "");
  EXPECT_EQ(sids(store.due(at(500), 10)), "sid");
  ASSERT_TRUE(store.note_poll("sid", 2, std::nullopt));
  EXPECT_FALSE(store.get("sid")->next_poll_at.has_value());
  EXPECT_EQ(sids(store.due(at(std::numeric_limits<std::int64_t>::max()), 10)), "");
}

TEST_F(TestCallStoreTest, UnknownOnesAreNotFound) {
  ASSERT_TRUE(store.add(call("sid", 1)));
  for (const auto* sid : {"", "SID", "sid ", "' OR 1=1 --"}) {
    const auto missing = store.get(sid);
    ASSERT_FALSE(missing.has_value()) << sid;
    EXPECT_EQ(missing.error().code, Errc::not_found);
    EXPECT_EQ(missing.error().detail, "Test call not found");
    EXPECT_EQ(store.note_poll(sid, 9, std::nullopt).error().code, Errc::not_found);
  }
  EXPECT_EQ(store.get("sid")->polls, 0U);
}

TEST_F(TestCallStoreTest, TheSameSidAgainReplaces) {
  ASSERT_TRUE(store.add(call("sid", 1, at(5))));
  ASSERT_TRUE(store.add(call("sid", 2)));
  EXPECT_EQ(store.newest(10)->size(), 1U);
  EXPECT_EQ(store.get("sid")->placed_at, at(2));
  EXPECT_FALSE(store.get("sid")->next_poll_at.has_value());
}

}  // namespace
}  // namespace exo::store::test
