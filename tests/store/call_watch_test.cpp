// Who is told of what the call store has written.
#include <atomic>

#include "store/call_store.h"
#include "store_fixture.h"

namespace exo::store::test {
namespace {

class CallWatchTest : public StoreTest {
 protected:
  static domain::CallRecord record(std::string id) {
    domain::CallRecord made;
    made.id = std::move(id);
    return made;
  }
  std::unique_ptr<Database> database = open_database();
  CallStore store{*database};
};

TEST_F(CallWatchTest, IsToldOfWhatCanBeReadAlready) {
  std::string told;
  store.watch({.record =
                   [&](const domain::CallRecord& call) {
                     EXPECT_TRUE(store.get(call.id)) << "not there yet";
                     told += call.id;
                   },
               .report =
                   [&](const domain::CallReport& report) {
                     EXPECT_EQ(store.reports(report.call_sid)->size(), 1U);
                     told += report.status;
                   }});
  store.save(record("a"));
  store.report({.call_sid = "sid", .status = "completed"});
  ASSERT_TRUE(store.flush());
  EXPECT_EQ(told, "acompleted");
}

TEST_F(CallWatchTest, IsNotToldAfterItHasGone) {
  std::atomic<int> told{0};
  store.watch({.record = [&](const domain::CallRecord&) { ++told; }, .report = {}});
  store.watch({});
  store.save(record("a"));
  ASSERT_TRUE(store.flush());
  EXPECT_EQ(told, 0);
}

TEST_F(CallWatchTest, IsNotToldOfWhatCouldNotBeWritten) {
  std::atomic<int> told{0};
  store.watch({.record = [&](const domain::CallRecord&) { ++told; }, .report = {}});
  EXPECT_FALSE(store.trouble());
  tamper("ALTER TABLE calls RENAME TO hidden");
  store.save(record("a"));
  ASSERT_FALSE(store.flush());
  EXPECT_TRUE(store.trouble());
  EXPECT_EQ(told, 0);
  tamper("ALTER TABLE hidden RENAME TO calls");
  // The retry of a failed transaction may still be under way.
  for (int i = 0; i < 10 && !store.flush(); ++i) continue;
  EXPECT_FALSE(store.trouble());
  EXPECT_EQ(told, 1);
}

}  // namespace
}  // namespace exo::store::test
