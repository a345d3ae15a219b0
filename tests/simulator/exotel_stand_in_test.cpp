#include "simulator/exotel_stand_in.h"

#include <array>
#include <atomic>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "simulator/stand_in_fixture.h"

namespace exo::simulator {
namespace {

using namespace test;

TEST_F(StandInTest, PlaysTheFlowOfADialToItsEnd) {
  std::string socket_url;
  std::string start;
  std::vector<Request> requests;
  std::string sid;
  {
    BotServer bot({.http = [&](const Request& request, int) -> std::optional<PlainAnswer> {
                     if (request.target() == "/ws") return std::nullopt;
                     return PlainAnswer{.status = 200, .body = R"({"url":")" + socket_url + R"("})", .location = {}};
                   },
                   .talk =
                       [&](Bot& one) {
                         one.wait_for("start");
                         start = one.heard.back().text;
                         one.read_to_the_end();
                       }});
    socket_url = bot.at("ws", "/ws?call_id=1");
    StandInTest::start(options(bot.at("http", "/connect")));
    const auto reply = dial("/v1/Accounts/acmeco1/Calls/connect.json");
    EXPECT_EQ(reply.result_int(), 200U);
    sid = sid_of(reply);
    ASSERT_EQ(sid.size(), 32U);
    const auto outcome = parse_json(wait_for_file(sid + ".json"));
    ASSERT_TRUE(outcome);
    EXPECT_EQ((*outcome)["call_sid"], sid);
    EXPECT_EQ((*outcome)["ended_by"], "caller");
    EXPECT_TRUE(std::filesystem::exists(folder_ / (sid + ".wav")));
    requests = bot.requests();
  }
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_TRUE(requests[0].target().starts_with("/connect?CallSid=" + sid +
                                               "&CallFrom=09812345678&CallTo=08041234567&Direction=outbound-dial&"));
  EXPECT_NE(requests[0].target().find("&From=09812345678&To=09513886363&CustomField=cxb-test%3Ad1&CurrentTime="),
            std::string::npos);
  EXPECT_NE(
      start.find(R"("call_sid":")" + sid + R"(","account_sid":"acmeco1","from":"09812345678","to":"08041234567")"),
      std::string::npos)
      << start;
}

TEST_F(StandInTest, KeepsEveryRequestWithItsRawBodyAndWithoutSecrets) {
  start(options());
  EXPECT_EQ(dial("/v1/Accounts/acmeco1/Calls/connect").result_int(), 200U);
  EXPECT_EQ(dial("/v1/Accounts/other/Calls/connect", "a=\xff+%20").result_int(), 403U);
  std::ifstream log(folder_ / "requests.jsonl");
  std::string first;
  std::string second;
  std::getline(log, first);
  std::getline(log, second);
  const auto line = parse_json(first);
  ASSERT_TRUE(line);
  EXPECT_EQ((*line)["method"], "POST");
  EXPECT_EQ((*line)["target"], "/v1/Accounts/acmeco1/Calls/connect");
  EXPECT_EQ((*line)["body"], kBody);
  EXPECT_EQ((*line)["headers"]["Authorization"], "Basic <redacted>");
  EXPECT_EQ((*line)["headers"]["X-Seen"], "yes");
  EXPECT_TRUE((*line)["time"].is_string());
  EXPECT_EQ(first.find("a2V5OnRva2Vu"), std::string::npos);
  ASSERT_TRUE(parse_json(second));
  EXPECT_NE(second.find("/v1/Accounts/other/"), std::string::npos);
  const auto mode = std::filesystem::status(folder_ / "requests.jsonl").permissions();
  EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(StandInTest, WithoutAnAppletADialIsOnlyAnswered) {
  start(options());
  const auto reply = dial("/v1/Accounts/acmeco1/Calls/connect.json");
  EXPECT_EQ(reply.result_int(), 200U);
  stand_in_.reset();
  EXPECT_FALSE(std::filesystem::exists(folder_ / (sid_of(reply) + ".json")));
}

TEST_F(StandInTest, KeepsTheFailureOfACallThatDidNotComeAbout) {
  start(options("ws://127.0.0.1:1/"));
  const auto sid = sid_of(dial("/v1/Accounts/acmeco1/Calls/connect.json"));
  const auto outcome = parse_json(wait_for_file(sid + ".json"));
  ASSERT_TRUE(outcome);
  EXPECT_EQ((*outcome)["connected"], false);
  EXPECT_NE((*outcome)["failure"], "");
}

TEST_F(StandInTest, EndsLiveCallsByHangUpWhenItGoes) {
  std::string last;
  std::string sid;
  {
    std::atomic<bool> talking{false};
    BotServer bot({.http = {}, .talk = [&](Bot& one) {
                     one.wait_for("media");
                     talking = true;
                     one.read_to_the_end();
                     last = one.heard.back().text;
                   }});
    auto made = options(bot.at("ws", "/"));
    made.call.talk_time = std::chrono::minutes(30);
    start(made);
    sid = sid_of(dial("/v1/Accounts/acmeco1/Calls/connect.json"));
    while (!talking) std::this_thread::yield();
    stand_in_.reset();
    EXPECT_TRUE(std::filesystem::exists(folder_ / (sid + ".json")));
  }
  EXPECT_NE(last.find("canceled or call ended"), std::string::npos) << last;
}

TEST_F(StandInTest, HasSoManyLinesOnly) {
  auto made = options("ws://127.0.0.1:1/");
  made.max_calls = 1;
  made.ring_time = std::chrono::minutes(1);
  start(made);
  EXPECT_EQ(dial("/v1/Accounts/acmeco1/Calls/connect").result_int(), 200U);
  EXPECT_EQ(dial("/v1/Accounts/acmeco1/Calls/connect").result_int(), 429U);
}

TEST_F(StandInTest, SurvivesNonsenseAndOversizedBodies) {
  start(options());
  asio::io_context io;
  tcp::socket socket(io);
  socket.connect({asio::ip::address_v4::loopback(), stand_in_->port()});
  asio::write(socket, asio::buffer(std::string("\x16\x03\x01 nonsense\r\n\r\n")));
  boost::system::error_code error;
  std::array<char, 64> rest{};
  while (!error) socket.read_some(asio::buffer(rest), error);
  EXPECT_ANY_THROW(dial("/v1/Accounts/acmeco1/Calls/connect", std::string(1 << 20, 'x')));
  EXPECT_EQ(dial("/v1/Accounts/acmeco1/Calls/connect").result_int(), 200U);
}

TEST_F(StandInTest, RefusesOptionsThatMakeNoSense) {
  auto made = options("ftp://x/");
  EXPECT_FALSE(ExotelStandIn::start(made));
  made = options();
  made.listen = "no address";
  EXPECT_FALSE(ExotelStandIn::start(made));
  made = options();
  made.refusal = {{.status = 42, .code = 1, .message = "x"}};
  EXPECT_FALSE(ExotelStandIn::start(made));
  made = options();
  made.folder = "/proc/nowhere";
  EXPECT_FALSE(ExotelStandIn::start(made));
  start(options());
  made = options();
  made.listen = "127.0.0.1:" + std::to_string(stand_in_->port());
  EXPECT_FALSE(ExotelStandIn::start(made));
}

}  // namespace
}  // namespace exo::simulator
