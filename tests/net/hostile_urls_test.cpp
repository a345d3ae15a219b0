// Outbound requests as an attacker would like to shape them: every row must end without a connection.
#include "hostile_urls.h"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "net/https_client.h"
#include "plain_exchange.h"
#include "support/fake_name_server.h"
#include "support/loopback_server.h"

namespace exo::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using test::FakeNameServer;
using test::get;
using test::inside;
using test::kHostile;
using test::LoopbackServer;
using test::Peer;
using test::say_hello;

TEST(HostileUrls, NoneReachesAnybody) {
  EXPECT_GE(kHostile.size(), 60U);
  const LoopbackServer server(say_hello);
  const FakeNameServer names(inside());
  const HttpsClient client({.dns_servers = {names.address()}});
  for (auto url : kHostile) {
    for (auto at = url.find(":P"); at != std::string::npos; at = url.find(":P")) {
      url.replace(at, 2, fmt::format(":{}", server.port()));
    }
    const auto reply = client.send(get(url));
    ASSERT_FALSE(reply) << printable(url, 200) << " was answered";
    EXPECT_EQ(reply.error().code, Errc::forbidden) << printable(url, 200) << ": " << reply.error().detail;
    EXPECT_FALSE(reply.error().detail.empty());
    EXPECT_EQ(reply.error().detail.find("secret"), std::string::npos) << "the URL may hold a password";
  }
  EXPECT_EQ(server.connections(), 0);
}

TEST(HostileUrls, AllowedHostsOpenNothingBesideThemselves) {
  const LoopbackServer server(say_hello);
  const FakeNameServer names(inside());
  const auto listed = fmt::format("http://127.0.0.1:{}", server.port());
  const HttpsClient client({.allowed_hosts = {listed}, .dns_servers = {names.address()}});
  ASSERT_TRUE(client.send(get(listed + "/"))) << "the table below would prove nothing";
  const auto port = server.port();
  for (const auto& url : {fmt::format("https://127.0.0.1:{}/", port), std::string("http://127.0.0.1:1/"),
                          fmt::format("http://127.0.0.2:{}/", port), fmt::format("http://[::1]:{}/", port),
                          fmt::format("http://2130706433:{}/", port), fmt::format("http://user@127.0.0.1:{}/", port),
                          fmt::format("http://127.1:{}/", port), fmt::format("http://lan.example.test:{}/", port)}) {
    const auto reply = client.send(get(url));
    ASSERT_FALSE(reply) << url;
    EXPECT_EQ(reply.error().code, Errc::forbidden) << url;
  }
  EXPECT_EQ(server.connections(), 1);
}

// --------------------------------------------------------------------------------------------- a resolver that lies

TEST(DnsRebinding, OneLookUpDecidesAndIsConnectedTo) {
  const LoopbackServer good(say_hello);
  const LoopbackServer evil(say_hello, "127.0.0.2", good);
  // The first look-up is honest; from the third question on the name leads elsewhere.
  const FakeNameServer names({{"bot.example.test", {"127.0.0.1"}}}, {{"bot.example.test", {"127.0.0.2"}}}, 2);
  const HttpsClient client(
      {.allowed_hosts = {fmt::format("http://127.0.0.1:{}", good.port())}, .dns_servers = {names.address()}});
  const auto url = fmt::format("http://bot.example.test:{}/", good.port());
  const auto first = client.send(get(url));
  ASSERT_TRUE(first) << first.error().detail;
  EXPECT_EQ(names.questions(), 2) << "checked and connected by one look-up";
  EXPECT_EQ(good.connections(), 1);

  const auto second = client.send(get(url));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Errc::forbidden) << second.error().detail;
  EXPECT_EQ(evil.connections(), 0);
  EXPECT_EQ(good.connections(), 1);
}

TEST(DnsRebinding, AnAnswerThatTurnsInwardBetweenAAndAAAAIsRefused) {
  const LoopbackServer server(say_hello);
  const FakeNameServer names({{"turn.example.test", {"8.8.8.8", "2001:4860:4860::8888"}}},
                             {{"turn.example.test", {"127.0.0.1", "::1"}}}, 1);
  const HttpsClient client({.dns_servers = {names.address()}});
  const auto reply = client.send(get(fmt::format("https://turn.example.test:{}/", server.port())));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Errc::forbidden) << "one inward address is enough: " << reply.error().detail;
  EXPECT_EQ(server.connections(), 0);
}

// ----------------------------------------------------------------------------------------- servers that misbehave

class Misbehaving : public ::testing::Test {
 protected:
  static Result<HttpReply> ask(const LoopbackServer& server, std::size_t max_body, milliseconds time = seconds(30)) {
    const HttpsClient client({.allowed_hosts = {fmt::format("http://127.0.0.1:{}", server.port())}});
    auto request = get(fmt::format("http://127.0.0.1:{}/", server.port()));
    request.max_body = max_body;
    request.total_timeout = time;
    return client.send(request);
  }
};

TEST_F(Misbehaving, ARedirectInwardIsAnAnswerAndNotAWay) {
  const LoopbackServer inner(say_hello);
  for (const int status : {301, 302, 303, 307, 308}) {
    const LoopbackServer server([&](Peer& peer) {
      peer.read_request();
      peer.write(fmt::format("HTTP/1.1 {} Moved\r\nLocation: http://127.0.0.1:{}/\r\nContent-Length: 0\r\n\r\n", status,
                             inner.port()));
    });
    const auto reply = ask(server, 1 << 20);
    ASSERT_TRUE(reply) << reply.error().detail;
    EXPECT_EQ(reply->status, status);
    EXPECT_EQ(server.connections(), 1);
  }
  EXPECT_EQ(inner.connections(), 0);
}

TEST_F(Misbehaving, AnEndlessBodyIsCutAtItsCap) {
  const LoopbackServer server([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    const auto chunk = "1000\r\n" + std::string(4096, 'x') + "\r\n";
    while (peer.write(chunk)) continue;
  });
  const auto reply = ask(server, 64 * 1024);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Errc::upstream_failed);
  EXPECT_NE(reply.error().detail.find("larger than 65536"), std::string::npos) << reply.error().detail;
}

TEST_F(Misbehaving, DrippingEndsAtTheTotalTime) {
  for (const std::string head :
       {"", "HTTP/1.1 200 OK\r\nX-Drip: ", "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"}) {
    const LoopbackServer server([&](Peer& peer) {
      peer.read_request();
      peer.write(head);
      while (peer.still_open_after(milliseconds(50)) && peer.write("x")) continue;
    });
    const auto start = steady_clock::now();
    const auto reply = ask(server, 1 << 20, milliseconds(600));
    ASSERT_FALSE(reply) << head;
    EXPECT_EQ(reply.error().code, Errc::upstream_timeout) << head << reply.error().detail;
    EXPECT_LT(steady_clock::now() - start, seconds(20));
  }
}

TEST_F(Misbehaving, HeadersWithoutEndAreRefused) {
  const LoopbackServer server([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\n");
    while (peer.write("X-Filler: " + std::string(1000, 'x') + "\r\n")) continue;
  });
  const auto reply = ask(server, 1 << 20, seconds(10));
  ASSERT_FALSE(reply);
  EXPECT_TRUE(reply.error().code == Errc::upstream_failed || reply.error().code == Errc::upstream_timeout);
}

}  // namespace
}  // namespace exo::net
