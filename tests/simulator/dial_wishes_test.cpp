// What a dial may ask for beside its flow: TimeLimit, TimeOut and events (exotel.md §5.3, §5.4); the legs it has
// (§5.5).
#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "exotel/multipart.h"
#include "simulator/stand_in_fixture.h"

namespace exo::simulator {
namespace {

using namespace test;
using std::chrono::seconds;

const std::string kCalls = "/v1/Accounts/acmeco1/Calls/";
const std::string kConnect = kCalls + "connect.json";

class DialWishesTest : public StandInTest {
 protected:
  Json outcome_of(const std::string& sid) const { return parse_json(wait_for_file(sid + ".json")).value_or(Json()); }

  std::string voice_ai(const std::string& more) const {
    return "From=%2B919812345678&CallerId=08041234567&StreamType=bidirectional&StreamUrl=" +
           percent_encode(bot_.at("ws", "/ws")) + "&StatusCallback=" + percent_encode(bot_.at("http", "/status")) +
           more;
  }
  /// "EventType Status Legs[0][Status]" of each callback that came, sorted: nobody promises their order. "-": absent or
  /// empty.
  std::vector<std::string> told() const {
    std::vector<std::string> events;
    for (const auto& request : bot_.requests()) {
      if (!request.target().starts_with("/status")) continue;
      const auto fields = exotel::multipart_fields(request.body());
      const auto value = [&](std::string_view name) {
        const auto found = std::ranges::find(fields, name, &FormFields::value_type::first);
        return found == fields.end() ? std::string("-") : found->second;
      };
      events.push_back(value("EventType") + " " + value("Status") + " " + value("Legs[0][Status]"));
    }
    std::ranges::sort(events);
    return events;
  }
  using Told = std::vector<std::string>;

