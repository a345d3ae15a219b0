#include "call_store_fixture.h"
#include "store/call_store.h"

namespace exo::store::test {
namespace {

using domain::CallRecord;
using domain::EndReason;
using domain::GreetingOutcome;

class InterruptedCallsTest : public CallStoreFixture {};

TEST_F(InterruptedCallsTest, CallsThatAnEarlierRunLeftLiveAreInterrupted) {
  {
    CallStore store(*database);
    store.save(record("was live", 1, EndReason::live));
    store.save(record("was over", 2, EndReason::caller_hangup));
  }
  CallStore store(*database);
  EXPECT_EQ(store.get("was live")->end_reason, EndReason::interrupted);
  EXPECT_EQ(store.get("was over")->end_reason, EndReason::caller_hangup);
}

TEST_F(InterruptedCallsTest, ARecordThatOnlyTheWebhookMadeIsInterruptedToo) {
  {
    CallStore store(*database);
    auto webhook_only = record("webhook", 5, EndReason::live);
    webhook_only.webhook_at = at(5);
    webhook_only.timeline = {{.at_ms = 0, .kind = domain::StepKind::webhook, .detail = ""}};
    store.save(webhook_only);
  }
  CallStore store(*database);
  const auto loaded = store.get("webhook").value();
  EXPECT_EQ(loaded.end_reason, EndReason::interrupted);
  EXPECT_EQ(loaded.webhook_at, at(5));
  EXPECT_EQ(loaded.timeline.size(), 1U) << "nothing is appended";
  EXPECT_FALSE(loaded.ended_at.has_value()) << "nobody knows when";
}

TEST_F(InterruptedCallsTest, AReasonOfANewerReleaseReadsAsInterrupted) {
  CallStore store(*database);
  store.save(record("id"));
  ASSERT_TRUE(store.flush());
  tamper("UPDATE calls SET end_reason = 'abducted', greeting = 'sung'");
  EXPECT_EQ(store.get("id")->end_reason, EndReason::interrupted);
  EXPECT_EQ(store.get("id")->greeting, GreetingOutcome::none);
}

}  // namespace
}  // namespace exo::store::test
