#include "simulator/dial.h"

#include <optional>

#include <gtest/gtest.h>

#include "simulator/bot_talk.h"
#include "support/test_authority.h"

namespace exo::simulator {
namespace {

using namespace test;
namespace http = boost::beast::http;

// -------------------------------------------------------------------------------------------------------------- TLS

class DialTest : public ::testing::Test {
 protected:
  boost::asio::ssl::context server_context(const std::string& names) {
    const auto files = authority_.issue(names);
    boost::asio::ssl::context context(boost::asio::ssl::context::tls_server);
    context.use_certificate_chain_file(files.certificate_file);
    context.use_private_key_file(files.key_file, boost::asio::ssl::context::pem);
    return context;
  }

  ::exo::test::TestAuthority authority_;
};

TEST_F(DialTest, IsVerifiedAndPlayedToTheEnd) {
  auto context = server_context("IP:127.0.0.1");
  std::string socket_url;
  Listener listener;
  VoicebotCallOutcome outcome;
  {
    auto behaviour = listener.behaviour([](Bot& bot) {
      bot.wait_for("start");
      say(bot, ramp(1600));
      bot.send(mark(bot, "m"));
    });
    behaviour.http = [&](const Request& request, int) -> std::optional<PlainAnswer> {
      if (request.target() == "/ws") return std::nullopt;
      return PlainAnswer{.status = 200, .body = R"({"url":")" + socket_url + R"("})", .location = {}};
    };
    BotServer server(behaviour, &context);
    socket_url = server.at("wss", "/ws");
    auto options = call_to(server.at("https", "/connect"), milliseconds(20'000));
    options.ca_file = authority_.file();
    options.hang_up_after_mark = milliseconds(0);
    outcome = play(options);
  }
  EXPECT_TRUE(outcome.connected) << outcome.failure;
  EXPECT_EQ(outcome.marks, std::vector<std::string>{"m"});
  EXPECT_EQ(outcome.ended_by, "caller");
  ASSERT_FALSE(listener.heard.empty());
  EXPECT_NE(listener.heard.back().text.find("canceled or call ended"), std::string::npos);
}

TEST_F(DialTest, AForeignCertificateIsRefusedUnlessToldOtherwise) {
  auto context = server_context("IP:127.0.0.1");
  BotServer server({}, &context);
  const ::exo::test::TestAuthority other;
  auto options = call_to(server.at("wss", "/"));
  options.ca_file = other.file();
  const auto outcome = play(options);
  EXPECT_FALSE(outcome.connected);
  EXPECT_NE(outcome.failure.find("the certificate is not trusted"), std::string::npos) << outcome.failure;
  options.insecure = true;
  EXPECT_TRUE(play(options).connected);
}

TEST_F(DialTest, ACertificateOfAnotherNameIsRefused) {
  auto context = server_context("DNS:bot.example.com");
  BotServer server({}, &context);
  auto options = call_to(server.at("wss", "/"));
  options.ca_file = authority_.file();
  const auto outcome = play(options);
  EXPECT_FALSE(outcome.connected);
  EXPECT_EQ(outcome.handshakes, 2U);
}

TEST_F(DialTest, AnUnreadableBundleIsAFailureInWords) {
  auto context = server_context("IP:127.0.0.1");
  BotServer server({}, &context);
  auto options = call_to(server.at("wss", "/"));
  options.ca_file = "/nowhere/at/all.pem";
  EXPECT_NE(play(options).failure.find("/nowhere/at/all.pem"), std::string::npos);
}

TEST_F(DialTest, TlsToAPlainPortIsAFailureInWords) {
  BotServer server({});
  auto options = call_to(server.at("wss", "/"));
  options.insecure = true;
  options.handshake_timeout = milliseconds(2'000);
  EXPECT_NE(play(options).failure.find("TLS failed"), std::string::npos);
}

}  // namespace
}  // namespace exo::simulator