  BotServer bot_{{.http = [](const Request& request, int) -> std::optional<PlainAnswer> {
                    if (request.target().starts_with("/ws")) return std::nullopt;
                    return PlainAnswer{};
                  },
                  .talk = [](Bot& bot) { bot.read_to_the_end(); }}};
};

TEST_F(DialWishesTest, ATimeLimitEndsTheCall) {
  auto made = options(bot_.at("ws", "/ws"));
  made.call.talk_time = seconds(3'000);
  made.call.clock_speed = 100;
  made.call.frame_ms = 200;
  made.call.limit_reason = "time limit";
  start(made);
  const auto sid = sid_of(dial(kConnect, kBody + "&TimeLimit=200"));
  const auto outcome = outcome_of(sid);
  EXPECT_EQ(outcome["ended_by"], "exotel") << outcome;
  EXPECT_EQ(outcome["disconnected_by"], "NA");
  EXPECT_GE(outcome["stream_ms"].get<int>(), 10'000);
  EXPECT_LT(outcome["stream_ms"].get<int>(), 1'000'000);
  EXPECT_EQ(outcome["end_detail"], "the call's TimeLimit was over");
  const auto call = parse_json(get(kCalls + sid + ".json").body()).value_or(Json())["Call"];
  EXPECT_EQ(call["Status"], "completed");
}

TEST_F(DialWishesTest, ATelephoneRingsNoLongerThanTimeOut) {
  auto made = options(bot_.at("ws", "/ws"));
  made.ring_time = seconds(100);
  made.call.clock_speed = 500;
  start(made);
  for (const std::string more : {"&TimeOut=5", ""}) {
    const auto sid = sid_of(dial(kConnect, kBody + more));
    EXPECT_FALSE(outcome_of(sid)["connected"].get<bool>());
    const auto call = parse_json(get(kCalls + sid + ".json").body()).value_or(Json())["Call"];
    EXPECT_EQ(call["Status"], "no-answer") << more;
  }
}

TEST_F(DialWishesTest, TimesThatMakeNoSenseAreRefused) {
  start(options());
  for (const std::string more : {"TimeLimit=0", "TimeLimit=14401", "TimeLimit=-1", "TimeLimit=1e3", "TimeLimit=5s",
                                 "TimeOut=soon", "TimeOut=99999999999999999999"}) {
    const auto reply = dial(kConnect, kBody + "&" + more);
    EXPECT_EQ(reply.result_int(), 400U) << more;
    EXPECT_EQ(parse_json(reply.body()).value_or(Json())["RestException"]["Code"], 34001) << more;
  }
  EXPECT_EQ(dial(kConnect, kBody + "&TimeLimit=14400&TimeOut=60").result_int(), 200U);
}

TEST_F(DialWishesTest, ConnectVoiceAiTellsOfRinging) {
  auto made = options();
  start(made);
  const std::string events =
      "&StatusCallbackEvents[0]=ringing&StatusCallbackEvents[1]=answered"
      "&StatusCallbackEvents[2]=terminal";
  const auto outcome = outcome_of(sid_of(dial(kConnect, voice_ai(events))));
  EXPECT_EQ(told(), (Told{"answered in-progress in-progress", "ringing ringing -", "terminal completed completed"}));
  ASSERT_EQ(outcome["deliveries"].size(), 3U) << outcome;
  EXPECT_EQ(outcome["deliveries"][0]["what"], "ringing");
}

TEST_F(DialWishesTest, ItRingsEvenIfNobodyAnswers) {
  auto made = options();
  made.callee = Callee::busy;
  start(made);
  static_cast<void>(outcome_of(sid_of(dial(kConnect, voice_ai("&StatusCallbackEvents[]=ringing")))));
  EXPECT_EQ(told(), (Told{"ringing ringing -", "terminal busy busy"}));
}

// exotel.md §5.3: `ringing` is for Voice AI; §6.3: live flow calls send the minimal set whatever was asked.
TEST_F(DialWishesTest, AFlowDoesNotTellOfRinging) {
  start(options(bot_.at("ws", "/ws")));
  const auto body = kBody + "&StatusCallback=" + percent_encode(bot_.at("http", "/status")) +
                    "&StatusCallbackEvents[]=ringing&StatusCallbackEvents[]=both";
  static_cast<void>(outcome_of(sid_of(dial(kConnect, body))));
  EXPECT_EQ(told(), (Told{"- completed -"}));
}

TEST_F(DialWishesTest, UnlessToldTo) {
  auto made = options(bot_.at("ws", "/ws"));
  made.call.callback.ringing = true;
  made.call.callback.fields = CallbackOptions::Fields::extended;
  start(made);
  const auto body =
      kBody + "&StatusCallback=" + percent_encode(bot_.at("http", "/status")) + "&StatusCallbackEvents=both";
  static_cast<void>(outcome_of(sid_of(dial(kConnect, body))));
  EXPECT_EQ(told(), (Told{"answered in-progress in-progress", "ringing ringing -", "terminal completed completed"}));
}

TEST_F(DialWishesTest, ACallHasItsLegs) {
  start(options());
  const auto created = parse_json(dial(kConnect).body()).value_or(Json())["Call"];
  const auto path = created["SubResourceUris"]["Legs"].get<std::string>();
  const auto json = get(path);
  ASSERT_EQ(json.result_int(), 200U) << path;
  EXPECT_EQ(json.body(), R"({"Legs":[{"Leg":{"Id":1,"OnCallDuration":0}}]})");
  const auto xml = get(kCalls + created["Sid"].get<std::string>() + "/Legs");
  ASSERT_EQ(xml.result_int(), 200U);
  EXPECT_EQ(xml.body(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TwilioResponse>\n <Legs>\n  <Leg>\n   <Id>1</Id>\n"
            "   <OnCallDuration>0</OnCallDuration>\n  </Leg>\n </Legs>\n</TwilioResponse>\n");
  for (const std::string unknown : {"nobody/Legs", "nobody.json/Legs", "/Legs", "Legs", "x/y/Legs"}) {
    EXPECT_EQ(get(kCalls + unknown).result_int(), 404U) << unknown;
  }
}

}  // namespace
}  // namespace exo::simulator
