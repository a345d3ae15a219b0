#include "simulator/voicebot_call.h"

#include <atomic>
#include <regex>

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "simulator/bot_talk.h"
#include "simulator/voicebot_task.h"

namespace exo::simulator {
namespace {

using namespace test;
namespace http = boost::beast::http;

// -------------------------------------------------------------------------------------------------------- handshake

TEST(VoicebotCall, UpgradesAsExotelsClientDoes) {
  VoicebotCallOutcome outcome;
  Listener listener;
  std::vector<Request> requests;
  {
    BotServer server(listener.behaviour());
    outcome = play(call_to(server.at("ws", "/voice-stream?call_id=c%201&k=v")));
    requests = server.requests();
  }
  EXPECT_TRUE(outcome.connected);
  ASSERT_EQ(requests.size(), 1U);
  const auto& request = requests.front();
  EXPECT_EQ(request.target(), "/voice-stream");
  EXPECT_EQ(request[http::field::user_agent], "Go-http-client/1.1");
  EXPECT_EQ(request[http::field::sec_websocket_version], "13");
  for (const auto absent : {http::field::origin, http::field::sec_websocket_extensions,
                            http::field::sec_websocket_protocol, http::field::authorization}) {
    EXPECT_EQ(request.count(absent), 0U) << absent;
  }
  ASSERT_GE(listener.heard.size(), 4U);
  EXPECT_EQ(listener.heard[0].text, R"({"event":"connected"})");
  EXPECT_EQ(listener.heard[1].text,
            R"({"event":"start","stream_sid":")" + outcome.stream_sid +
                R"(","sequence_number":"1","start":{"stream_sid":")" + outcome.stream_sid + R"(","call_sid":")" +
                outcome.call_sid +
                R"(","account_sid":"acmeco1","from":"09812345678","to":"08041234567",)"
                R"("custom_parameters":{"call_id":"c 1","k":"v"},)"
                R"("media_format":{"encoding":"base64","sample_rate":"8000","bit_rate":"128kbps"}}})");
  const std::string silence = base64_encode(std::vector<std::byte>(320));
  EXPECT_EQ(listener.heard[2].text, R"({"event":"media","stream_sid":")" + outcome.stream_sid +
                                        R"(","sequence_number":"2","media":{"chunk":"1","timestamp":"20","payload":")" +
                                        silence + R"("}})");
}

TEST(VoicebotCall, UserInfoBecomesBasicAndSampleRateTheStreams) {
  Listener listener;
  VoicebotCallOutcome outcome;
  std::vector<Request> requests;
  {
    BotServer server(listener.behaviour());
    auto url = server.at("ws", "/x?sample-rate=16000");
    url.insert(5, "key:to%40ken@");
    outcome = play(call_to(url));
    requests = server.requests();
  }
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0][http::field::authorization], "Basic " + base64_encode(as_bytes("key:to@ken")));
  EXPECT_EQ(requests[0][http::field::host].find('@'), std::string::npos);
  EXPECT_EQ(outcome.sample_rate, 16000U);
  ASSERT_GE(listener.heard.size(), 3U);
  EXPECT_NE(listener.heard[1].text.find(R"("sample_rate":"16000","bit_rate":"256kbps")"), std::string::npos);
  EXPECT_NE(listener.heard[2].text.find(base64_encode(std::vector<std::byte>(640))), std::string::npos);
}

TEST(VoicebotCall, KeepsTheQueryWhenAsked) {
  Listener listener;
  std::vector<Request> requests;
  {
    BotServer server(listener.behaviour());
    auto options = call_to(server.at("ws", "/ws?call_id=1"));
    options.keep_query = true;
    play(options);
    requests = server.requests();
  }
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].target(), "/ws?call_id=1");
  ASSERT_GE(listener.heard.size(), 2U);
  EXPECT_EQ(listener.heard[1].text.find("custom_parameters"), std::string::npos);
}

TEST(VoicebotCall, TriesARefusedHandshakeOnceMore) {
  Listener listener;
  auto behaviour = listener.behaviour();
  behaviour.http = [](const Request&, int number) {
    return number == 1 ? std::optional(PlainAnswer{.status = 503, .body = {}, .location = {}}) : std::nullopt;
  };
  BotServer server(behaviour);
  const auto outcome = play(call_to(server.at("ws", "/")));
  EXPECT_TRUE(outcome.connected);
  EXPECT_EQ(outcome.failure, "");
  EXPECT_EQ(outcome.handshakes, 2U);
}

TEST(VoicebotCall, GivesUpAfterTheRetryAndFollowsNoRedirect) {
  for (const unsigned status : {403U, 302U}) {
    BotServer server({.http = [&](const Request&, int) {
      return std::optional(PlainAnswer{.status = status, .body = {}, .location = "ws://127.0.0.1:1/"});
    }});
    const auto outcome = play(call_to(server.at("ws", "/path")));
    EXPECT_FALSE(outcome.connected);
    EXPECT_NE(outcome.failure.find("HTTP " + std::to_string(status)), std::string::npos) << outcome.failure;
    EXPECT_EQ(server.requests().size(), 2U);
    EXPECT_EQ(outcome.ended_by, "");
  }
}

