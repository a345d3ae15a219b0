#include <algorithm>
#include <limits>
#include <set>
#include <thread>

#include "store/call_store.h"
#include "store_fixture.h"

namespace exo::store::test {
namespace {

using domain::CallReport;
using domain::ReportSource;

CallReport report(std::string call_sid, std::string status, std::string event = "") {
  CallReport made;
  made.call_sid = std::move(call_sid);
  made.status = std::move(status);
  made.event = std::move(event);
  return made;
}

CallReport full_report() {
  CallReport made;
  made.call_sid = "sid";
  made.source = ReportSource::passthru;
  made.at = at(1'700'000'000'001);
  made.event = "terminal";
  made.status = "completed";
  made.direction = "incoming";
  made.from = "+919876543210";
  made.to = "08047112233";
  made.custom_field = "गया \"quoted\"";
  made.recording_url = "https://h/r.mp3";
  made.duration_s = 17;
  made.stream_sid = "stream";
  made.stream_status = "canceled";
  made.disconnected_by = "user";
  made.stream_error = "3009 failed";
  made.stream_detail = "Streaming_call_throttled";
  return made;
}

class CallReportStoreTest : public StoreTest {
 protected:
  std::unique_ptr<Database> database = open_database();
  std::optional<CallStore> store{std::in_place, *database};

