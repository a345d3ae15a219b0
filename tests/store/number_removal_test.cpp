#include <algorithm>

#include "store/call_store.h"
#include "store/test_call_store.h"
#include "store_fixture.h"

namespace exo::store::test {
namespace {

using domain::CallRecord;
using domain::CallReport;
using domain::StepKind;

class NumberRemovalTest : public StoreTest {
 protected:
  void save(const std::string& id, std::int64_t opened_ms) {
    CallRecord record;
    record.id = id;
    record.call_sid = "sid-" + id;
    record.from = "09876500001";
    record.to = "08047100001";
    record.dtmf = "4711";
    record.opened_at = at(opened_ms);
    record.end_reason = domain::EndReason::caller_hangup;
    record.timeline = {{.at_ms = -5, .kind = StepKind::webhook, .detail = ""},
                       {.at_ms = 100, .kind = StepKind::dtmf, .detail = "4"},
                       {.at_ms = 200, .kind = StepKind::dtmf, .detail = "7"},
                       {.at_ms = 300, .kind = StepKind::closed, .detail = "caller_hangup"}};
    store->save(record);
    CallReport report;
    report.call_sid = record.call_sid;
    report.status = "completed";
    report.at = at(opened_ms);
    report.from = "09876500002";
    report.to = "08047100002";
    report.custom_field = "order 7";
    report.duration_s = 17;
    store->report(report);
    ASSERT_TRUE(test_calls.add({.call_sid = record.call_sid,
                                .did_id = "did",
                                .to_number = "+919876500003",
                                .placed_by = "a@b",
                                .placed_at = at(opened_ms)}));
    ASSERT_TRUE(store->flush());
  }

  std::unique_ptr<Database> database = open_database();
  std::optional<CallStore> store{std::in_place, *database};
  TestCallStore test_calls{*database};
};

TEST_F(NumberRemovalTest, TakesNumbersAndNothingElse) {
  save("old", 1000);
  EXPECT_EQ(store->forget_numbers(at(1001)), 1);

  const auto record = store->get("old").value();
  EXPECT_EQ(record.from + record.to + record.dtmf, "");
  EXPECT_EQ(record.call_sid, "sid-old");
  const std::vector<domain::CallStep> without_digits = {
      {.at_ms = -5, .kind = StepKind::webhook, .detail = ""},
      {.at_ms = 100, .kind = StepKind::dtmf, .detail = ""},
      {.at_ms = 200, .kind = StepKind::dtmf, .detail = ""},
      {.at_ms = 300, .kind = StepKind::closed, .detail = "caller_hangup"}};
  EXPECT_EQ(record.timeline, without_digits);

  const auto reports = store->reports("sid-old").value();
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].from + reports[0].to, "");
  EXPECT_EQ(reports[0].status, "completed");
  EXPECT_EQ(reports[0].custom_field, "order 7");
  EXPECT_EQ(reports[0].duration_s, 17);

  const auto test_call = test_calls.get("sid-old").value();
  EXPECT_EQ(test_call.to_number, "");
  EXPECT_EQ(test_call.placed_by, "a@b");
}

TEST_F(NumberRemovalTest, KeepsWhatIsNotOlder) {
  save("old", 999);
  save("edge", 1000);
  save("young", 1001);
  EXPECT_EQ(store->forget_numbers(at(1000)), 1);
  for (const auto* id : {"edge", "young"}) {
    EXPECT_EQ(store->get(id)->from, "09876500001") << id;
    EXPECT_EQ(store->get(id)->timeline[1].detail, "4") << id;
    EXPECT_EQ(store->reports(std::string("sid-") + id)->front().from, "09876500002") << id;
    EXPECT_EQ(test_calls.get(std::string("sid-") + id)->to_number, "+919876500003") << id;
  }
  EXPECT_EQ(store->get("old")->from, "");
}

TEST_F(NumberRemovalTest, ASecondTimeChangesNothing) {
  save("old", 1);
  EXPECT_EQ(store->forget_numbers(at(1000)), 1);
  EXPECT_EQ(store->forget_numbers(at(1000)), 0);
  EXPECT_EQ(store->forget_numbers(at(0)), 0);
}

TEST_F(NumberRemovalTest, ARecordThatIsSavedAgainIsForgottenAgain) {
  save("old", 1);
  EXPECT_EQ(store->forget_numbers(at(1000)), 1);
  save("old", 1);
  EXPECT_EQ(store->get("old")->from, "09876500001");
  EXPECT_EQ(store->forget_numbers(at(1000)), 1);
}

TEST_F(NumberRemovalTest, WorksThroughMoreThanOneStep) {
  for (int i = 0; i < 1201; ++i) {
    CallRecord record;
    record.id = std::to_string(i);
    record.from = "0987650000";
    store->save(record);
  }
  ASSERT_TRUE(store->flush());
  EXPECT_EQ(store->forget_numbers(at(1)), 1201);
  EXPECT_EQ(peek("SELECT count(*) FROM calls WHERE from_number <> ''"), "0");
}

TEST_F(NumberRemovalTest, ADamagedTimelineIsNoObstacle) {
  save("old", 1);
  tamper(R"(UPDATE calls SET timeline = '["abc",7,{"odd":1},null]')");
  EXPECT_EQ(store->forget_numbers(at(1000)), 1);
  EXPECT_EQ(store->get("old")->from, "");
  EXPECT_TRUE(store->get("old")->timeline.empty());
}

TEST_F(NumberRemovalTest, TheirBytesAreGoneFromTheFile) {
  save("old", 1);
  save("young", 5000);
  ASSERT_TRUE(store->forget_numbers(at(10'000)));
  store.reset();
  database.reset();
  const auto bytes = bytes_on_disk();
  ASSERT_NE(bytes.find("sid-old"), std::string::npos);
  for (const auto* number : {"09876500001", "08047100001", "09876500002", "08047100002", "9876500003", "4711"}) {
    EXPECT_EQ(bytes.find(number), std::string::npos) << number;
  }
}

TEST_F(NumberRemovalTest, LooksOnlyAtWhatStillHasNumbers) {
  const auto plan = [this](const std::string& sql) {
    SQLite::Database db(file, SQLite::OPEN_READONLY, 5000);
    SQLite::Statement query(db, "EXPLAIN QUERY PLAN " + sql);
    std::string text;
    while (query.executeStep()) text += query.getColumn(3).getString() + "\n";
    return text;
  };
  EXPECT_NE(plan("SELECT rowid FROM calls WHERE opened_at < ? AND (from_number <> '' OR to_number <> '' OR dtmf <> '')")
                .find("calls_with_numbers"),
            std::string::npos);
  EXPECT_NE(plan("SELECT seq FROM call_reports WHERE at < ? AND has_numbers = 1").find("call_reports_with_numbers"),
            std::string::npos);
  EXPECT_NE(
      plan("SELECT rowid FROM test_calls WHERE placed_at < ? AND to_number <> ''").find("test_calls_with_numbers"),
      std::string::npos);
}

}  // namespace
}  // namespace exo::store::test