TEST(VoicebotCall, ASilentServerCostsTwoHandshakeTimeouts) {
  asio::io_context io;
  tcp::acceptor silent(io, {asio::ip::address_v4::loopback(), 0});
  auto options = call_to("ws://127.0.0.1:" + std::to_string(silent.local_endpoint().port()) + "/");
  options.handshake_timeout = kShort;
  const auto outcome = play(options);
  EXPECT_FALSE(outcome.connected);
  EXPECT_EQ(outcome.handshakes, 2U);
  EXPECT_NE(outcome.failure.find("no answer in time"), std::string::npos) << outcome.failure;
}

TEST(VoicebotCall, ARefusedConnectionIsAFailureInWords) {
  std::uint16_t port = 0;
  {
    asio::io_context io;
    tcp::acceptor gone(io, {asio::ip::address_v4::loopback(), 0});
    port = gone.local_endpoint().port();
  }
  const auto outcome = play(call_to("ws://127.0.0.1:" + std::to_string(port) + "/"));
  EXPECT_NE(outcome.failure.find("cannot connect to 127.0.0.1"), std::string::npos) << outcome.failure;
  EXPECT_NE(outcome_text(outcome).find("did not come about"), std::string::npos);
}

TEST(VoicebotCall, TheCallerMayLeaveDuringTheHandshake) {
  asio::io_context io;
  tcp::acceptor silent(io, {asio::ip::address_v4::loopback(), 0});
  std::atomic<int> polls{0};
  const auto outcome = play(call_to("ws://127.0.0.1:" + std::to_string(silent.local_endpoint().port()) + "/"),
                            [&] { return ++polls > 3; });
  EXPECT_FALSE(outcome.connected);
  EXPECT_EQ(outcome.handshakes, 1U);
  EXPECT_NE(outcome.failure.find("hung up"), std::string::npos) << outcome.failure;
}

// ---------------------------------------------------------------------------------------------------------- webhook

TEST(VoicebotCall, AsksTheDynamicUrlWithTheCapturedParameters) {
  std::string socket_url;
  BotServer server({.http = [&](const Request& request, int) -> std::optional<PlainAnswer> {
    if (request.target().starts_with("/ws")) return std::nullopt;
    return PlainAnswer{.status = 200, .body = R"({"url":")" + socket_url + R"("})", .location = {}};
  }});
  socket_url = server.at("ws", "/ws?call_id=7");
  auto options = call_to(server.at("http", "/api/v1/exotel/voice/connect?key=s%2F1"));
  options.call_sid = "0f1e2d3c4b5a69788796a5b4c3d21a8p";
  options.custom_field = "cxb-test:1 2";
  options.direction = "outbound-dial";
  const auto outcome = play(options);
  EXPECT_TRUE(outcome.connected) << outcome.failure;
  EXPECT_EQ(outcome.socket_url, socket_url);
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].method(), http::verb::get);
  const std::regex golden(
      R"(/api/v1/exotel/voice/connect\?key=s%2F1&CallSid=0f1e2d3c4b5a69788796a5b4c3d21a8p&CallFrom=09812345678)"
      R"(&CallTo=08041234567&Direction=outbound-dial&Created=[A-Z][a-z]{2}%2C\+\d\d\+[A-Z][a-z]{2}\+\d{4}\+\d\d%3A\d\d%3A\d\d)"
      R"(&DialWhomNumber=&HangupLatencyStartTimeExocc=&HangupLatencyStartTime=&ServerCode=&From=09812345678)"
      R"(&To=09513886363&CustomField=cxb-test%3A1\+2&CurrentTime=\d{4}-\d\d-\d\d\+\d\d%3A\d\d%3A\d\d)");
  EXPECT_TRUE(std::regex_match(std::string(requests[0].target()), golden)) << requests[0].target();
  EXPECT_EQ(requests[1].target(), "/ws");
}

struct WebhookCase {
  const char* name;
  PlainAnswer answer;
  const char* failure;
};

class WebhookFailureTest : public ::testing::TestWithParam<WebhookCase> {};