  std::vector<CallReport> reports_of(std::string_view call_sid) {
    EXPECT_TRUE(store->flush());
    return store->reports(call_sid).value();
  }
  void reopen() {
    store.reset();
    database.reset();
    database = open_database();
    store.emplace(*database);
  }
};

TEST_F(CallReportStoreTest, EveryFieldSurvivesAReopenedDatabase) {
  const auto saved = full_report();
  store->report(saved);
  reopen();
  const auto loaded = reports_of("sid");
  ASSERT_EQ(loaded.size(), 1U);
  EXPECT_EQ(loaded[0].source, saved.source);
  EXPECT_EQ(loaded[0].at, saved.at);
  EXPECT_EQ(loaded[0].duration_s, saved.duration_s);
  for (const auto field : {&CallReport::call_sid, &CallReport::event, &CallReport::status, &CallReport::direction,
                           &CallReport::from, &CallReport::to, &CallReport::custom_field, &CallReport::recording_url,
                           &CallReport::stream_sid, &CallReport::stream_status, &CallReport::disconnected_by,
                           &CallReport::stream_error, &CallReport::stream_detail}) {
    EXPECT_EQ(loaded[0].*field, saved.*field);
  }
}

TEST_F(CallReportStoreTest, WhatIsAbsentStaysAbsentAndSourcesDiffer) {
  for (const auto source : {ReportSource::status, ReportSource::passthru, ReportSource::poll}) {
    auto next = report("sid", "");
    next.source = source;
    store->report(next);
  }
  const auto loaded = reports_of("sid");
  ASSERT_EQ(loaded.size(), 3U);
  EXPECT_FALSE(loaded[0].duration_s.has_value());
  EXPECT_EQ(loaded[0].from + loaded[0].status + loaded[0].stream_sid, "");
  EXPECT_EQ(loaded[0].source, ReportSource::status);
  EXPECT_EQ(loaded[1].source, ReportSource::passthru);
  EXPECT_EQ(loaded[2].source, ReportSource::poll);
}

TEST_F(CallReportStoreTest, ComeInTheirOrderAndOnce) {
  // A terminal one may arrive before an answered one, and each up to four times (exotel.md §6.4).
  for (int i = 0; i < 4; ++i) {
    auto terminal = report("sid", "completed", "terminal");
    terminal.at = at(100 + i);
    store->report(terminal);
    store->report(report("sid", "in-progress", "answered"));
    if (i == 1) EXPECT_TRUE(store->flush());
    store->report(report("other", "busy", "terminal"));
  }
  const auto loaded = reports_of("sid");
  ASSERT_EQ(loaded.size(), 2U);
  EXPECT_EQ(loaded[0].status, "completed");
  EXPECT_EQ(loaded[0].at, at(100)) << "the first word stays";
  EXPECT_EQ(loaded[1].event, "answered");
  EXPECT_EQ(reports_of("other").size(), 1U);
  reopen();
  store->report(report("sid", "completed", "terminal"));
  EXPECT_EQ(reports_of("sid").size(), 2U);
}

TEST_F(CallReportStoreTest, ACallWithoutARecordKeepsItsReports) {
  store->report(report("unheard-of", "failed"));
  EXPECT_EQ(reports_of("unheard-of").size(), 1U);
  EXPECT_FALSE(store->by_call_sid("unheard-of"));
  EXPECT_TRUE(reports_of("").empty());
  EXPECT_TRUE(reports_of("' OR 1=1 --").empty());
}

TEST_F(CallReportStoreTest, ACallKeepsSoManyAndTheTerminalOneAmongThem) {
  for (std::size_t i = 0; i < 3 * CallStore::kMaxReports; ++i) store->report(report("sid", "word" + std::to_string(i)));
  store->report(report("sid", "completed", "terminal"));
  store->report(report("sid", "too-late"));
  const auto loaded = reports_of("sid");
  ASSERT_EQ(loaded.size(), CallStore::kMaxReports);
  EXPECT_EQ(loaded.front().status, "word0");
  EXPECT_EQ(loaded.back().status, "completed");
}

TEST_F(CallReportStoreTest, AFloodOfTerminalOnesIsBoundedToo) {
  for (std::size_t i = 0; i < 3 * CallStore::kMaxReports; ++i) {
    store->report(report("sid", "completed", "event" + std::to_string(i)));
  }
  EXPECT_EQ(reports_of("sid").size(), CallStore::kMaxReports);
}

TEST_F(CallReportStoreTest, TextOfStrangersIsOnlyText) {
  auto hostile = report("'; DROP TABLE call_reports; --", "completed");
  hostile.from = "\xFF\xC0\"'";
  hostile.stream_error = std::string(512, '\x01');
  hostile.duration_s = std::numeric_limits<std::int64_t>::max();
  store->report(hostile);
  const auto loaded = reports_of(hostile.call_sid);
  ASSERT_EQ(loaded.size(), 1U);
  EXPECT_EQ(loaded[0].stream_error, hostile.stream_error);
  EXPECT_EQ(loaded[0].duration_s, hostile.duration_s);
  EXPECT_NE(loaded[0].from, "") << "bytes that are not UTF-8 are replaced";
}

TEST_F(CallReportStoreTest, WaitForTheDiskWithTheRecords) {
  tamper("ALTER TABLE call_reports RENAME TO hidden");
  domain::CallRecord record;
  record.id = "id";
  store->save(record);
  store->report(report("sid", "first"));
  EXPECT_FALSE(store->flush());
  EXPECT_FALSE(store->get("id")) << "one transaction";
  store->report(report("sid", "second"));
  tamper("ALTER TABLE hidden RENAME TO call_reports");
  // The retry of a failed transaction may still be under way.
  for (int i = 0; i < 10 && !store->flush(); ++i) continue;
  const auto loaded = reports_of("sid");
  ASSERT_EQ(loaded.size(), 2U);
  EXPECT_EQ(loaded[0].status, "first");
  EXPECT_TRUE(store->get("id"));
}

TEST_F(CallReportStoreTest, AQueueThatIsFullLetsGoAndStaysBounded) {
  tamper("ALTER TABLE call_reports RENAME TO hidden");
  for (std::size_t i = 0; i < 2 * CallStore::kMaxPendingReports; ++i) {
    store->report(report("s" + std::to_string(i), "completed"));
  }
  EXPECT_FALSE(store->flush());
  tamper("ALTER TABLE hidden RENAME TO call_reports");
  for (int i = 0; i < 10 && !store->flush(); ++i) continue;
  store.reset();
  const auto kept = std::stoul(peek("SELECT count(*) FROM call_reports"));
  EXPECT_EQ(kept, 2'000U) << "of calls that nobody knows no more are kept, whatever the queue held";
}

TEST_F(CallReportStoreTest, StrangersDoNotPushOutWhatIsSaidOfRealCalls) {
  domain::CallRecord record;
  record.id = "id";
  record.call_sid = "real";
  store->save(record);
  ASSERT_TRUE(store->flush());
  store->report(report("early", "completed"));
  store->report(report("real", "completed"));
  for (int i = 0; i < 3'000; ++i) store->report(report("s" + std::to_string(i), "completed"));
  ASSERT_TRUE(store->flush());
  EXPECT_EQ(reports_of("real").size(), 1U);
  EXPECT_TRUE(reports_of("early").empty()) << "the oldest goes first";
  EXPECT_EQ(reports_of("s2999").size(), 1U);
}

TEST_F(CallReportStoreTest, SixteenThreadsLoseNothingAndRepeatNothing) {
  constexpr int kThreads = 16;
  constexpr int kCalls = 40;
  {
    std::vector<std::jthread> threads;
    threads.reserve(kThreads);
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([this, t] {
        for (int i = 0; i < kCalls; ++i) {
          store->report(report("shared" + std::to_string(i), "completed", "terminal"));
          store->report(report("own" + std::to_string(t), "word" + std::to_string(i)));
          if (i % 16 == 0) EXPECT_TRUE(store->flush());
          if (i % 8 == 0) EXPECT_TRUE(store->reports("shared0").has_value());
        }
      });
    }
  }
  reopen();
  for (int i = 0; i < kCalls; ++i) EXPECT_EQ(reports_of("shared" + std::to_string(i)).size(), 1U);
  for (int t = 0; t < kThreads; ++t) {
    const auto own = reports_of("own" + std::to_string(t));
    ASSERT_EQ(own.size(), static_cast<std::size_t>(kCalls));
    for (int i = 0; i < kCalls; ++i) EXPECT_EQ(own[static_cast<std::size_t>(i)].status, "word" + std::to_string(i));
  }
}

}  // namespace
}  // namespace exo::store::test
