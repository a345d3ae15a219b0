// Outbound requests as an attacker would like to shape them: every row must end without a connection.
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "net/https_client.h"
#include "support/fake_name_server.h"
#include "support/loopback_server.h"

namespace exo::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using test::FakeNameServer;
using test::LoopbackServer;
using test::Peer;

void say_hello(Peer& peer) {
  peer.read_request();
  peer.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
}

HttpRequest get(std::string url) {
  HttpRequest request;
  request.url = std::move(url);
  return request;
}

/// Names whose addresses are none of the internet's.
FakeNameServer::Zone inside() {
  return {
      {"loop.example.test", {"127.0.0.1"}},
      {"loop6.example.test", {"::1"}},
      {"mapped.example.test", {"::ffff:127.0.0.1"}},
      {"compatible.example.test", {"::127.0.0.1"}},
      {"nat64.example.test", {"64:ff9b::7f00:1"}},
      {"nat64local.example.test", {"64:ff9b:1::7f00:1"}},
      {"sixtofour.example.test", {"2002:7f00:1::"}},
      {"teredo.example.test", {"2001:0:7f00:1::"}},
      {"ula.example.test", {"fd00::1"}},
      {"linklocal.example.test", {"fe80::1"}},
      {"metadata.example.test", {"169.254.169.254"}},
      {"metadata6.example.test", {"fd00:ec2::254"}},
      {"any.example.test", {"0.0.0.0"}},
      {"any6.example.test", {"::"}},
      {"shared.example.test", {"100.64.0.1"}},
      {"ten.example.test", {"10.0.0.1"}},
      {"lan.example.test", {"192.168.0.1"}},
      {"multicast.example.test", {"224.0.0.1"}},
      {"broadcast.example.test", {"255.255.255.255"}},
      {"mixed.example.test", {"127.0.0.1", "8.8.8.8"}},
      {"127.0.0.1.example.test", {"127.0.0.1"}},
      {"app.localhost", {"127.0.0.1"}},
      {"api.exotel.com.example.test", {"127.0.0.1"}},
      {"xn--exotl-6ve.example.test", {"127.0.0.1"}},
  };
}