TEST_P(WebhookFailureTest, IsToldInWords) {
  BotServer server({.http = [](const Request&, int) { return std::optional(GetParam().answer); }});
  const auto outcome = play(call_to(server.at("http", "/")));
  EXPECT_FALSE(outcome.webhook_ok);
  EXPECT_FALSE(outcome.connected);
  EXPECT_NE(outcome.failure.find(GetParam().failure), std::string::npos) << outcome.failure;
  EXPECT_EQ(server.requests().size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(
    All, WebhookFailureTest,
    ::testing::Values(WebhookCase{"status", {500, "", ""}, "HTTP 500"},
                      WebhookCase{"redirect", {302, "", "/x"}, "redirects are not followed"},
                      WebhookCase{"html", {200, "<html>", ""}, "JSON object"},
                      WebhookCase{"no_url", {200, R"({"wss_url":"wss://x/"})", ""}, "no text under"},
                      WebhookCase{"number", {200, R"({"url":1})", ""}, "no text under"},
                      WebhookCase{"not_ws", {200, R"({"url":"https://x/"})", ""}, "no ws or wss URL"},
                      WebhookCase{"too_large", {200, std::string(100'000, ' '), ""}, "webhook failed"}),
    [](const auto& info) { return info.param.name; });

TEST(VoicebotCall, ASlowWebhookEndsTheCall) {
  asio::io_context io;
  tcp::acceptor silent(io, {asio::ip::address_v4::loopback(), 0});
  auto options = call_to("http://127.0.0.1:" + std::to_string(silent.local_endpoint().port()) + "/");
  options.webhook_timeout = kShort;
  const auto outcome = play(options);
  EXPECT_FALSE(outcome.webhook_ok);
  EXPECT_GE(outcome.webhook_ms, 200);
  EXPECT_NE(outcome.failure.find("no answer in time"), std::string::npos) << outcome.failure;
}

// ------------------------------------------------------------------------------------------------------ many, others

TEST(VoicebotCall, ManyCallsShareOneThread) {
  constexpr int kCalls = 40;
  BotServer server({.http = {}, .talk = [](Bot& bot) {
                      bot.wait_for("start");
                      say(bot, ramp(1600));
                      bot.send(mark(bot, "m"));
                      bot.read_to_the_end();
                    }});
  auto options = call_to(server.at("ws", "/"), milliseconds(20'000));
  options.hang_up_after_mark = milliseconds(0);
  auto assets = prepare_calls(options);
  ASSERT_TRUE(assets);
  asio::io_context loop(1);
  std::vector<PlayedCall> played;
  for (int i = 0; i < kCalls; ++i) {
    asio::co_spawn(loop, voicebot_call(options, *assets, {}), [&](std::exception_ptr broken, PlayedCall call) {
      EXPECT_FALSE(broken);
      played.push_back(std::move(call));
    });
  }
  loop.run();
  ASSERT_EQ(played.size(), std::size_t{kCalls});
  for (const auto& one : played) EXPECT_EQ(one.outcome.marks, std::vector<std::string>{"m"});
}

TEST(VoicebotCall, ASeedRepeatsTheSids) {
  BotServer server({.http = {}, .talk = [](Bot& bot) { bot.read_to_the_end(); }});
  auto options = call_to(server.at("ws", "/"), milliseconds(50));
  options.seed = 7;
  const auto first = play(options);
  const auto second = play(options);
  EXPECT_EQ(first.call_sid.substr(0, 28), second.call_sid.substr(0, 28));
  EXPECT_EQ(first.stream_sid.substr(0, 28), second.stream_sid.substr(0, 28));
  EXPECT_NE(first.call_sid, first.stream_sid);
  options.seed = 8;
  EXPECT_NE(play(options).call_sid, first.call_sid);
}

TEST(VoicebotCall, WrongOptionsAreErrors) {
  const auto refused = [](auto change) {
    auto options = call_to("ws://127.0.0.1:1/");
    change(options);
    return !play_voicebot_call(options);
  };
  EXPECT_TRUE(refused([](auto& options) { options.applet_url = "ftp://x/"; }));
  EXPECT_TRUE(refused([](auto& options) { options.sample_rate = 44100; }));
  EXPECT_TRUE(refused([](auto& options) { options.frame_ms = 5; }));
  EXPECT_TRUE(refused([](auto& options) { options.encoding = std::string(65, 'x'); }));
  EXPECT_TRUE(refused([](auto& options) { options.duplicate_after = milliseconds(-1); }));
  EXPECT_TRUE(refused([](auto& options) { options.passthru.url = "wss://x/"; }));
  EXPECT_TRUE(refused([](auto& options) { options.callback.url = "x"; }));
  EXPECT_TRUE(refused([](auto& options) { options.callback.retries = 11; }));
  EXPECT_TRUE(refused([](auto& options) { options.callback.delay = std::chrono::hours(2); }));
  EXPECT_TRUE(refused([](auto& options) { options.frame_ms = 201; }));
  EXPECT_TRUE(refused([](auto& options) { options.caller_wav = "/nowhere/at/all.wav"; }));
  EXPECT_TRUE(refused([](auto& options) { options.dtmf = {{milliseconds(1), 'x'}}; }));
  EXPECT_TRUE(refused([](auto& options) { options.dtmf = {{milliseconds(2), '1'}, {milliseconds(1), '1'}}; }));
}

}  // namespace
}  // namespace exo::simulator
