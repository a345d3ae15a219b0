#include "net/https_client.h"

#include <atomic>
#include <cstdlib>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "plain_exchange.h"
#include "support/fake_name_server.h"
#include "support/loopback_server.h"
#include "support/test_authority.h"

// Destinations, TLS and names; what happens on one connection is in http_exchange_test.cpp.
namespace exo::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using test::expect_error;
using test::FakeNameServer;
using test::get;
using test::kHello;
using test::LoopbackServer;
using test::Peer;
using test::say_hello;
using test::TestAuthority;

TEST(HttpsClientGuard, RefusesWithoutConnecting) {
  const LoopbackServer server(say_hello);
  const FakeNameServer names({{"inside.example.test", {"127.0.0.1"}},
                              {"mixed.example.test", {"8.8.8.8", "127.0.0.1"}},
                              {"sly.example.test", {"::ffff:127.0.0.1"}}});
  const HttpsClient client({.dns_servers = {names.address()}});
  for (const std::string host : {"inside.example.test", "mixed.example.test", "sly.example.test", "localhost"}) {
    expect_error(client.send(get(fmt::format("https://{}:{}/", host, server.port()))), Errc::forbidden, host);
  }
  for (const std::string host : {"127.0.0.1", "[::1]", "[::ffff:127.0.0.1]"}) {
    expect_error(client.send(get(fmt::format("https://{}:{}/", host, server.port()))), Errc::forbidden, "IP address");
  }
  for (const std::string host : {"127.1", "0x7f.1", "2130706433", "0177.0.0.1"}) {
    expect_error(client.send(get(fmt::format("https://{}:{}/", host, server.port()))), Errc::forbidden, "host");
  }
  expect_error(client.send(get(fmt::format("http://inside.example.test:{}/", server.port()))), Errc::forbidden,
               "not encrypted");
  expect_error(client.send(get("wss://bot.example.test/")), Errc::forbidden, "https://");
  expect_error(client.send(get("")), Errc::forbidden, "https://");
  EXPECT_EQ(server.connections(), 0);
}

TEST(HttpsClientGuard, PermitsWhatThePolicyLists) {
  const LoopbackServer server(say_hello);
  const HttpsClient client({.allowed_hosts = {fmt::format("http://127.0.0.0/8:{}", server.port())}});
  const auto reply = client.send(get(fmt::format("http://127.0.0.1:{}/", server.port())));
  ASSERT_TRUE(reply) << reply.error().detail;
  EXPECT_EQ(reply->body, "hello");
}

TEST(HttpsClientGuard, ABadPolicyIsFoundAtStartAndClosesTheClient) {
  const OutboundPolicy policy{.allowed_hosts = {"http://127.0.0.1:99999"}};
  ASSERT_FALSE(check_outbound_policy(policy));
  EXPECT_EQ(check_outbound_policy(policy).error().code, Errc::bad_configuration);
  EXPECT_TRUE(check_outbound_policy({}));
  expect_error(HttpsClient(policy).send(get("https://api.exotel.com/")), Errc::bad_configuration, "99999");
}

// --------------------------------------------------------------------------------------------------------- names

TEST(HttpsClientNames, TriesTheNextAddressWhenOneRefuses) {
  const LoopbackServer server(say_hello);
  const FakeNameServer names(
      {{"many.example.test", {"127.0.0.2", "127.0.0.3", "127.0.0.1", "127.0.0.4", "127.0.0.5"}}});
  const HttpsClient client(
      {.allowed_hosts = {fmt::format("http://many.example.test:{}", server.port())}, .dns_servers = {names.address()}});
  const auto reply = client.send(get(fmt::format("http://many.example.test:{}/", server.port())));
  ASSERT_TRUE(reply) << reply.error().detail;
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpsClientNames, NeverTriesTheNextAddressOnceTheRequestMayHaveGoneOut) {
  const auto hang_up = [](Peer& peer) { peer.read_request(); };
  const LoopbackServer one(hang_up);
  const LoopbackServer other(hang_up, "127.0.0.2", one);
  const FakeNameServer names({{"twice.example.test", {"127.0.0.1", "127.0.0.2"}}});
  const HttpsClient client(
      {.allowed_hosts = {fmt::format("http://twice.example.test:{}", one.port())}, .dns_servers = {names.address()}});
  expect_error(client.send(get(fmt::format("http://twice.example.test:{}/", one.port()))), Errc::upstream_failed,
               "twice.example.test");
  EXPECT_EQ(one.connections() + other.connections(), 1);
}

TEST(HttpsClientNames, ExplainsThatANameDoesNotExistOrNobodyAnswers) {
  const FakeNameServer names({});
  const HttpsClient client({.dns_servers = {names.address()}});
  expect_error(client.send(get("https://nowhere.example.test/")), Errc::upstream_failed, "does not exist");

  auto request = get("https://silent.example.test/");
  request.connect_timeout = milliseconds(300);
  const auto start = steady_clock::now();
  expect_error(client.send(request), Errc::upstream_timeout, "silent.example.test");
  EXPECT_LT(steady_clock::now() - start, seconds(10));
}

// ----------------------------------------------------------------------------------------------------------- TLS

