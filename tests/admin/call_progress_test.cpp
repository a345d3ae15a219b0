#include "admin/call_progress.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace exo::admin {
namespace {

using domain::CallRecord;
using domain::CallReport;
using domain::ReportSource;
using Reports = std::vector<CallReport>;

CallReport status(std::string text, ReportSource source = ReportSource::status) {
  return {.source = source, .status = std::move(text)};
}

TEST(CallStage, ADialIsAcceptedUntilExotelSaysMore) {
  EXPECT_EQ(call_stage(nullptr, {}), CallStage::accepted);
  EXPECT_EQ(call_stage(nullptr, Reports{status("queued")}), CallStage::accepted);
  EXPECT_EQ(call_stage(nullptr, Reports{status("a new word")}), CallStage::accepted);
}

TEST(CallStage, InProgressIsNoAnswer) {
  EXPECT_EQ(call_stage(nullptr, Reports{status("ringing")}), CallStage::dialling);
  EXPECT_EQ(call_stage(nullptr, Reports{status("in-progress", ReportSource::poll)}), CallStage::dialling);
  EXPECT_EQ(call_stage(nullptr, Reports{{.event = "answered"}}), CallStage::dialling);
}

TEST(CallStage, OurOwnRecordTellsOfTheAnswer) {
  CallRecord record;
  EXPECT_EQ(call_stage(&record, Reports{status("in-progress")}), CallStage::dialling) << "neither webhook nor start";
  record.webhook_at = WallTime{};
  EXPECT_EQ(call_stage(&record, {}), CallStage::answered);
  record.started_at = WallTime{};
  EXPECT_EQ(call_stage(&record, Reports{status("ringing")}), CallStage::streaming);
  record.end_reason = domain::EndReason::caller_hangup;
  EXPECT_EQ(call_stage(&record, {}), CallStage::ended);
}

TEST(CallStage, ATerminalStatusEndsACallThatNeverReachedUs) {
  for (const auto* word : {"completed", "failed", "busy", "no-answer", "canceled"}) {
    EXPECT_EQ(call_stage(nullptr, Reports{status(word)}), CallStage::ended) << word;
  }
  EXPECT_EQ(call_stage(nullptr, Reports{status("completed"), status("in-progress")}), CallStage::ended)
      << "reports come in any order";
}

TEST(CallStage, APassthruEndsNothing) {
  const Reports reports{status("completed", ReportSource::passthru)};
  EXPECT_EQ(final_status(reports), "");
  EXPECT_EQ(call_stage(nullptr, reports), CallStage::accepted);
}

TEST(ReportsSummary, IsNullWithoutReports) {
  EXPECT_TRUE(reports_summary({}).is_null());
}

TEST(ReportsSummary, TerminalWinsAndTheLatestWordOfEachThing) {
  Reports reports{status("completed"), status("in-progress"), {.source = ReportSource::passthru}};
  reports[0].duration_s = 9;
  reports[0].recording_url = "https://r.example/1";
  reports[1].duration_s = 0;
  reports[2].stream_status = "failed";
  reports[2].stream_error = "3009 failed";
  reports[2].stream_detail = "Streaming_call_throttled";
  EXPECT_EQ(reports_summary(reports), (Json{{"status", "completed"},
                                            {"duration_s", 0},
                                            {"recording_url", "https://r.example/1"},
                                            {"stream",
                                             {{"status", "failed"},
                                              {"disconnected_by", nullptr},
                                              {"error", "3009 failed"},
                                              {"detail", "Streaming_call_throttled"}}}}));
  EXPECT_EQ(reports_summary(Reports{status("queued"), status("ringing")})["status"], "ringing");
  EXPECT_TRUE(reports_summary(Reports{{}})["status"].is_null());
}

}  // namespace
}  // namespace exo::admin
