#include "domain/url.h"

#include <string>

#include <gtest/gtest.h>

namespace exo::domain {
namespace {

TEST(SplitUrl, FindsEveryPart) {
  const auto parts = split_url("HTTPS://user:pw@Core.Example.com:8443/a/b?c=d#e");
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->scheme, "https");
  EXPECT_TRUE(parts->has_userinfo);
  EXPECT_EQ(parts->userinfo, "user:pw");
  EXPECT_EQ(parts->host, "Core.Example.com");
  EXPECT_EQ(parts->port, 8443);
  EXPECT_EQ(parts->path, "/a/b");
}

TEST(SplitUrl, NeedsOnlyAHost) {
  const auto parts = split_url("h");
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->scheme, "");
  EXPECT_FALSE(parts->has_userinfo);
  EXPECT_EQ(parts->host, "h");
  EXPECT_FALSE(parts->port);
  EXPECT_EQ(parts->path, "");
}

TEST(SplitUrl, UnderstandsIpv6) {
  const auto parts = split_url("ws://[2001:db8::1]:81/x");
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->host, "[2001:db8::1]");
  EXPECT_EQ(parts->port, 81);
  EXPECT_FALSE(split_url("ws://[::1]")->port);
}

TEST(SplitUrl, SeesAnEmptyUserinfoAndTheLastAt) {
  EXPECT_TRUE(split_url("https://@h")->has_userinfo);
  EXPECT_EQ(split_url("https://a@b@h")->userinfo, "a@b");
  EXPECT_FALSE(split_url("https://h/@x")->has_userinfo) << "an '@' in the path is no userinfo";
  EXPECT_FALSE(split_url("https://h?a@b")->has_userinfo) << "nor is one in the query";
}

TEST(SplitUrl, KnowsTheRangeOfPorts) {
  EXPECT_EQ(split_url("h:1")->port, 1);
  EXPECT_EQ(split_url("h:65535")->port, 65535);
  EXPECT_FALSE(split_url("https://h:")->port) << "RFC 3986 §3.2.3 allows an empty port";
  for (const std::string_view text : {"h:0", "h:65536", "h:99999999999", "h:-1", "h:+1", "h:8a", "h: 80", "h:80:90"}) {
    EXPECT_FALSE(split_url(text)) << text;
  }
}

TEST(SplitUrl, RefusesWhatHasNoUsableHost) {
  for (const std::string_view text : {"",
                                      "/",
                                      "//h",
                                      "https://",
                                      "https:///p",
                                      "https://?q",
                                      "https://:80",
                                      "https://@",
                                      "https:/h",
                                      "https:h",
                                      "://h",
                                      "https://a b",
                                      "https://a,b",
                                      "https://-h",
                                      "https://.h",
                                      "https://a..b",
                                      "https://[::1",
                                      "https://[]",
                                      "https://[::g]",
                                      "https://[::1]x:80",
                                      "https://[fe80::1%eth0]",
                                      "https://h\n",
                                      "https://h\\@evil",
                                      "https://\xE0\xA4\x98",
                                      "https://h%2F",
                                      "javascript:alert(1)"}) {
    EXPECT_FALSE(split_url(text)) << text;
  }
  EXPECT_FALSE(split_url(std::string(254, 'a')));
  EXPECT_TRUE(split_url(std::string(253, 'a')));
  EXPECT_FALSE(split_url(std::string_view("h\0.evil", 7)));
}

}  // namespace
}  // namespace exo::domain