/// P stands for the port on which somebody listens on 127.0.0.1.
const std::vector<std::string> kHostile{
    // names that lead inside
    "https://loop.example.test:P/",
    "https://LOOP.example.TEST:P/",
    "https://loop6.example.test:P/",
    "https://mapped.example.test:P/",
    "https://compatible.example.test:P/",
    "https://nat64.example.test:P/",
    "https://nat64local.example.test:P/",
    "https://sixtofour.example.test:P/",
    "https://teredo.example.test:P/",
    "https://ula.example.test:P/",
    "https://linklocal.example.test:P/",
    "https://metadata.example.test:P/",
    "https://metadata6.example.test:P/",
    "https://any.example.test:P/",
    "https://any6.example.test:P/",
    "https://shared.example.test:P/",
    "https://ten.example.test:P/",
    "https://lan.example.test:P/",
    "https://multicast.example.test:P/",
    "https://broadcast.example.test:P/",
    "https://mixed.example.test:P/",
    "https://127.0.0.1.example.test:P/",
    "https://localhost:P/",
    "https://LOCALHOST:P/",
    "https://app.localhost:P/",
    "https://api.exotel.com.example.test:P/",
    "https://xn--exotl-6ve.example.test:P/",
    // literals, canonical
    "https://127.0.0.1:P/",
    "https://127.1.2.3:P/",
    "https://0.0.0.0:P/",
    "https://8.8.8.8:P/",
    "https://[::1]:P/",
    "https://[::]:P/",
    "https://[0:0:0:0:0:0:0:1]:P/",
    "https://[0000:0000:0000:0000:0000:0000:0000:0001]:P/",
    "https://[::ffff:127.0.0.1]:P/",
    "https://[::ffff:7f00:1]:P/",
    "https://[::127.0.0.1]:P/",
    "https://[64:ff9b::127.0.0.1]:P/",
    "https://[2002:7f00:1::]:P/",
    "https://[2606:4700:4700::1111]:P/",
    "https://[fe80::1]:P/",
    "https://169.254.169.254/latest/meta-data/",
    // literals in disguise: decimal, octal, hexadecimal, short, padded, mixed
    "https://2130706433:P/",
    "https://017700000001:P/",
    "https://0x7f000001:P/",
    "https://0X7F000001:P/",
    "https://127.1:P/",
    "https://127.0.1:P/",
    "https://0177.0.0.1:P/",
    "https://0x7f.0.0.1:P/",
    "https://0x7f.1:P/",
    "https://127.0.0.01:P/",
    "https://127.000.000.001:P/",
    "https://0:P/",
    "https://1:P/",
    "https://4294967295:P/",
    "https://340282366920938463463374607431768211455:P/",
    "https://127.0.0.1.:P/",
    "https://127.0.0.256:P/",
    // zones, brackets
    "https://[::1%25lo]:P/",
    "https://[::1%lo]:P/",
    "https://[fe80::1%25eth0]:P/",
    "https://[127.0.0.1]:P/",
    "https://[::1:P/",
    "https://::1:P/",
    "https://[[::1]]:P/",
    "https://[::ffff:127.1]:P/",
    "https://[v1.1]:P/",
    // userinfo
    "https://user@loop.example.test:P/",
    "https://user:secret@loop.example.test:P/",
    "https://api.exotel.com@127.0.0.1:P/",
    "https://api.exotel.com:443@loop.example.test:P/",
    "https://@127.0.0.1:P/",
    "https://api.exotel.com%40127.0.0.1:P/",
    // backslashes, white space, control characters
    "https:\\\\127.0.0.1:P/",
    "https://127.0.0.1:P\\@api.exotel.com/",
    "https://api.exotel.com\\.example.test/",
    " https://127.0.0.1:P/",
    "https://127.0.0.1:P/ ",
    "https:// 127.0.0.1:P/",
    "https://127.0.0.1\t:P/",
    "https://127.0.0.1:P/\r\nHost: api.exotel.com",
    "https://127.0.0.1:P\n/",
    "\thttps://127.0.0.1:P/",
    std::string("https://127.0.0.1\0.example.test/", 32),
    // characters that some normalise: full-width and circled digits, ideographic and full-width dots, soft hyphens,
    // percent
    "https://\xEF\xBC\x91\xEF\xBC\x92\xEF\xBC\x97.0.0.1:P/",
    "https://\xE2\x91\xA0\xE2\x91\xA1\xE2\x91\xA6.0.0.1:P/",
    "https://127\xE3\x80\x82"
    "0\xE3\x80\x82"
    "0\xE3\x80\x82"
    "1:P/",
    "https://127\xEF\xBC\x8E"
    "0\xEF\xBC\x8E"
    "0.1:P/",
    "https://lo\xC2\xAD"
    "calhost:P/",
    "https://127%2e0%2e0%2e1:P/",
    "https://%31%32%37.0.0.1:P/",
    "https://l%6fcalhost:P/",
    "https://exot\xC3\xA9l.example.test:P/",
    // ports
    "https://loop.example.test:0/",
    "https://loop.example.test:65536/",
    "https://loop.example.test:-1/",
    "https://loop.example.test:/",
    "https://loop.example.test:P:P/",
    "https://loop.example.test:P@/",
    "https://loop.example.test:0x50/",
    "https://loop.example.test:+P/",
    // fragments and queries in the place of the path
    "https://127.0.0.1:P#@api.exotel.com/",
    "https://127.0.0.1:P?@api.exotel.com/",
    "https://loop.example.test:P/#x",
    "https://loop.example.test#.api.exotel.com/",
    // trailing dots
    "https://loop.example.test.:P/",
    "https://localhost.:P/",
    "https://loop.example.test..:P/",
    // schemes
    "http://loop.example.test:P/",
    "http://127.0.0.1:P/",
    "http://localhost:P/",
    "ws://loop.example.test:P/",
    "wss://loop.example.test:P/",
    "ftp://loop.example.test:P/",
    "file:///etc/passwd",
    "gopher://loop.example.test:P/_x",
    "dict://loop.example.test:P/",
    "unix:///run/x.sock",
    "javascript:alert(1)",
    "data:text/plain,x",
    "//loop.example.test:P/",
    "/",
    "",
    "https:",
    "https:///",
    "https:127.0.0.1:P/",
    "hTTp://loop.example.test:P/",
    "https+unix://x/",
    "jar:https://x/!/",
};

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
