#include "net/cidr.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace exo::net {
namespace {

CidrList list_of(std::vector<std::string> entries) {
  return CidrList::parse(entries).value();
}

TEST(CidrList, FindsAddressesInItsBlocks) {
  const auto list = list_of({"10.0.0.0/8", " 192.168.1.77 ", "2001:db8::/33", "::1"});
  for (const auto* const inside :
       {"10.0.0.0", "10.255.255.255", "192.168.1.77", "2001:db8::1", "2001:db8:7fff::1", "::1", "::ffff:10.2.3.4"}) {
    EXPECT_TRUE(list.contains(inside)) << inside;
  }
  for (const auto* const outside : {"9.255.255.255", "11.0.0.0", "192.168.1.76", "2001:db8:8000::1", "::2", "",
                                    "10.0.0.1:80", "[::1]", "unknown", "10.0.0.1, 10.0.0.2", "::ffff:11.0.0.1"}) {
    EXPECT_FALSE(list.contains(outside)) << outside;
  }
}

TEST(CidrList, IgnoresBitsBehindThePrefix) {
  EXPECT_TRUE(list_of({"192.168.1.20/24"}).contains("192.168.1.255"));
}

TEST(CidrList, KnowsTheWidestAndTheNarrowestPrefix) {
  EXPECT_TRUE(list_of({"0.0.0.0/0"}).contains("203.0.113.1"));
  EXPECT_FALSE(list_of({"0.0.0.0/0"}).contains("::1"));
  EXPECT_TRUE(list_of({"::/0"}).contains("2001::1"));
  EXPECT_FALSE(list_of({"::/0"}).contains("10.0.0.1"));
  EXPECT_TRUE(list_of({"10.0.0.1/32"}).contains("10.0.0.1"));
  EXPECT_FALSE(list_of({"10.0.0.1/32"}).contains("10.0.0.0"));
}

TEST(CidrList, CountsThePrefixOfAMappedBlockIn128Bits) {
  const auto list = list_of({"::ffff:10.0.0.0/104"});
  EXPECT_TRUE(list.contains("10.9.9.9"));
  EXPECT_FALSE(list.contains("11.0.0.0"));
}

TEST(CidrList, EmptyHoldsNothing) {
  EXPECT_TRUE(CidrList().empty());
  EXPECT_FALSE(CidrList().contains("127.0.0.1"));
}

TEST(CidrList, RefusesWhatIsNoBlockAndQuotesIt) {
  for (const std::string bad :
       {"", "proxy.example.com", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8/8", "10.0.0.0/ 8",
        "10.0.0.0/+8", "10.0.0/8", "::1/129", "::ffff:10.0.0.0/95", "fe80::1%eth0", "/8", "10.0.0.0/99999999999"}) {
    const std::vector<std::string> entries{"127.0.0.1", bad};
    const auto list = CidrList::parse(entries);
    ASSERT_FALSE(list) << bad;
    EXPECT_EQ(list.error().code, Errc::bad_configuration);
    EXPECT_NE(list.error().detail.find("\"" + bad + "\""), std::string::npos) << list.error().detail;
  }
}

}  // namespace
}  // namespace exo::net
