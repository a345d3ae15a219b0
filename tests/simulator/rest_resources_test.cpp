#include <chrono>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "simulator/rest_api.h"

namespace exo::simulator {
namespace {

using namespace std::chrono;

const WallTime kNow = WallTime(sys_days(year(2026) / 8 / 25) + hours(6) + minutes(37) + seconds(8));
const std::string kBody = "From=%2B919812345678&CallerId=08041234567&Url=http%3A%2F%2Fmy.exotel.com%2Fx";

class RestResourcesTest : public ::testing::Test {
 protected:
  RestResourcesTest() {
    options_.api_key = Secret("key");
    options_.api_token = Secret("token");
  }

  RestReply ask(const std::string& method, const std::string& target, const std::string& body = {},
                const std::string& type = "application/x-www-form-urlencoded", WallTime now = kNow) {
    return api_.answer({.method = method,
                        .target = target,
                        .authorization = "Basic a2V5OnRva2Vu",  // key:token
                        .content_type = type,
                        .body = body},
                       RestApi::Lines::free, now);
  }
  RestReply get(const std::string& target) { return ask("GET", target); }
  RestReply dial(const std::string& body = kBody, WallTime now = kNow) {
    return ask("POST", "/v1/Accounts/acmeco1/Calls/connect", body, "application/x-www-form-urlencoded", now);
  }
  std::string dialled() { return dial().dial.value_or(FlowDial{}).call_sid; }