class HttpsClientTls : public ::testing::Test {
 protected:
  [[nodiscard]] HttpsClient client_for(const LoopbackServer& server, const std::string& ca_file) const {
    return HttpsClient({.allowed_hosts = {fmt::format("https://127.0.0.1:{}", server.port()),
                                          fmt::format("https://bot.example.test:{}", server.port())},
                        .ca_file = ca_file,
                        .dns_servers = {names_.address()}});
  }
  static HttpRequest by_name(const LoopbackServer& server) {
    return get(fmt::format("https://bot.example.test:{}/", server.port()));
  }
  static HttpRequest by_address(const LoopbackServer& server) {
    return get(fmt::format("https://127.0.0.1:{}/", server.port()));
  }

  TestAuthority authority_;
  FakeNameServer names_{{{"bot.example.test", {"127.0.0.1"}}}};
};

TEST_F(HttpsClientTls, TrustsTheAuthorityOfItsBundle) {
  const LoopbackServer server(say_hello, authority_.issue("DNS:bot.example.test,IP:127.0.0.1"));
  const auto client = client_for(server, authority_.file());
  for (const auto& request : {by_name(server), by_address(server)}) {
    const auto reply = client.send(request);
    ASSERT_TRUE(reply) << request.url << ": " << reply.error().detail;
    EXPECT_EQ(reply->body, "hello");
  }
}

TEST_F(HttpsClientTls, RefusesACertificateForAnotherName) {
  const LoopbackServer server(say_hello,
                              authority_.issue("DNS:other.example.test,DNS:*.bot.example.test,IP:127.0.0.2"));
  const auto client = client_for(server, authority_.file());
  expect_error(client.send(by_name(server)), Errc::upstream_failed, "hostname mismatch");
  expect_error(client.send(by_address(server)), Errc::upstream_failed, "IP address mismatch");
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpsClientTls, RefusesAnAuthorityThatItDoesNotKnow) {
  TestAuthority stranger;
  const LoopbackServer server(say_hello, stranger.issue("DNS:bot.example.test"));
  const auto reply = client_for(server, authority_.file()).send(by_name(server));
  expect_error(reply, Errc::upstream_failed, "not trusted");
  EXPECT_NE(reply.error().detail.find("bot.example.test"), std::string::npos);
}

TEST_F(HttpsClientTls, DoesNotTrustTheSystemBesideTheGivenBundle) {
  const LoopbackServer server(say_hello, authority_.issue("DNS:bot.example.test"));
  const TestAuthority other;
  ::setenv("SSL_CERT_FILE", authority_.file().c_str(), 1);
  expect_error(client_for(server, other.file()).send(by_name(server)), Errc::upstream_failed, "not trusted");
  ::unsetenv("SSL_CERT_FILE");
}

TEST_F(HttpsClientTls, RefusesAnExpiredCertificate) {
  const LoopbackServer server(say_hello, authority_.issue("DNS:bot.example.test", TestAuthority::Validity::expired));
  expect_error(client_for(server, authority_.file()).send(by_name(server)), Errc::upstream_failed, "expired");
}

TEST_F(HttpsClientTls, SaysThatTheBundleIsMissing) {
  const LoopbackServer server(say_hello, authority_.issue("DNS:bot.example.test"));
  expect_error(client_for(server, "/nonexistent/ca.pem").send(by_name(server)), Errc::bad_configuration,
               "/nonexistent");
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(HttpsClientTls, ExplainsAServerThatSpeaksNoTls) {
  const LoopbackServer server([](Peer& peer) { peer.write(kHello); });
  expect_error(client_for(server, authority_.file()).send(by_name(server)), Errc::upstream_failed,
               "no encrypted connection to bot.example.test");
}

TEST_F(HttpsClientTls, GivesUpOnAHandshakeThatNeverComes) {
  const LoopbackServer server([](Peer& peer) { peer.wait_for_close(); });
  auto request = by_name(server);
  request.connect_timeout = milliseconds(300);
  const auto start = steady_clock::now();
  expect_error(client_for(server, authority_.file()).send(request), Errc::upstream_timeout, "bot.example.test");
  EXPECT_LT(steady_clock::now() - start, seconds(10));
}

TEST_F(HttpsClientTls, NeverSendsARequestAgainWhenTheServerClosesTls) {
  // cpp-httplib by itself connects and sends once more; the second connection comes, but must stay silent.
  std::atomic<int> requests = 0;
  const LoopbackServer server(
      [&](Peer& peer) {
        peer.close_tls();
        if (!peer.read_request().empty()) ++requests;
      },
      authority_.issue("DNS:bot.example.test"));
  const auto client = client_for(server, authority_.file());
  constexpr int kRounds = 20;
  for (int i = 0; i < kRounds; ++i) {
    auto request = by_name(server);
    request.method = "POST";
    request.body = "From=%2B919876543210";
    expect_error(client.send(request), Errc::upstream_failed, "bot.example.test");
  }
  EXPECT_LE(requests, kRounds);
  EXPECT_GE(server.scripts_run(), kRounds);
}

TEST_F(HttpsClientTls, EndsAServerThatSendsARecordByteByByte) {
  const LoopbackServer server(
      [](Peer& peer) {
        peer.read_request();
        peer.write_below_tls(std::string("\x17\x03\x03\x40\x00", 5));  // a record of 16 KiB is to follow
        while (peer.write_below_tls("x") && peer.still_open_after(milliseconds(20))) continue;
      },
      authority_.issue("DNS:bot.example.test"));
  auto request = by_name(server);
  request.total_timeout = milliseconds(600);
  const auto start = steady_clock::now();
  expect_error(client_for(server, authority_.file()).send(request), Errc::upstream_timeout, "did not answer");
  EXPECT_LT(steady_clock::now() - start, seconds(10));
}

}  // namespace
}  // namespace exo::net
