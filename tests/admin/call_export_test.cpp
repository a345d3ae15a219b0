// Filters, pages and the CSV of calls.
#include <algorithm>
#include <functional>

#include "admin_site.h"
#include "base/csv.h"
#include "base/random.h"

namespace exo::admin::test {
namespace {

class CallSearchApi : public AdminSite {
 protected:
  /// All of a test come in on a DID of its own.
  std::string save(const std::function<void(domain::CallRecord&)>& change = {}) {
    domain::CallRecord call;
    if (change) change(call);
    call.id = random_uuid();
    call.did_id = did;
    call.opened_at = (newest += std::chrono::seconds(1));
    const auto id = call.id;
    stored.calls->save(std::move(call));
    EXPECT_TRUE(stored.calls->flush());
    return id;
  }
  std::vector<std::string> ids(const std::string& query) {
    const auto answer = get("/api/v1/calls?did_id=" + did + query, clerk);
    EXPECT_EQ(answer.status, 200) << answer.text;
    std::vector<std::string> found;
    for (const auto& call : answer.json()["calls"]) found.push_back(call["id"]);
    return found;
  }
  using Ids = std::vector<std::string>;

  const std::string did = "did-" + random_uuid();
  static inline WallTime newest = wall_now() - std::chrono::hours(1);  // other suites look at the newest
};

TEST_F(CallSearchApi, FiltersByEverything) {
  const auto a = save([](auto& call) {
    call.from = "09876543210";
    call.bot_id = "b1";
    call.end_reason = domain::EndReason::caller_hangup;
  });
  const auto after_a = newest;
  const auto b = save([this](auto& call) {
    call.to = "+918047112233";
    call.test_call_did_id = did;
    call.end_reason = domain::EndReason::no_stream;
  });
  const auto c = save([](auto& call) {
    call.from = "+919876543210";
    call.bot_id = "b2";
  });
  EXPECT_EQ(ids(""), (Ids{c, b, a}));
  EXPECT_EQ(ids("&number=%2B91%2098765%2043210"), (Ids{c, a}));
  EXPECT_EQ(ids("&number=+919876543210"), (Ids{c, a})) << "a bare plus of a query";
  EXPECT_EQ(ids("&number=08047112233"), Ids{b});
  EXPECT_EQ(ids("&bot_id=b1"), Ids{a});
  EXPECT_EQ(ids("&outcome=live"), Ids{c});
  EXPECT_EQ(ids("&outcome=answered"), Ids{a});
  EXPECT_EQ(ids("&outcome=failed"), Ids{b});
  EXPECT_EQ(ids("&outcome=no_stream"), Ids{b});
  EXPECT_EQ(ids("&test=yes"), Ids{b});
  EXPECT_EQ(ids("&test=no"), (Ids{c, a}));
  EXPECT_EQ(ids("&until=" + std::to_string(after_a.time_since_epoch().count())), Ids{});
  EXPECT_EQ(ids("&since=" + iso8601(after_a + std::chrono::milliseconds(1))), (Ids{c, b}));
  EXPECT_EQ(ids("&since=" + india_iso8601(after_a) + "&outcome=answered&bot_id=b1&test=no"), Ids{a});
  EXPECT_EQ(ids("&outcome=&test=&number=&bot_id=&since=&until=&cursor="), (Ids{c, b, a})) << "empty is no filter";
}

TEST_F(CallSearchApi, PagesFollowEachOtherWhileCallsComeIn) {
  Ids all;
  for (int i = 0; i < 7; ++i) all.insert(all.begin(), save());
  Ids seen;
  std::string cursor;
  for (int page = 0; page < 10; ++page) {
    const auto answer = get("/api/v1/calls?limit=3&did_id=" + did + "&cursor=" + cursor, clerk).json();
    for (const auto& call : answer["calls"]) seen.push_back(call["id"]);
    if (answer["next"].is_null()) break;
    cursor = answer["next"];
    save();
  }
  EXPECT_EQ(seen, all);
}

TEST_F(CallSearchApi, WhatCannotBeMeantIsRefused) {
  for (const auto* query :
       {"since=yesterday", "until=2026-02-30T00:00:00Z", "outcome=good", "outcome=LIVE", "test=1", "test=true",
        "cursor=x", "cursor=MS5h%0A", "cursor=..%2F..", "limit=", "limit=501", "botid=b", "since=1&since=2", "offset=3",
        "number=%FF%FF", "number=+", "number=%20%09+", "page=2"}) {
    for (const auto* path : {"/api/v1/calls?", "/api/v1/calls.csv?"}) {
      const auto answer = get(path + std::string(query), clerk);
      EXPECT_EQ(answer.status, 422) << path << query;
      EXPECT_NE(answer.detail(), "") << query;
    }
  }
  EXPECT_EQ(get("/api/v1/calls?number=" + std::string(65, '9'), clerk).status, 422);
  EXPECT_EQ(get("/api/v1/calls?bot_id=" + std::string(257, 'x'), clerk).status, 422);
  EXPECT_EQ(get("/api/v1/calls.csv?limit=5", clerk).status, 422) << "a file has all of them";
}

TEST_F(CallSearchApi, TheCsvHoldsTheSameCallsForASpreadsheet) {
  const auto a = save([](auto& call) {
    call.call_sid = "sid1";
    call.from = "+919876543210";
    call.to = "08047112233";
    call.started_at = WallTime{std::chrono::milliseconds(1'787'639'828'123)};
    call.ended_at = WallTime{std::chrono::milliseconds(1'787'639'838'123)};
    call.end_reason = domain::EndReason::caller_hangup;
    call.end_detail = "=cmd|'/C calc'!A0, \"x\"";
    call.media_in = 500;
  });
  const auto answer = get("/api/v1/calls.csv?did_id=" + did, clerk);
  ASSERT_EQ(answer.status, 200) << answer.text;
  EXPECT_EQ(answer.header("content-type"), "text/csv; charset=utf-8");
  EXPECT_EQ(answer.header("content-disposition"),
            "attachment; filename=\"" + csv_file_name("calls", wall_now()) + "\"");
  EXPECT_EQ(answer.header("cache-control"), "no-store");
  EXPECT_TRUE(answer.text.starts_with("\xEF\xBB\xBFopened_at,started_at,")) << answer.text;
  const auto line = answer.text.substr(answer.text.find("\r\n") + 2);
  EXPECT_TRUE(line.starts_with(india_iso8601(newest) +
                               ",2026-08-25T12:07:08.123+05:30,"
                               "2026-08-25T12:07:18.123+05:30,10,\"=\"\"+919876543210\"\"\",\"=\"\"08047112233\"\"\","))
      << line;
  EXPECT_NE(line.find("\"'=cmd|'/C calc'!A0, \"\"x\"\"\""), std::string::npos) << line;
  EXPECT_NE(line.find(a), std::string::npos);
  EXPECT_TRUE(line.ends_with(",exotel,no_stream_sid\r\n")) << line;
}

TEST_F(CallSearchApi, TheCsvIsCompleteBeyondOnePage) {
  domain::CallRecord call;
  call.did_id = did;
  for (int i = 0; i < 1234; ++i) {
    call.id = random_uuid();
    call.opened_at = newest + std::chrono::milliseconds(i / 3);
    stored.calls->save(call);
  }
  ASSERT_TRUE(stored.calls->flush());
  const auto text = get("/api/v1/calls.csv?did_id=" + did, clerk).text;
  EXPECT_EQ(std::ranges::count(text, '\n'), 1235);
  const auto none = get("/api/v1/calls.csv?did_id=nobody", clerk);
  EXPECT_EQ(std::ranges::count(none.text, '\n'), 1) << "the head alone";
}

TEST_F(CallSearchApi, AHeadOfTheCsvHasNoBody) {
  const auto answer = ask({.method = "HEAD", .path = "/api/v1/calls.csv", .token = clerk});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.text, "");
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(ask({.method = "HEAD", .path = "/api/v1/calls.csv", .token = clerk}).status, 200) << "none is held";
  }
}

}  // namespace
}  // namespace exo::admin::test
