#include "domain/public_address.h"

#include <string>

#include <gtest/gtest.h>

namespace exo::domain {
namespace {

struct Row {
  std::string_view input;
  std::string_view expected;
};

// decisions.md §1
constexpr Row kBases[] = {
    {"https://h", "wss://h"},
    {"http://h", "ws://h"},
    {"HTTPS://h", "wss://h"},
    {"Http://h", "ws://h"},
    {"https://httpsbin.example.com/http", "wss://httpsbin.example.com/http"},  // the scheme only
    {"wss://h", "wss://h"},
    {"ws://h", "ws://h"},
    {"WSS://h", "wss://h"},
    {"fleet.example.com", "wss://fleet.example.com"},
    {"host:8443", "wss://host:8443"},
    {"https://h/", "wss://h"},
    {"https://h///", "wss://h"},
    {" https://h \n", "wss://h"},
    {"\xC2\xA0https://h/ ", "wss://h"},
    {"https://h/core/", "wss://h/core"},
    {"http://h:80/core/", "ws://h:80/core"},
    {"h/core", "wss://h/core"},
    {"https://h/a%20b/c d", "wss://h/a%20b/c%20d"},
    {"https://h?token=secret", "wss://h"},
    {"https://h/core?token=secret#x", "wss://h/core"},
    {"https://h#frag", "wss://h"},
    {"https://user:pw@h:8443/core", "wss://h:8443/core"},
    {"user:pw@h", "wss://h"},
    {"https://192.0.2.7", "wss://192.0.2.7"},
    {"https://[2001:db8::1]:8443/x/", "wss://[2001:db8::1]:8443/x"},
    {"[::1]:9", "wss://[::1]:9"},
    {"https://h:", "wss://h"},
};

TEST(ToWssBase, TurnsAnEntryIntoAWebSocketBase) {
  for (const auto& [input, expected] : kBases) {
    const auto base = to_wss_base(input);
    ASSERT_TRUE(base) << input;
    EXPECT_EQ(*base, expected) << input;
  }
}

TEST(ToWssBase, CannotUseOtherThings) {
  for (const std::string_view input :
       {"", " ", "/", "ftp://h", "file:///etc/passwd", "httpss://h", "https://", "wss:///x", "https://h:0",
        "https://h:99999", "https://a b/", "a.example, b.example", "null h", "https:/h", "ftp:h", "https://\xFF"}) {
    EXPECT_FALSE(to_wss_base(input)) << input;
  }
}

TEST(FleetWssBase, IsLocalhostWhenNothingIsSet) {
  EXPECT_EQ(fleet_wss_base({}), "wss://localhost");
  EXPECT_EQ(fleet_wss_base({.core_fleet = {"", "  ", "ftp://x"}}), "wss://localhost");
}

TEST(FleetWssBase, TakesTheFirstUsableEntry) {
  EXPECT_EQ(fleet_wss_base({.core_fleet = {"https://core1.example.com", "https://core2.example.com"}}),
            "wss://core1.example.com");
  EXPECT_EQ(fleet_wss_base({.core_fleet = {"", "ftp://core0", "http://core2:8080/"}}), "ws://core2:8080");
}

TEST(FleetWssBase, PrefersTheOverrideThenTheFleetThenThePublicUrl) {
  PublicAddress address{
      .core_fleet = {"https://fleet"}, .public_url = "https://public", .public_wss_base = "wss://edge/x/"};
  EXPECT_EQ(fleet_wss_base(address), "wss://edge/x");
  address.public_wss_base = "ftp://unusable";
  EXPECT_EQ(fleet_wss_base(address), "wss://fleet");
  address.core_fleet = {""};
  EXPECT_EQ(fleet_wss_base(address), "wss://public");
  address.public_url = " ";
  EXPECT_EQ(fleet_wss_base(address), "wss://localhost");
}

TEST(WebsocketUrl, NamesTheBotAfterTheBase) {
  const PublicAddress address{.core_fleet = {"https://h/"}};
  EXPECT_EQ(websocket_url(address, "b1"), "wss://h/exotel/b1");
  EXPECT_EQ(websocket_url({.core_fleet = {"https://h/core/"}}, "b"), "wss://h/core/exotel/b");
  EXPECT_EQ(websocket_url({}, "b"), "wss://localhost/exotel/b");
  EXPECT_EQ(websocket_url({.public_url = "https://voice.example.com"}, "b1"), "wss://voice.example.com/exotel/b1");
}

TEST(WebsocketUrl, IsEmptyWithoutABot) {
  EXPECT_EQ(websocket_url({}, ""), "");
  EXPECT_EQ(websocket_url({}, " \t"), "");
}

TEST(WebsocketUrl, KeepsTheBotIdOnePathSegment) {
  const PublicAddress address{.core_fleet = {"https://h"}};
  EXPECT_EQ(websocket_url(address, "a/b?c#d"), "wss://h/exotel/a%2Fb%3Fc%23d");
  EXPECT_EQ(websocket_url(address, "../admin"), "wss://h/exotel/..%2Fadmin");
  EXPECT_EQ(websocket_url(address, "A.z_0~-"), "wss://h/exotel/A.z_0~-");
  EXPECT_EQ(websocket_url(address, "\xE0\xA4\x95"), "wss://h/exotel/%E0%A4%95");
  EXPECT_EQ(websocket_url(address, ".."), "") << "no escape keeps a client from resolving it";
  EXPECT_EQ(websocket_url(address, "."), "");
}

TEST(NormaliseWsPath, HasOneLeadingSlashAndNoneAtTheEnd) {
  constexpr Row kRows[] = {{"/voice-stream", "/voice-stream"},    {"voice-stream", "/voice-stream"},
                           {"//voice-stream//", "/voice-stream"}, {" /voice-stream/\n", "/voice-stream"},
                           {"/voicebot/ws", "/voicebot/ws"},      {"/a.b~c_d:1", "/a.b~c_d:1"}};
  for (const auto& [input, expected] : kRows) {
    const auto path = normalise_ws_path(input);
    ASSERT_TRUE(path) << input;
    EXPECT_EQ(*path, expected) << input;
  }
}

TEST(NormaliseWsPath, RefusesWhatCannotBeAPath) {
  for (const std::string_view input : {"", "/", " ", "///", "/a?b", "/a#b", "/a b", "/a\nb", "/a//b", "/../x", "/a/./b",
                                       "/a%2Fb", "wss://h/voice-stream", "/\xE0\xA4\x95", "/a\\b"}) {
    const auto path = normalise_ws_path(input);
    ASSERT_FALSE(path) << input;
    EXPECT_EQ(path.error().code, Errc::bad_configuration);
    EXPECT_TRUE(path.error().detail.contains("/voice-stream"));
  }
}

TEST(NormaliseWsPath, RefusesWhatThisGatewayAnswersItself) {
  for (const std::string_view input : {"/exotel", "/exotel/x", "/api/v1/media", "health", "/health/"}) {
    const auto path = normalise_ws_path(input);
    ASSERT_FALSE(path) << input;
    EXPECT_TRUE(path.error().detail.contains("is taken")) << path.error().detail;
  }
  EXPECT_TRUE(normalise_ws_path("/health/stream"));
  EXPECT_TRUE(normalise_ws_path("/exotel-stream"));
}

}  // namespace
}  // namespace exo::domain
