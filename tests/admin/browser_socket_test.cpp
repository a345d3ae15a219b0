#include "admin/browser_socket.h"

#include <gtest/gtest.h>

#include "admin/front_door.h"

namespace exo::admin {
namespace {

constexpr CallPlaneDoor kPlain{8081, Transport::plain};

std::string policy(std::string_view host, const CallPlaneDoor& door = kPlain, const std::string& public_url = "") {
  domain::PublicAddress address;
  address.public_url = public_url;
  return page_policy(browser_sockets(host, door, address));
}

std::string connect_src(const std::string& policy) {
  const auto from = policy.find("; connect-src ") + 2;
  return policy.substr(from, policy.find(';', from) - from);
}

TEST(BrowserSocket, ThePageMayConnectToTheCallPlaneAtItsOwnHostAndToThePublicUrl) {
  EXPECT_EQ(connect_src(policy("127.0.0.1:8080")), "connect-src 'self' ws://127.0.0.1:8081");
  EXPECT_EQ(connect_src(policy("LOCALHOST")), "connect-src 'self' ws://localhost:8081");
  EXPECT_EQ(connect_src(policy("gw.office.example:443", {443, Transport::tls}, "https://voice.example.com/gw")),
            "connect-src 'self' wss://gw.office.example:443 wss://voice.example.com");
  EXPECT_EQ(connect_src(policy("10.0.0.7", kPlain, "http://voice.example.com:8081")),
            "connect-src 'self' ws://10.0.0.7:8081 ws://voice.example.com:8081");
}

TEST(BrowserSocket, NothingElseIsLoosened) {
  EXPECT_EQ(policy("h:1"),
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
            "connect-src 'self' ws://h:8081");
}

TEST(BrowserSocket, AHostileHostInjectsNothing) {
  const auto nothing = policy("");
  EXPECT_EQ(connect_src(nothing), "connect-src 'self'");
  for (const std::string_view host : {std::string_view("a b"),
                                      std::string_view("a;script-src *"),
                                      std::string_view("a; script-src 'unsafe-inline'"),
                                      std::string_view("*"),
                                      std::string_view("*.example.com"),
                                      std::string_view("a,b"),
                                      std::string_view("a:*"),
                                      std::string_view("a:80 https://evil.example"),
                                      std::string_view("a:80;x"),
                                      std::string_view("a:0"),
                                      std::string_view("a:"),
                                      std::string_view("a:65536"),
                                      std::string_view("a:+1"),
                                      std::string_view("a:1:2"),
                                      std::string_view("user@a"),
                                      std::string_view("a/b"),
                                      std::string_view("a\\b"),
                                      std::string_view("'self'"),
                                      std::string_view("a\nb"),
                                      std::string_view("a\r\nX: y"),
                                      std::string_view("a\0b", 3),
                                      std::string_view("h\xc3\xa9"),
                                      std::string_view("[::1]"),
                                      std::string_view("[::1]:80"),
                                      std::string_view("::1"),
                                      std::string_view("0x7f.1"),
                                      std::string_view("127.1"),
                                      std::string_view("2130706433"),
                                      std::string_view("."),
                                      std::string_view("a."),
                                      std::string_view("%61"),
                                      std::string_view("a?b"),
                                      std::string_view("a#b"),
                                      std::string_view("<script>")}) {
    EXPECT_EQ(policy(host), nothing) << host;
  }
  EXPECT_EQ(policy(std::string(300, 'a')), nothing);
  EXPECT_EQ(policy(std::string(100'000, 'a')), nothing);
}

TEST(BrowserSocket, NorDoesAStrangePublicUrl) {
  const auto nothing = policy("");
  for (const auto* url : {"https://a;b", "https://a b", "https://[::1]", "ftp://a", "https://*", "nonsense nonsense"}) {
    EXPECT_EQ(policy("", kPlain, url), nothing) << url;
  }
}

TEST(BrowserSocket, WithoutACallPlaneThereIsNone) {
  EXPECT_TRUE(browser_sockets("localhost", {}, {}).empty());
}

}  // namespace
}  // namespace exo::admin
