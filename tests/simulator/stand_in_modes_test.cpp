// Calls of the stand-in that go straight to a bot, and calls in a faster time.
#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "simulator/stand_in_fixture.h"

namespace exo::simulator {
namespace {

using namespace test;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr const char* kConnect = "/v1/Accounts/acmeco1/Calls/connect.json";

class StandInModesTest : public StandInTest {
 protected:
  std::size_t asked(const std::string& path) const {
    const auto requests = bot_.requests();
    return static_cast<std::size_t>(
        std::ranges::count_if(requests, [&](const auto& one) { return std::string(one.target()).starts_with(path); }));
  }
  Json outcome_of(const std::string& sid) const { return parse_json(wait_for_file(sid + ".json")).value_or(Json()); }

  BotServer bot_{{.http = [](const Request& request, int) -> std::optional<PlainAnswer> {
                    if (request.target().starts_with("/ws")) return std::nullopt;
                    return PlainAnswer{};
                  },
                  .talk =
                      [](Bot& bot) {
                        bot.wait_for("media");
                        bot.close(1000);
                      }}};
};

// exotel.md §5.4: the socket is the call; no webhook is asked, no applet comes behind it.
TEST_F(StandInModesTest, ConnectVoiceAiLeavesTheFlowOut) {
  auto made = options(bot_.at("http", "/webhook"));
  made.call.talk_time = seconds(60);
  made.call.passthru.url = bot_.at("http", "/passthru");
  made.call.callback.url = bot_.at("http", "/status");
  start(made);
  const auto reply = dial(kConnect, "From=%2B919812345678&CallerId=08041234567&StreamType=bidirectional&StreamUrl=" +
                                        percent_encode(bot_.at("ws", "/ws/direct?agent=7")));
  ASSERT_EQ(reply.result_int(), 200U) << reply.body();
  const auto outcome = outcome_of(sid_of(reply));
  EXPECT_EQ(outcome["ended_by"], "bot") << outcome;
  EXPECT_EQ(asked("/webhook"), 0U);
  EXPECT_EQ(asked("/passthru"), 0U);
  EXPECT_EQ(asked("/status"), 1U);
  ASSERT_EQ(asked("/ws/direct"), 1U);
  EXPECT_EQ(bot_.requests()[0].target(), "/ws/direct") << "the query is stripped here, too";
}

TEST_F(StandInModesTest, AFasterClockIsTheRestApisToo) {
  BotServer listener({.http = {}, .talk = [](Bot& bot) { bot.read_to_the_end(); }});
  auto made = options(listener.at("ws", "/"));
  made.ring_time = seconds(30);
  made.call.clock_speed = 600;
  made.call.frame_ms = 200;
  made.call.talk_time = minutes(20);
  start(made);
  const auto begin = std::chrono::steady_clock::now();
  const auto sid = sid_of(dial(kConnect));
  const auto outcome = outcome_of(sid);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, minutes(2));
  EXPECT_EQ(outcome["ended_by"], "caller") << outcome;
  EXPECT_GE(outcome["stream_ms"].get<int>(), 20 * 60'000);
  const auto call = parse_json(get("/v1/Accounts/acmeco1/Calls/" + sid + ".json").body()).value_or(Json())["Call"];
  EXPECT_EQ(call["Status"], "completed");
  EXPECT_GE(std::stoi(call["Duration"].get<std::string>()), 20 * 60);
}

}  // namespace
}  // namespace exo::simulator
