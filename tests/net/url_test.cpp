#include "net/url.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace exo::net {
namespace {

TEST(Url, ReadsItsParts) {
  const auto url = parse_url("HTTPS://API.Exotel.com:8443/v1/Accounts/a%20b?x=1&y=%2B");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->host, "api.exotel.com");
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(url->target, "/v1/Accounts/a%20b?x=1&y=%2B");
  EXPECT_FALSE(url->literal);
  EXPECT_EQ(url->authority(), "api.exotel.com:8443");
}

TEST(Url, KnowsTheDefaults) {
  EXPECT_EQ(parse_url("https://h.example")->port, 443);
  EXPECT_EQ(parse_url("wss://h.example")->port, 443);
  EXPECT_EQ(parse_url("http://h.example")->port, 80);
  EXPECT_EQ(parse_url("ws://h.example")->port, 80);
  EXPECT_EQ(parse_url("https://h.example")->target, "/");
  EXPECT_EQ(parse_url("https://h.example?x")->target, "/?x");
  EXPECT_EQ(parse_url("https://h.example:443/")->authority(), "h.example");
  EXPECT_TRUE(parse_url("wss://h.example")->is_secure());
  EXPECT_FALSE(parse_url("ws://h.example")->is_secure());
}

TEST(Url, TellsLiteralsFromNames) {
  const auto four = parse_url("http://127.0.0.1:9000/");
  ASSERT_TRUE(four);
  EXPECT_EQ(four->literal, IpAddress::parse("127.0.0.1"));

  const auto six = parse_url("https://[2001:DB8::1]/");
  ASSERT_TRUE(six);
  EXPECT_EQ(six->host, "2001:db8::1");
  EXPECT_EQ(six->authority(), "[2001:db8::1]");
  EXPECT_EQ(six->literal, IpAddress::parse("2001:db8::1"));

  EXPECT_FALSE(parse_url("https://1.2.3.4.example/")->literal);
  EXPECT_FALSE(parse_url("https://0xcafe.example/")->literal);
  EXPECT_TRUE(parse_url("https://bot_1.lan/"));
}

TEST(Url, RefusesHostileSpellings) {
  const std::vector<std::string> hostile{
      // no or another scheme
      "",
      "/",
      "//",
      "://",
      "https:",
      "https:/",
      "api.exotel.com",
      "//api.exotel.com/",
      "https:/api.exotel.com",
      "ftp://h.example/",
      "file:///etc/passwd",
      "gopher://h.example/",
      "javascript://h.example/",
      "data://h.example",
      "unix:///run/x",
      " https://h.example/",
      "https ://h.example/",
      "httpss://h.example/",
      "https:\\\\h.example",
      // no host, or one that is none
      "https://",
      "https:///",
      "https:///path",
      "https://?x",
      "https://:443/",
      "https://.",
      "https://..",
      "https://.h.example/",
      "https://h..example/",
      "https://h.example./",
      "https://-h.example/",
      "https://h-.example/",
      "https://h%2eexample/",
      "https://h.example%00.evil/",
      "https://h*.example/",
      "https://h,example/",
      "https://h;example/",
      "https://h!example/",
      "https://\xE2\x91\xA0.example/",
      "https://h\xC2\xADx.example/",
      "https://" + std::string(64, 'a') + ".example/",
      "https://" + std::string(254, 'a') + "/",
      // userinfo, also as a disguise
      "https://user@h.example/",
      "https://user:secret@h.example/",
      "https://@h.example/",
      "https://:@h.example/",
      "https://api.exotel.com@evil.example/",
      "https://api.exotel.com:443@evil.example/",
      "https://evil.example#@api.exotel.com/",
      "https://evil.example\\@api.exotel.com/",
      // addresses in disguise
      "https://2130706433/",
      "https://0x7f000001/",
      "https://0x7f.1/",
      "https://0177.0.0.1/",
      "https://127.1/",
      "https://127.0.1/",
      "https://0/",
      "https://0x/",
      "https://00000177.1/",
      "https://1.2.3.4.5/",
      "https://1.2.3.256/",
      "https://127.0.0.1./",
      "https://foo.0x7f/",
      "https://example.1/",
      "https://0X7F.0.0.1/",
      "https://017700000001/",
      "https://127.0.0.01/",
      "https://[127.0.0.1]/",
      "https://[::1/",
      "https://::1/",
      "https://[::1]x/",
      "https://[::1]:/",
      "https://[]/",
      "https://[::g]/",
      "https://[fe80::1%25eth0]/",
      "https://[fe80::1%eth0]/",
      "https://[v1.x]/",
      "https://[::1][::2]/",
      "https://[::1].example/",
      // ports
      "https://h.example:/",
      "https://h.example:0/",
      "https://h.example:65536/",
      "https://h.example:-1/",
      "https://h.example:+443/",
      "https://h.example:44a/",
      "https://h.example:443:443/",
      "https://h.example:000443/",
      "https://h.example: 443/",
      "https://h.example:99999999999999/",
      // characters that split requests or confuse readers
      "https://h.example/a b",
      "https://h.example/a\tb",
      "https://h.example/a\r\nHost: x",
      "https://h.example/\n",
      "https://h.example\r/",
      "https://h.example/a\\b",
      "https://h.example\\.evil/",
      std::string("https://h.example/\0x", 20),
      "https://h.example/\x7F",
      "https://h.example/\xC3\xA9",
      "https://h.example/#x",
      "https://h.example#",
      "https://h.example/" + std::string(9000, 'a'),
  };
  EXPECT_GE(hostile.size(), 60U);
  for (const auto& text : hostile) {
    const auto url = parse_url(text);
    EXPECT_FALSE(url) << text << " was read as " << url->authority();
    if (!url) EXPECT_EQ(url.error().code, Errc::unprocessable) << text;
  }
}

TEST(Url, NeverRepeatsThePasswordThatItRefuses) {
  const auto url = parse_url("https://key:sup3rs3cret@api.exotel.com/");
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().detail.find("sup3rs3cret"), std::string::npos);
  EXPECT_NE(url.error().detail.find("password"), std::string::npos);
}

TEST(Url, AcceptsTheLongestNames) {
  const std::string label(63, 'a');
  const std::string name = label + "." + label + "." + label + "." + std::string(61, 'b');
  ASSERT_EQ(name.size(), 253U);
  EXPECT_TRUE(parse_url("https://" + name + "/"));
  EXPECT_FALSE(parse_url("https://" + name + "b/"));
}

}  // namespace
}  // namespace exo::net
