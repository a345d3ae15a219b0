#include "simulator/target_url.h"

#include <gtest/gtest.h>

namespace exo::simulator {
namespace {

TEST(TargetUrl, IsTakenApart) {
  const auto url = parse_target_url("wss://Key:to%40ken@Bot.Example.COM:8443/x/y?call_id=1&k=v#part");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, "wss");
  EXPECT_EQ(url->user_info, "Key:to@ken");
  EXPECT_EQ(url->host, "bot.example.com");
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(url->path, "/x/y");
  EXPECT_EQ(url->query, "call_id=1&k=v");
  EXPECT_EQ(url->authority(), "bot.example.com:8443");
  EXPECT_EQ(url->encryption(), Encryption::tls);
  EXPECT_TRUE(url->is_socket());
  EXPECT_EQ(url->basic_authorization(), "Basic S2V5OnRvQGtlbg==");
  EXPECT_EQ(url->shown(), "wss://bot.example.com:8443/x/y");
}

struct PortCase {
  const char* url;
  std::uint16_t port;
  const char* authority;
  const char* path;
};

class TargetUrlPortTest : public ::testing::TestWithParam<PortCase> {};

TEST_P(TargetUrlPortTest, HasItsDefaults) {
  const auto url = parse_target_url(GetParam().url);
  ASSERT_TRUE(url);
  EXPECT_EQ(url->port, GetParam().port);
  EXPECT_EQ(url->authority(), GetParam().authority);
  EXPECT_EQ(url->path, GetParam().path);
}

INSTANTIATE_TEST_SUITE_P(All, TargetUrlPortTest,
                         ::testing::Values(PortCase{"ws://h", 80, "h", "/"}, PortCase{"WSS://h/", 443, "h", "/"},
                                           PortCase{"http://h:8080?x=1", 8080, "h:8080", "/"},
                                           PortCase{"https://h:443/a", 443, "h", "/a"},
                                           PortCase{"ws://[::1]:9/a", 9, "[::1]:9", "/a"},
                                           PortCase{"ws://[::1]/a", 80, "[::1]", "/a"},
                                           PortCase{" ws://h:65535/ ", 65535, "h:65535", "/"}));

class BadTargetUrlTest : public ::testing::TestWithParam<const char*> {};

TEST_P(BadTargetUrlTest, IsRefused) {
  const auto url = parse_target_url(GetParam());
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().code, Errc::bad_request);
}

INSTANTIATE_TEST_SUITE_P(All, BadTargetUrlTest,
                         ::testing::Values("", "ws://", "ftp://h/", "h/path", "ws:/h", "ws://:80/", "ws://h:0/",
                                           "ws://h:65536/", "ws://h:8a/", "ws://[::1/", "ws://h/a b", "ws://h/\r\nX: y",
                                           "ws://h/\xc3\xa9", "ws://a@@/", "ws://[::1]x/"));

TEST(SocketRequest, StripsTheQueryAndHandsItOver) {
  const auto request =
      make_socket_request(*parse_target_url("wss://h/ws?call_id=a%20b&sample-rate=16000&x=1"), QueryHandling::strip);
  EXPECT_EQ(request.request_target, "/ws");
  EXPECT_EQ(request.custom_parameters, (FormFields{{"call_id", "a b"}, {"x", "1"}}));
  EXPECT_EQ(request.sample_rate, 16000U);
  EXPECT_EQ(request.complaint, "");
}

TEST(SocketRequest, KeepsTheQueryWhenAsked) {
  const auto request = make_socket_request(*parse_target_url("wss://h/ws?call_id=a%20b"), QueryHandling::keep);
  EXPECT_EQ(request.request_target, "/ws?call_id=a%20b");
  EXPECT_TRUE(request.custom_parameters.empty());
}

TEST(SocketRequest, KnowsExotelsLimits) {
  const auto four = make_socket_request(*parse_target_url("wss://h/?a=1&b=2&c=3&d=4"), QueryHandling::strip);
  EXPECT_EQ(four.custom_parameters.size(), 3U);
  EXPECT_NE(four.complaint, "");
  const auto fits = make_socket_request(*parse_target_url("wss://h/?a=" + std::string(254, 'x')), QueryHandling::strip);
  EXPECT_EQ(fits.custom_parameters.size(), 1U);
  const auto longer =
      make_socket_request(*parse_target_url("wss://h/?a=" + std::string(255, 'x')), QueryHandling::strip);
  EXPECT_TRUE(longer.custom_parameters.empty());
  EXPECT_NE(longer.complaint, "");
}

TEST(SocketRequest, IgnoresAnOddSampleRate) {
  const auto request = make_socket_request(*parse_target_url("wss://h/?sample-rate=44100"), QueryHandling::strip);
  EXPECT_FALSE(request.sample_rate);
  EXPECT_TRUE(request.custom_parameters.empty());
}

}  // namespace
}  // namespace exo::simulator
