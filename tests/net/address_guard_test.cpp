#include "net/address_guard.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace exo::net {
namespace {

AddressGuard guard_with(std::vector<std::string> allowed) {
  return AddressGuard::parse(allowed).value();
}

/// Both checks, as the client makes them.
bool passes(const AddressGuard& guard, const std::string& url_text, const std::string& address_text) {
  const auto url = parse_url(url_text).value();
  const std::vector addresses{IpAddress::parse(address_text).value()};
  const auto before = guard.check(url);
  if (!before) EXPECT_EQ(before.error().code, Errc::forbidden);
  const auto after = guard.check(url, addresses);
  if (!after) EXPECT_EQ(after.error().code, Errc::forbidden);
  return before && after;
}

TEST(IsGlobal, TrueForTheInternet) {
  for (const auto* const text :
       {"1.1.1.1",          "8.8.8.8",         "9.255.255.255",   "11.0.0.0",       "100.63.255.255", "100.128.0.0",
        "126.255.255.255",  "128.0.0.0",       "169.253.255.255", "169.255.0.0",    "172.15.255.255", "172.32.0.0",
        "192.0.1.0",        "192.167.255.255", "192.169.0.0",     "198.17.255.255", "198.20.0.0",     "203.0.112.255",
        "203.0.114.0",      "223.255.255.255", "2606:4700::1111", "2a00:1450::1",   "2001:200::1",    "2400::1",
        "64:ff9b::808:808", "::ffff:8.8.8.8"}) {
    EXPECT_TRUE(is_global(IpAddress::parse(text).value())) << text;
  }
}

TEST(IsGlobal, FalseForEverythingElse) {
  for (const auto* const text : {"0.0.0.0",
                                 "0.1.2.3",
                                 "10.0.0.1",
                                 "10.255.255.255",
                                 "100.64.0.0",
                                 "100.127.255.255",
                                 "127.0.0.1",
                                 "127.255.255.255",
                                 "169.254.0.1",
                                 "169.254.169.254",
                                 "172.16.0.0",
                                 "172.31.255.255",
                                 "192.0.0.8",
                                 "192.0.2.1",
                                 "192.88.99.1",
                                 "192.168.0.1",
                                 "192.168.255.255",
                                 "198.18.0.1",
                                 "198.19.255.255",
                                 "198.51.100.7",
                                 "203.0.113.9",
                                 "224.0.0.1",
                                 "239.255.255.255",
                                 "240.0.0.1",
                                 "255.255.255.255",
                                 "::",
                                 "::1",
                                 "::10.0.0.1",
                                 "::ffff:127.0.0.1",
                                 "::ffff:10.0.0.1",
                                 "::ffff:169.254.169.254",
                                 "64:ff9b::a00:1",
                                 "64:ff9b::7f00:1",
                                 "64:ff9b::a9fe:a9fe",
                                 "64:ff9b:1::808:808",
                                 "100::1",
                                 "2001::1",
                                 "2001:10::1",
                                 "2001:20::1",
                                 "2001:db8::1",
                                 "2002:a00:1::",
                                 "2002:808:808::1",
                                 "3ffe::1",
                                 "3fff::1",
                                 "5f00::1",
                                 "fc00::1",
                                 "fd00:ec2::254",
                                 "fdff::1",
                                 "fe80::1",
                                 "fec0::1",
                                 "ff02::1",
                                 "ff0e::1"}) {
    EXPECT_FALSE(is_global(IpAddress::parse(text).value())) << text;
  }
}

TEST(AddressGuard, ByDefaultPassesHttpsToGlobalAddressesOnly) {
  const AddressGuard guard;
  EXPECT_TRUE(passes(guard, "https://api.exotel.com/", "8.8.8.8"));
  EXPECT_TRUE(passes(guard, "wss://bot.example:8443/", "2606:4700::1"));
  EXPECT_FALSE(passes(guard, "http://api.exotel.com/", "8.8.8.8"));
  EXPECT_FALSE(passes(guard, "ws://bot.example/", "8.8.8.8"));
  EXPECT_FALSE(passes(guard, "https://8.8.8.8/", "8.8.8.8"));
  EXPECT_FALSE(passes(guard, "https://[2606:4700::1]/", "2606:4700::1"));
  EXPECT_FALSE(passes(guard, "https://intranet.example/", "10.0.0.1"));
  EXPECT_FALSE(passes(guard, "https://localhost/", "127.0.0.1"));
  EXPECT_FALSE(passes(guard, "https://localhost/", "::1"));
}

TEST(AddressGuard, RefusesANameWhenOneOfItsAddressesIsInside) {
  const auto url = parse_url("https://rebound.example/").value();
  const std::vector addresses{IpAddress::parse("8.8.8.8").value(), IpAddress::parse("192.168.1.1").value()};
  const auto verdict = AddressGuard().check(url, addresses);
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().code, Errc::forbidden);
  EXPECT_NE(verdict.error().detail.find("rebound.example"), std::string::npos);
  EXPECT_EQ(verdict.error().detail.find("192.168"), std::string::npos) << "an outsider must not learn inside addresses";
}

