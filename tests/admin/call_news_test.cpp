// What becomes an event.
#include "admin/call_news.h"

#include "admin_site.h"
#include "base/random.h"

namespace exo::admin::test {
namespace {

class CallNewsTest : public testing::Test {
 protected:
  CallNewsTest() {
    news.start();
    call.id = random_uuid();
    call.call_sid = random_uuid();
    call.opened_at = wall_now();
  }
  ~CallNewsTest() override { news.stop(); }

  void save() {
    stored.calls->save(call);
    ASSERT_TRUE(stored.calls->flush());
  }
  /// "call begun", "test-call streaming", …: what has been told since the last time.
  std::vector<std::string> told() {
    std::vector<std::string> words;
    for (const auto& event : hub.wait_after(seen, std::chrono::milliseconds(0)).events) {
      const auto data = parse_json(event->data, {.max_bytes = 1 << 20}).value();
      words.push_back(event->kind + " " + (event->kind == "call" ? data["change"] : data["stage"]).get<std::string>());
      seen = event->number;
    }
    return words;
  }
  using Words = std::vector<std::string>;

  Stored& stored = Stored::instance();
  domain::Switchboard switchboard;
  AdminPlaneParts parts = stored.parts(switchboard);
  EventHub hub;
  CallTally tally;
  CallNews news{parts, hub, tally};
  domain::CallRecord call;
  std::uint64_t seen = 0;
};

TEST_F(CallNewsTest, ACallBeginsChangesAndEnds) {
  save();
  EXPECT_EQ(told(), Words{"call begun"});
  call.started_at = wall_now();
  save();
  EXPECT_EQ(told(), Words{"call changed"});
  call.end_reason = domain::EndReason::caller_hangup;
  save();
  EXPECT_EQ(told(), Words{"call ended"});
  EXPECT_EQ(tally.counts().ended["caller_hangup"], 1U);
}

TEST_F(CallNewsTest, ATestCallIsToldWithItsStage) {
  ASSERT_TRUE(stored.test_calls->add({.call_sid = call.call_sid,
                                      .did_id = "d",
                                      .to_number = "+919876543210",
                                      .placed_by = "a@b",
                                      .placed_at = wall_now(),
                                      .provider_status = "in-progress",
                                      .polls = 0,
                                      .next_poll_at = std::nullopt}));
  news.test_call_placed(call.call_sid);
  EXPECT_EQ(told(), Words{"test-call accepted"});
  call.started_at = wall_now();
  save();
  EXPECT_EQ(told(), (Words{"call begun", "test-call streaming"}));
  stored.calls->report({.call_sid = call.call_sid, .at = wall_now(), .status = "completed"});
  ASSERT_TRUE(stored.calls->flush());
  EXPECT_EQ(told(), Words{"test-call ended"});
}

TEST_F(CallNewsTest, ReportsOfOthersCallsAreNoTestCalls) {
  stored.calls->report({.call_sid = call.call_sid, .at = wall_now(), .status = "completed"});
  ASSERT_TRUE(stored.calls->flush());
  EXPECT_EQ(told(), Words{});
}

}  // namespace
}  // namespace exo::admin::test
