#include "simulator/call_query.h"

#include <chrono>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "simulator/rest_api.h"

namespace exo::simulator {
namespace {

using namespace std::chrono;

const WallTime kNow = WallTime(sys_days(year(2026) / 8 / 25) + hours(6) + minutes(37) + seconds(8));

/// Ten calls, c0 the oldest, a minute between two; even ones are over after as many seconds as their number.
class CallListTest : public ::testing::Test {
 protected:
  CallListTest() {
    options_.api_key = Secret("key");
    options_.api_token = Secret("token");
    for (int i = 0; i < 10; ++i) {
      const auto sid = "c" + std::to_string(i);
      const auto created = kNow + minutes(i);
      FlowDial dial;
      dial.call_sid = sid;
      dial.from = i < 5 ? "+919812345678" : "09812345679";
      dial.caller_id = i == 3 ? "08041234568" : "08041234567";
      ledger_.add(std::move(dial), created);
      if (i % 2 != 0) continue;
      ledger_.note_answered(sid, created);
      ledger_.note_ended(sid, i == 8 ? "busy" : "completed", created + seconds(i));
    }
  }

  RestReply ask(const std::string& target) {
    return api_.answer({.method = "GET",
                        .target = target,
                        .authorization = "Basic a2V5OnRva2Vu",  // key:token
                        .content_type = {},
                        .body = {}},
                       RestApi::Lines::free, kNow + hours(1));
  }
  /// The numbers of the calls that `query` finds, in order: "9876".
  std::string found(const std::string& query) {
    const auto body = parse_json(ask("/v1/Accounts/acmeco1/Calls.json?" + query).body);
    std::string numbers;
    if (!body || !body->contains("Calls")) return "nothing";
    for (const auto& call : (*body)["Calls"]) numbers += call["Sid"].get<std::string>().substr(1);
    return numbers;
  }

  StandInOptions options_;
  CallLedger ledger_;
  RestApi api_{options_, ledger_};
};

struct QueryCase {
  const char* query;
  const char* calls;
};

TEST_F(CallListTest, Filters) {
  for (const auto& [query, calls] : {
           QueryCase{"", "9876543210"},
           QueryCase{"Sid=c3,c5,other", "53"},
           QueryCase{"From=%2B919812345678", "43210"},
           QueryCase{"From=9812345679", "98765"},
           QueryCase{"From=+919812345678,09812345679", "9876543210"},
           QueryCase{"To=08041234568", "3"},
           QueryCase{"PhoneNumber=%2B918041234568", "3"},
           QueryCase{"Status=completed", "6420"},
           QueryCase{"Status=busy,in-progress", "987531"},
           QueryCase{"Direction=outbound-api&Sid=c1", "1"},
           QueryCase{"Direction=inbound", ""},
           QueryCase{"Duration=gte:4s", "864"},
           QueryCase{"Duration=gte:4s%3Blte:6s", "64"},
           QueryCase{"Duration=6", "6"},
           QueryCase{"Price=lte:1.5", "86420"},
           QueryCase{"Price=gte:1.51", ""},
           QueryCase{"DateCreated=gte:2026-08-25+12:12:08%3Blte:2026-08-25+12:14:08", "765"},
           QueryCase{"DateCreated=lte:2026-08-25+12:08:08", "10"},
           QueryCase{"SortBy=DateCreated:asc&Status=completed", "0246"},
           QueryCase{"From=&Status=&Sid=", "9876543210"},
           QueryCase{"Unheard=of", "9876543210"},
       }) {
    EXPECT_EQ(found(query), calls) << query;
  }
}

TEST_F(CallListTest, NonsenseIs400) {
  for (const char* query :
       {"DateCreated=yesterday", "DateCreated=gte:2026-13-01+00:00:00", "DateCreated=gte:2026-08-25+24:00:00",
        "DateCreated=gte:2026-08-25", "DateCreated=gt:2026-08-25+12:00:00", "DateCreated=gte:",
        "DateCreated=gte:2026-07-01+00:00:00", "DateCreated=gte:2026-01-01+00:00:00%3Blte:2026-03-01+00:00:00",
        "Duration=long", "Duration=gte:99999999999999999999s", "Price=x", "SortBy=Price:asc", "After=unknown",
        "Before=%00", "After=c1&Before=c2", "From=1,2,3,4,5,6", "To=1,2,3,4,5,6"}) {
    const auto reply = ask(std::string("/v1/Accounts/acmeco1/Calls.json?") + query);
    EXPECT_EQ(reply.status, 400) << query;
    EXPECT_NE(reply.body.find("34001"), std::string::npos) << reply.body;
  }
  std::string sids = "Sid=x";
  for (int i = 0; i < 100; ++i) sids += ",x" + std::to_string(i);
  EXPECT_EQ(found(sids), "nothing") << "more than 100";
}

TEST_F(CallListTest, CursorsLeadThroughAllPagesAndBack) {
  std::string uri = "/v1/Accounts/acmeco1/Calls.json?PageSize=2&Status=completed&SortBy=DateCreated:asc";
  const auto page = [&] { return parse_json(ask(uri).body).value_or(Json()); };
  auto body = page();
  const auto& metadata = body["Metadata"];
  EXPECT_EQ(metadata["Total"], 4);
  EXPECT_EQ(metadata["PageSize"], 2);
  EXPECT_TRUE(metadata["PrevPageUri"].is_null());
  EXPECT_EQ(body["Calls"][1]["Sid"], "c2");
  const auto first = metadata["FirstPageUri"];
  uri = metadata["NextPageUri"];
  body = page();
  EXPECT_EQ(body["Calls"][0]["Sid"], "c4");
  EXPECT_EQ(body["Calls"][1]["Sid"], "c6");
  EXPECT_TRUE(body["Metadata"]["NextPageUri"].is_null());
  EXPECT_EQ(body["Metadata"]["FirstPageUri"], first);
  uri = body["Metadata"]["PrevPageUri"];
  body = page();
  EXPECT_EQ(body["Calls"][0]["Sid"], "c0");
  EXPECT_EQ(body["Calls"].size(), 2U);
  uri = first;
  EXPECT_EQ(page()["Calls"], body["Calls"]);
}

TEST_F(CallListTest, ACursorHoldsWhenItsCallNoLongerMatches) {
  EXPECT_EQ(found("Status=in-progress&PageSize=2"), "97");
  ledger_.note_ended("c7", "completed", kNow + minutes(30));
  EXPECT_EQ(found("Status=in-progress&PageSize=2&After=c7"), "53");
  EXPECT_EQ(found("Status=in-progress&PageSize=5&Before=c4"), "95");
  EXPECT_EQ(found("After=c0"), "");
  EXPECT_EQ(found("Before=c9"), "");
}

}  // namespace
}  // namespace exo::simulator
