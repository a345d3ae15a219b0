#include "net/listen_address.h"

#include <string>

#include <gtest/gtest.h>

namespace exo::net {
namespace {

TEST(ListenAddress, ReadsAddressAndPort) {
  const auto four = parse_listen_address("127.0.0.1:8080");
  ASSERT_TRUE(four);
  EXPECT_EQ(four->host, "127.0.0.1");
  EXPECT_EQ(four->port, 8080);

  const auto six = parse_listen_address("[::1]:65535");
  ASSERT_TRUE(six);
  EXPECT_EQ(six->host, "::1");
  EXPECT_EQ(six->port, 65535);

  EXPECT_EQ(parse_listen_address("0.0.0.0:0")->port, 0);
}

TEST(ListenAddress, RefusesTheRestAndQuotesIt) {
  for (const std::string bad : {"",
                                "8080",
                                "127.0.0.1",
                                "127.0.0.1:",
                                ":8080",
                                "localhost:8080",
                                "*:8080",
                                "::1:8080",
                                "[::1]",
                                "[::1]8080",
                                "[127.0.0.1]:80",
                                "[]:80",
                                "127.0.0.1:65536",
                                "127.0.0.1:-1",
                                "127.0.0.1:80a",
                                "127.0.0.1: 80",
                                " 127.0.0.1:80",
                                "127.0.0.1:80 ",
                                "127.1:80",
                                "256.0.0.1:80",
                                "[fe80::1%lo]:80",
                                "http://127.0.0.1:80"}) {
    const auto address = parse_listen_address(bad);
    ASSERT_FALSE(address) << bad;
    EXPECT_EQ(address.error().code, Errc::bad_configuration);
    EXPECT_NE(address.error().detail.find("\"" + bad + "\""), std::string::npos) << address.error().detail;
  }
}

}  // namespace
}  // namespace exo::net