  StandInOptions options_;
  CallLedger ledger_;
  RestApi api_{options_, ledger_};
};

TEST_F(RestResourcesTest, ACallIsKnownFromTheDialToItsEnd) {
  const auto sid = dialled();
  const auto path = "/v1/Accounts/acmeco1/Calls/" + sid + ".json?details=true";
  auto call = (*parse_json(get(path).body))["Call"];
  EXPECT_EQ(call["Sid"], sid);
  EXPECT_EQ(call["Status"], "in-progress");
  EXPECT_TRUE(call["EndTime"].is_null());
  EXPECT_TRUE(call["Duration"].is_null());
  ledger_.note_answered(sid, kNow + seconds(10));
  ledger_.note_ended(sid, "completed", kNow + seconds(27));
  call = (*parse_json(get(path).body))["Call"];
  EXPECT_EQ(call["Status"], "completed");
  EXPECT_EQ(call["EndTime"], "2026-08-25 12:07:35");
  EXPECT_EQ(call["Duration"], "17");
  EXPECT_EQ(call["Price"], "1.500");
  EXPECT_EQ(call["Details"]["ConversationDuration"], 17);
  EXPECT_EQ(call["Details"]["Leg1Status"], "completed");
  EXPECT_EQ(call["Details"]["Legs"][0]["Leg"]["OnCallDuration"], 17);
}

TEST_F(RestResourcesTest, DetailsAreGivenOnlyWhenAskedFor) {
  const auto sid = dialled();
  const auto plain = get("/v1/Accounts/acmeco1/Calls/" + sid);
  EXPECT_EQ(plain.content_type, "application/xml");
  EXPECT_NE(plain.body.find("<Status>in-progress</Status>"), std::string::npos);
  EXPECT_EQ(plain.body.find("<Details>"), std::string::npos);
  EXPECT_NE(get("/v1/Accounts/acmeco1/Calls/" + sid + "?details=true").body.find("<ConversationDuration>0</"),
            std::string::npos);
}

TEST_F(RestResourcesTest, AMissedCallHasNoConversation) {
  const auto sid = dialled();
  ledger_.note_ended(sid, "no-answer", kNow + seconds(30));
  const auto call = (*parse_json(get("/v1/Accounts/acmeco1/Calls/" + sid + ".json").body))["Call"];
  EXPECT_EQ(call["Status"], "no-answer");
  EXPECT_EQ(call["Duration"], "0");
}

TEST_F(RestResourcesTest, UnknownThingsAre404) {
  for (const char* target : {"/v1/Accounts/acmeco1/Calls/nope", "/v1/Accounts/acmeco1/Calls/", "/v1/Accounts/acmeco1",
                             "/v1/Accounts/acmeco1/Calls/a/b", "/v2_beta/Accounts/acmeco1/Calls", "",
                             "/v1/accounts/acmeco1/activestreams", "/v1/Accounts/acmeco1/Calls/%00%ff"}) {
    EXPECT_EQ(get(target).status, 404) << target;
  }
  EXPECT_EQ(ask("DELETE", "/v1/Accounts/acmeco1/Calls/" + dialled()).status, 404) << "there is no hang-up";
}

TEST_F(RestResourcesTest, EveryResourceWantsTheRightKeyAndAccount) {
  for (const char* resource : {"/v1/Accounts/{}/Calls.json", "/v1/Accounts/{}/ActiveStreams",
                               "/v2_beta/Accounts/{}/IncomingPhoneNumbers", "/v1/Accounts/{}/Calls/x"}) {
    std::string target = resource;
    target.replace(target.find("{}"), 2, "other");
    EXPECT_EQ(get(target).status, 403) << target;
    const RestRequest stranger{.method = "GET", .target = target, .authorization = {}, .content_type = {}, .body = {}};
    EXPECT_EQ(api_.answer(stranger, RestApi::Lines::free, kNow).status, 401) << target;
  }
}

TEST_F(RestResourcesTest, TheListHasTheNewestFirst) {
  const auto first = dialled();
  const auto second = dialled();
  const auto list = parse_json(get("/v1/Accounts/acmeco1/Calls.json").body);
  ASSERT_TRUE(list);
  EXPECT_EQ((*list)["Metadata"]["Total"], 2);
  EXPECT_EQ((*list)["Metadata"]["PageSize"], 50);
  ASSERT_EQ((*list)["Calls"].size(), 2U);
  EXPECT_EQ((*list)["Calls"][0]["Sid"], second);
  EXPECT_EQ((*list)["Calls"][1]["Sid"], first);
  EXPECT_EQ((*parse_json(get("/v1/Accounts/acmeco1/Calls.json?PageSize=1").body))["Calls"].size(), 1U);
  EXPECT_EQ((*parse_json(get("/v1/Accounts/acmeco1/Calls.json?PageSize=x").body))["Metadata"]["PageSize"], 50);
  EXPECT_EQ((*parse_json(get("/v1/Accounts/acmeco1/Calls.json?PageSize=999").body))["Metadata"]["PageSize"], 100);
}

TEST_F(RestResourcesTest, NumbersAreJsonWithTheirFlows) {
  options_.exophones = {{"+918041234567", {}}, {"09513886363", "http://my.exotel.in/acmeco1/exoml/start_voice/7"}};
  const auto page = parse_json(get("/v2_beta/Accounts/acmeco1/IncomingPhoneNumbers").body);
  ASSERT_TRUE(page);
  const auto& numbers = (*page)["incoming_phone_numbers"];
  ASSERT_EQ(numbers.size(), 2U);
  EXPECT_EQ(numbers[0]["phone_number"], "08041234567");
  EXPECT_EQ(numbers[0]["voice_url"], "http://my.exotel.in/acmeco1/exoml/start_voice/1117620");
  EXPECT_EQ(numbers[1]["voice_url"], "http://my.exotel.in/acmeco1/exoml/start_voice/7");
  EXPECT_EQ(numbers[1]["capabilities"]["voice"], true);
}

TEST_F(RestResourcesTest, ActiveStreamsAreXml) {
  options_.throttle_limit = 7;
  ledger_.open_stream();
  ledger_.open_stream();
  ledger_.close_stream();
  EXPECT_EQ(get("/v1/Accounts/acmeco1/ActiveStreams").body,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TwilioResponse>\n <Stream>\n"
            "  <ActiveStreamCount>1</ActiveStreamCount>\n  <ThrottleLimit>7</ThrottleLimit>\n </Stream>\n"
            "</TwilioResponse>\n");
}

TEST_F(RestResourcesTest, SoManyDialsAMinute) {
  options_.dials_per_minute = 3;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(dial(kBody, kNow + seconds(i)).status, 200);
  EXPECT_EQ(dial(kBody, kNow + seconds(59)).status, 429);
  EXPECT_EQ(dial(kBody, kNow + seconds(60)).status, 200) << "the first one is a minute old";
  EXPECT_EQ(dial(kBody, kNow + seconds(60)).status, 429);
}

TEST_F(RestResourcesTest, DialsMayBeMultipartAndAskForACallback) {
  const std::string body =
      "--b\r\nContent-Disposition: form-data; name=\"From\"\r\n\r\n+919812345678\r\n"
      "--b\r\nContent-Disposition: form-data; name=\"CallerId\"\r\n\r\n08041234567\r\n"
      "--b\r\nContent-Disposition: form-data; name=\"Url\"\r\n\r\nhttp://my.exotel.com/x\r\n"
      "--b\r\nContent-Disposition: form-data; name=\"StatusCallback\"\r\n\r\nhttps://gw/status?key=1\r\n"
      "--b\r\nContent-Disposition: form-data; name=\"StatusCallbackEvents[0]\"\r\n\r\nterminal\r\n"
      "--b\r\nContent-Disposition: form-data; name=\"StatusCallbackContentType\"\r\n\r\napplication/json\r\n--b--\r\n";
  const auto reply = ask("POST", "/v1/Accounts/acmeco1/Calls/connect", body, "multipart/form-data; boundary=b");
  ASSERT_TRUE(reply.dial) << reply.body;
  EXPECT_EQ(reply.dial->from, "+919812345678");
  EXPECT_EQ(reply.dial->status_callback, "https://gw/status?key=1");
  EXPECT_EQ(reply.dial->callback_events, std::vector<std::string>{"terminal"});
  EXPECT_EQ(reply.dial->callback_content_type, "application/json");
}

TEST_F(RestResourcesTest, CallbackEventsComeInThreeSpellings) {
  const auto reply =
      dial(kBody + "&StatusCallback=https%3A%2F%2Fgw%2F&StatusCallbackEvents=a&StatusCallbackEvents[]=b" +
           "&StatusCallbackEvents%5B1%5D=c&StatusCallbackEventsX=d");
  ASSERT_TRUE(reply.dial);
  EXPECT_EQ(reply.dial->callback_events, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(dial(kBody + "&StatusCallback=wss%3A%2F%2Fgw%2F").status, 400);
}

// exotel.md §5.4
TEST_F(RestResourcesTest, ADialMayGoStraightToABot) {
  const std::string to_bot = "From=%2B919812345678&CallerId=08041234567&StreamUrl=wss%3A%2F%2Fgw%2Fbot";
  const auto reply = dial(to_bot + "&StreamType=bidirectional");
  ASSERT_TRUE(reply.dial) << reply.body;
  EXPECT_EQ(reply.dial->stream_url, "wss://gw/bot");
  EXPECT_EQ(reply.dial->flow_url, "");
  const std::string padding(601 - std::string("wss://gw/bot").size(), 'x');
  for (const auto& body :
       {to_bot, to_bot + "&StreamType=unidirectional", to_bot + padding + "&StreamType=bidirectional",
        to_bot + "&StreamType=bidirectional&Url=http%3A%2F%2Fmy.exotel.com%2Fx",
        std::string("From=%2B919812345678&CallerId=08041234567&StreamType=bidirectional"),
        kBody + "&StreamUrl=https%3A%2F%2Fgw%2Fbot&StreamType=bidirectional"}) {
    EXPECT_EQ(dial(body).status, 400) << body;
  }
}

TEST_F(RestResourcesTest, ASeedRepeatsTheSids) {
  StandInOptions seeded;
  seeded.api_key = Secret("key");
  seeded.api_token = Secret("token");
  seeded.seed = 7;
  std::vector<std::string> sids;
  for (int run = 0; run < 2; ++run) {
    CallLedger ledger;
    RestApi api(seeded, ledger);
    for (int i = 0; i < 2; ++i) {
      const RestRequest request{.method = "POST",
                                .target = "/v1/Accounts/acmeco1/Calls/connect",
                                .authorization = "Basic a2V5OnRva2Vu",
                                .content_type = "application/x-www-form-urlencoded",
                                .body = kBody};
      sids.push_back(api.answer(request, RestApi::Lines::free, kNow).dial->call_sid);
    }
  }
  EXPECT_EQ(sids[0], sids[2]);
  EXPECT_EQ(sids[1], sids[3]);
  EXPECT_NE(sids[0], sids[1]);
  EXPECT_EQ(sids[0].size(), 32U);
}

TEST(CallLedger, ForgetsTheOldest) {
  CallLedger ledger;
  const auto add = [&](std::size_t i) {
    FlowDial dial;
    dial.call_sid = std::to_string(i);
    ledger.add(std::move(dial), kNow);
  };
  for (std::size_t i = 0; i <= CallLedger::kMostKept; ++i) add(i);
  EXPECT_EQ(ledger.size(), CallLedger::kMostKept);
  EXPECT_EQ(ledger.find("0"), nullptr);
  EXPECT_NE(ledger.find("1"), nullptr);
  ledger.note_ended("0", "completed", kNow);
  EXPECT_EQ(ledger.find("0"), nullptr);
}

// --------------------------------------------------------------------------------------------------------- refusals

TEST_F(RestResourcesTest, NamedRefusals) {
  struct Case {
    const char* name;
    int status;
    const char* text;
  };
  for (const auto& one : {Case{"kyc", 403, "not KYC compliant"}, Case{"ndnc", 403, "because of TRAI NDNC regulations"},
                          Case{"429", 429, "Too Many Requests"}, Case{"html502", 502, "<h1>502 Bad Gateway</h1>"},
                          Case{"402:123:plan: over", 402, "<Message>plan: over</Message>"}}) {
    ASSERT_TRUE(apply_refusal(one.name, options_)) << one.name;
    const auto reply = dial();
    EXPECT_EQ(reply.status, one.status) << one.name;
    EXPECT_NE(reply.body.find(one.text), std::string::npos) << reply.body;
    EXPECT_FALSE(reply.dial);
    EXPECT_EQ(reply.content_type, std::string(one.name) == "html502" ? "text/html" : "application/xml");
  }
}

TEST(Refusal, UnderstandsSlownessAndRefusesNonsense) {
  StandInOptions options;
  ASSERT_TRUE(apply_refusal("slow:7", options));
  EXPECT_EQ(options.answer_delay, seconds(7));
  EXPECT_TRUE(options.refusal.empty());
  for (const char* text : {"", "slow", "slow:", "slow:x", "slow:-1", "slow:61", "kycc", "403", "403:1", "x:1:m",
                           "403:x:m", "99999999999:1:m"}) {
    EXPECT_FALSE(apply_refusal(text, options)) << text;
  }
}

}  // namespace
}  // namespace exo::simulator
