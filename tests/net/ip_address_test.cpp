#include "net/ip_address.h"

#include <string>

#include <gtest/gtest.h>

namespace exo::net {
namespace {

using Family = IpAddress::Family;

TEST(IpAddress, ReadsAndWritesTheCanonicalSpellings) {
  for (const std::string& text : {"0.0.0.0", "127.0.0.1", "255.255.255.255", "::", "::1", "2001:db8::1", "fe80::1"}) {
    const auto address = IpAddress::parse(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(address->to_text(), text);
  }
}

TEST(IpAddress, RefusesEverythingThatIsNoPlainAddress) {
  const std::string with_zero("127.0.0.1\0.evil", 15);
  for (const std::string& text :
       {std::string(), std::string("localhost"), std::string("127.1"), std::string("0x7f.0.0.1"),
        std::string("127.0.0.256"), std::string("2130706433"), std::string("127.0.0.1:80"), std::string("[::1]"),
        std::string("fe80::1%lo"), std::string("1.2.3.4 "), std::string(" 1.2.3.4"), std::string("1.2.3.4/8"),
        std::string(":::"), std::string("1::2::3"), std::string(1000, '1'), with_zero}) {
    EXPECT_FALSE(IpAddress::parse(text)) << text;
  }
}

TEST(IpAddress, TakesAMappedAddressForTheIPv4AddressThatItReaches) {
  const auto mapped = IpAddress::parse("::ffff:10.1.2.3");
  ASSERT_TRUE(mapped);
  EXPECT_EQ(mapped->family(), Family::v4);
  EXPECT_EQ(*mapped, IpAddress::parse("10.1.2.3"));
  EXPECT_EQ(IpAddress::parse("::ffff:0a01:0203"), mapped);
  EXPECT_EQ(IpAddress::parse("::10.1.2.3")->family(), Family::v6);
}

TEST(IpAddress, CountsBitsFromTheMostSignificantOne) {
  const auto address = IpAddress::parse("128.0.0.1").value();
  EXPECT_TRUE(address.bit(0));
  EXPECT_FALSE(address.bit(1));
  EXPECT_TRUE(address.bit(31));
  EXPECT_EQ(address.width(), 32);
  EXPECT_EQ(IpAddress::parse("::1")->width(), 128);
  EXPECT_TRUE(IpAddress::parse("::1")->bit(127));
}

}  // namespace
}  // namespace exo::net