TEST(AddressGuard, AnEntryWithANameLiftsItForThatNameAlone) {
  const auto guard = guard_with({"https://Bot.lan:8443", "http://simulator"});
  EXPECT_TRUE(passes(guard, "https://bot.lan:8443/x", "192.168.1.20"));
  EXPECT_TRUE(passes(guard, "https://BOT.LAN:8443/x", "127.0.0.1"));
  EXPECT_FALSE(passes(guard, "https://bot.lan/x", "192.168.1.20"));
  EXPECT_FALSE(passes(guard, "wss://bot.lan:8443/x", "192.168.1.20"));
  EXPECT_FALSE(passes(guard, "http://bot.lan:8443/x", "192.168.1.20"));
  EXPECT_FALSE(passes(guard, "https://a.bot.lan:8443/x", "192.168.1.20"));
  EXPECT_FALSE(passes(guard, "https://192.168.1.20:8443/x", "192.168.1.20"));
  EXPECT_TRUE(passes(guard, "http://simulator/", "10.0.0.9"));
  EXPECT_TRUE(passes(guard, "http://simulator:80/", "10.0.0.9"));
  EXPECT_FALSE(passes(guard, "http://simulator:81/", "10.0.0.9"));
}

TEST(AddressGuard, AnEntryWithABlockLiftsItForAddressesAndForNamesThatLeadThere) {
  const auto guard =
      guard_with({"ws://192.168.1.0/24:8765", "http://127.0.0.1:9000/", "https://[fd00::/8]:443", "https://[::1]/128"});
  EXPECT_TRUE(passes(guard, "ws://192.168.1.20:8765", "192.168.1.20"));
  EXPECT_TRUE(passes(guard, "ws://bot.lan:8765", "192.168.1.255"));
  EXPECT_TRUE(passes(guard, "http://[::ffff:127.0.0.1]:9000", "127.0.0.1"));
  EXPECT_TRUE(passes(guard, "https://[fd12::1]/", "fd12::1"));
  EXPECT_TRUE(passes(guard, "https://[::1]/", "::1"));
  EXPECT_TRUE(passes(guard, "http://127.0.0.1:9000/", "127.0.0.1"));
  EXPECT_FALSE(passes(guard, "ws://192.168.2.20:8765", "192.168.2.20"));
  EXPECT_FALSE(passes(guard, "ws://bot.lan:8765", "192.168.2.1"));
  EXPECT_FALSE(passes(guard, "ws://bot.lan:8765", "8.8.8.8")) << "ws needs an entry even for the internet";
  EXPECT_FALSE(passes(guard, "wss://192.168.1.20:8765", "192.168.1.20"));
  EXPECT_FALSE(passes(guard, "ws://192.168.1.20/", "192.168.1.20"));
  EXPECT_FALSE(passes(guard, "http://127.0.0.2:9000/", "127.0.0.2"));
  EXPECT_FALSE(passes(guard, "http://127.0.0.1:9001/", "127.0.0.1"));
}

TEST(AddressGuard, SaysHowToPermitADestination) {
  const auto verdict = AddressGuard().check(parse_url("http://[::1]:9000/v1").value());
  ASSERT_FALSE(verdict);
  EXPECT_NE(verdict.error().detail.find("\"http://[::1]:9000\""), std::string::npos) << verdict.error().detail;
  EXPECT_TRUE(AddressGuard::parse(std::vector<std::string>{"http://[::1]:9000"}));
}

TEST(AddressGuard, RefusesEntriesThatMeanNothing) {
  for (const std::string bad :
       {"", "bot.lan", "bot.lan:8443", "https://", "https://:443", "ftp://bot.lan:21", "https://bot.lan:0",
        "https://bot.lan:port", "https://bot.lan:443/path", "https://*.lan:443", "https://bot.lan:443:443",
        "https://10.0.0.0/33:443", "https://fd00::1:443", "https://[fd00::/8:443", "https://10.1/8",
        "https://user@bot.lan:443", "https://0x7f.1:443", "http://2130706433:80"}) {
    const std::vector<std::string> entries{bad};
    const auto guard = AddressGuard::parse(entries);
    ASSERT_FALSE(guard) << bad;
    EXPECT_EQ(guard.error().code, Errc::bad_configuration);
    EXPECT_NE(guard.error().detail.find("\"" + bad + "\""), std::string::npos) << guard.error().detail;
  }
}

}  // namespace
}  // namespace exo::net
