#include "domain/call_report.h"

#include <gtest/gtest.h>

namespace exo::domain {
namespace {

TEST(CallReportTest, FinalWordsAreKnown) {
  for (const auto* status : {"completed", "failed", "busy", "no-answer", "canceled"}) EXPECT_TRUE(is_terminal(status));
  for (const auto* status : {"", "in-progress", "queued", "ringing", "Completed", "cancelled", "nonsense"}) {
    EXPECT_FALSE(is_terminal(status)) << status;
  }
}

TEST(CallReportTest, SaidTwiceIsOneReport) {
  CallReport first{.call_sid = "a", .source = ReportSource::status, .event = "terminal", .status = "completed"};
  auto again = first;
  again.at = WallTime(std::chrono::hours(1));
  EXPECT_EQ(report_key(first), report_key(again));
  auto other = first;
  other.source = ReportSource::poll;
  EXPECT_NE(report_key(first), report_key(other));
  other = first;
  other.status = "busy";
  EXPECT_NE(report_key(first), report_key(other));
}

TEST(CallReportTest, TestCallsAreKnownByTheirCustomField) {
  EXPECT_EQ(test_call_did_id("cxb-test:did-1"), "did-1");
  EXPECT_EQ(test_call_field("did-1"), "cxb-test:did-1");
  EXPECT_EQ(test_call_did_id(test_call_field("did-1")), "did-1");
  EXPECT_EQ(test_call_did_id("cxb-test:"), "");
  EXPECT_EQ(test_call_did_id("order 7"), "");
  EXPECT_EQ(test_call_did_id(""), "");
}

}  // namespace
}  // namespace exo::domain
