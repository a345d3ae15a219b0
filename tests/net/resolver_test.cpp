#include "net/resolver.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "support/fake_name_server.h"

namespace exo::net {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;
using test::FakeNameServer;

SteadyTime soon() {
  return steady_clock::now() + seconds(10);
}

bool holds(const std::vector<IpAddress>& addresses, const char* text) {
  return std::ranges::find(addresses, IpAddress::parse(text).value()) != addresses.end();
}

TEST(Resolver, FindsAddressesOfBothFamilies) {
  const FakeNameServer names({{"bot.example.test", {"203.0.113.7", "203.0.113.8", "2001:db8::7"}}});
  const auto addresses = Resolver({names.address()}).resolve("bot.example.test", soon());
  ASSERT_TRUE(addresses) << addresses.error().detail;
  EXPECT_EQ(addresses->size(), 3U);
  EXPECT_TRUE(holds(*addresses, "203.0.113.7"));
  EXPECT_TRUE(holds(*addresses, "203.0.113.8"));
  EXPECT_TRUE(holds(*addresses, "2001:db8::7"));
}

TEST(Resolver, ShowsAMappedAddressAsTheIPv4AddressThatItReaches) {
  const FakeNameServer names({{"sly.example.test", {"::ffff:127.0.0.1", "127.0.0.1"}}});
  const auto addresses = Resolver({names.address()}).resolve("sly.example.test", soon());
  ASSERT_TRUE(addresses) << addresses.error().detail;
  ASSERT_EQ(addresses->size(), 1U) << "one host, once";
  EXPECT_EQ(addresses->front(), IpAddress::parse("127.0.0.1"));
}

TEST(Resolver, KeepsNoMoreThanEightAddresses) {
  FakeNameServer::Zone zone;
  for (int i = 1; i <= 20; ++i) zone["many.example.test"].push_back("203.0.113." + std::to_string(i));
  const FakeNameServer names(zone);
  const auto addresses = Resolver({names.address()}).resolve("many.example.test", soon());
  ASSERT_TRUE(addresses) << addresses.error().detail;
  EXPECT_EQ(addresses->size(), 8U);
}

TEST(Resolver, SaysThatANameDoesNotExist) {
  const FakeNameServer names({});
  const auto addresses = Resolver({names.address()}).resolve("nowhere.example.test", soon());
  ASSERT_FALSE(addresses);
  EXPECT_EQ(addresses.error().code, Errc::upstream_failed);
  EXPECT_NE(addresses.error().detail.find("nowhere.example.test does not exist"), std::string::npos);
  EXPECT_GE(names.questions(), 1);
}

TEST(Resolver, GivesUpAtTheDeadlineWhenNobodyAnswers) {
  const FakeNameServer names({});
  const auto start = steady_clock::now();
  const auto addresses =
      Resolver({names.address()}).resolve("silent.example.test", start + std::chrono::milliseconds(300));
  ASSERT_FALSE(addresses);
  EXPECT_EQ(addresses.error().code, Errc::upstream_timeout);
  EXPECT_LT(steady_clock::now() - start, seconds(5));
}

TEST(Resolver, HonoursTheHostsFileWithoutAskingAnyone) {
  const FakeNameServer names({});
  const auto addresses = Resolver({names.address()}).resolve("localhost", soon());
  ASSERT_TRUE(addresses) << addresses.error().detail;
  EXPECT_TRUE(holds(*addresses, "127.0.0.1"));
  EXPECT_EQ(names.questions(), 0);
}

TEST(Resolver, RefusesAServerThatIsNoAddress) {
  const auto addresses = Resolver({"not an address"}).resolve("bot.example.test", soon());
  ASSERT_FALSE(addresses);
  EXPECT_EQ(addresses.error().code, Errc::internal);
}

}  // namespace
}  // namespace exo::net
