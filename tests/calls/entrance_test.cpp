// Who may connect: addresses, origins, the key and a bot's login.
#include "calls/entrance.h"

#include "calls/site_fixture.h"
#include "domain/stream_login.h"

namespace exo::calls {
namespace {

constexpr std::string_view kWebhook = "/api/v1/exotel/voice/connect?CallSid=c";

std::string basic(const std::string& user, const std::string& password) {
  return "Basic " + base64_encode(as_bytes(user + ':' + password));
}

class EntranceTest : public SiteFixture {
 protected:
  static WebRequest upgrade_of(std::string_view target) {
    return {.method = "GET", .target = target, .wish = WebRequest::Wish::upgrade};
  }
  void give_login(const std::string& bot_id, const domain::StreamLogin& login) {
    domain::Bot bot{.id = bot_id, .name = bot_id};
    bot.login = login;
    bots.push_back(bot);
    board.publish_bots(bots);
  }
  unsigned with_login(std::string_view bot_path, const std::string& authorization, std::string_view peer = "10.0.0.1") {
    auto request = upgrade_of(bot_path);
    request.authorization = authorization;
    request.peer = peer;
    return try_upgrade(request);
  }

  std::vector<domain::Bot> bots;
  WallTime now = wall_now();
  Secret password = domain::new_stream_password();
};

TEST_F(EntranceTest, TheEffectivePeer) {
  options.trusted_proxies = {"10.0.0.0/8", "fd00::/8"};
  struct Row {
    std::string_view peer, forwarded, expected;
  };
  for (const auto& [peer, forwarded, expected] : std::initializer_list<Row>{
           {"192.0.2.1", "", "192.0.2.1"},
           {"192.0.2.1", "203.0.113.9", "192.0.2.1"},  // no listed proxy: its word is nothing
           {"::ffff:192.0.2.1", "", "192.0.2.1"},
           {"fe80::1%eth0", "", "fe80::1"},
           {"10.0.0.1", "", "10.0.0.1"},
           {"10.0.0.1", "203.0.113.9", "203.0.113.9"},
           {"::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"},
           {"10.0.0.1", "198.51.100.7, 203.0.113.9", "203.0.113.9"},  // what stands left of it anybody can write
           {"10.0.0.1", "203.0.113.9, 10.2.3.4 ,10.9.9.9", "203.0.113.9"},
           {"10.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"},
           {"fd00::1", " 2001:DB8:0::9 ", "2001:db8::9"},
           {"10.0.0.1", "10.1.1.1, 10.2.2.2", "10.0.0.1"},
           {"10.0.0.1", "203.0.113.9, unknown", "10.0.0.1"},
           {"10.0.0.1", "203.0.113.9, 10.2.3.4, x", "10.0.0.1"},
           {"10.0.0.1", "203.0.113.9,", "10.0.0.1"},
           {"10.0.0.1", ",,,", "10.0.0.1"},
           {"10.0.0.1", "203.0.113.999", "10.0.0.1"},
       }) {
    EXPECT_EQ(effective_peer(peer, forwarded, site()), expected) << peer << " | " << forwarded;
  }
}

TEST_F(EntranceTest, AddressesThatMayConnect) {
  options.allow_from = {"192.0.2.0/24", "2001:db8::/32"};
  for (const std::string_view peer : {"192.0.2.77", "::ffff:192.0.2.77", "2001:db8::77"}) {
    EXPECT_EQ(answer({.method = "GET", .target = kWebhook, .peer = peer}).status, 200U) << peer;
  }
  for (const std::string_view peer : {"192.0.3.1", "2001:db9::1", ""}) {
    for (const std::string_view target :
         {kWebhook, std::string_view("/api/v1/exotel/voice/status?CallSid=c"), std::string_view("/nowhere"),
          std::string_view("/api/v1/exotel/voice/passthru?CallSid=c"), std::string_view("/voice-stream")}) {
      const auto status = answer({.method = "GET", .target = target, .peer = peer}).status;
      EXPECT_EQ(status, 403U) << peer << target;
    }
    auto request = upgrade_of("/exotel/sales");
    request.peer = peer;
    EXPECT_EQ(try_upgrade(request), 403U);
    EXPECT_EQ(answer({.method = "GET", .target = "/health", .peer = peer}).status, 200U) << peer;
  }
  EXPECT_TRUE(log.reports().empty());
  EXPECT_EQ(site().counters().of(Count::address_refused), 18U);
}

TEST_F(EntranceTest, BehindAProxyItsOwnAddressIsNotAsked) {
  options.trusted_proxies = {"10.0.0.1"};
  options.allow_from = {"192.0.2.0/24"};
  WebRequest request{.method = "GET", .target = kWebhook, .forwarded_for = "192.0.2.9", .peer = "10.0.0.1"};
  EXPECT_EQ(answer(request).status, 200U);
  request.forwarded_for = "192.0.2.9, 203.0.113.1";
  EXPECT_EQ(answer(request).status, 403U) << "the left one anybody can write";
  request.forwarded_for = "";
  EXPECT_EQ(answer(request).status, 403U);
}

TEST_F(EntranceTest, Origins) {
  options.allowed_origins = {"https://test.example.com"};
  auto request = upgrade_of("/voice-stream");
  EXPECT_EQ(try_upgrade(request), 101U) << "Exotel sends none";
  request.origin = "https://test.example.com";
  EXPECT_EQ(try_upgrade(request), 101U);
  for (const std::string_view origin : {"https://evil.example.com", "null", "https://test.example.com.evil.com",
                                        "http://test.example.com", "https://test.example.com:444"}) {
    request.origin = origin;
    EXPECT_EQ(try_upgrade(request), 403U) << origin;
  }
  EXPECT_EQ(site().counters().of(Count::origin_refused), 5U);
}

TEST_F(EntranceTest, WithoutAListEveryOriginIsRefused) {
  auto request = upgrade_of("/voice-stream");
  request.origin = "https://any.example.com";
  EXPECT_EQ(try_upgrade(request), 403U);
}

TEST_F(EntranceTest, AWrongKeyIsThrottledPerAddress) {
  options.webhook_key = Secret("right");
  const auto ask = [&](std::string_view target, std::string_view peer) {
    return answer({.method = "GET", .target = target, .peer = peer}).status;
  };
  const std::string wrong = std::string(kWebhook) + "&key=wrong";
  const std::string right = std::string(kWebhook) + "&key=right";
  for (int i = 0; i < 20; ++i) EXPECT_EQ(ask(kWebhook, "10.0.0.1"), 403U) << "without a key nothing is guessed";
  for (int i = 0; i < 10; ++i) EXPECT_EQ(ask(wrong, "10.0.0.1"), 403U) << i;
  EXPECT_EQ(ask(wrong, "10.0.0.1"), 429U);
  EXPECT_EQ(ask(right, "10.0.0.1"), 200U) << "Exotel's addresses are shared: what is right is never locked out";
  EXPECT_EQ(ask(right, "10.0.0.2"), 200U);
  EXPECT_EQ(ask("/health", "10.0.0.1"), 200U);
  EXPECT_EQ(site().counters().of(Count::key_refused), 30U);
  EXPECT_EQ(site().counters().of(Count::throttled), 1U);
}

TEST_F(EntranceTest, ABotsLogin) {
  give_login("vip", domain::rotated({}, password, now));
  EXPECT_EQ(with_login("/exotel/vip", basic("vip", password.reveal())), 101U);
  EXPECT_EQ(with_login("/exotel/vip", "bAsIc  " + basic("vip", password.reveal()).substr(6) + " "), 101U);
  const std::string wrong[] = {"",
                               "Basic",
                               "Basic ",
                               "Basic !!!",
                               "Bearer " + password.reveal(),
                               basic("", password.reveal()),
                               basic("other", password.reveal()),
                               basic("VIP", password.reveal()),
                               basic("vip", "")};
  for (const auto& each : wrong) EXPECT_EQ(with_login("/exotel/vip", each), 401U) << each;
  EXPECT_EQ(site().counters().of(Count::login_refused), std::size(wrong));
}

TEST_F(EntranceTest, ARefusedLoginNamesTheScheme) {
  give_login("vip", domain::rotated({}, password, now));
  const auto words = answer(upgrade_of("/exotel/vip"));
  EXPECT_EQ(words.status, 401U);
  EXPECT_TRUE(words.challenge.starts_with("Basic realm=")) << words.challenge;
  EXPECT_EQ(words.body.find(password.reveal()), std::string::npos);
}

TEST_F(EntranceTest, BotsThatAskNothing) {
  give_login("open", {});
  EXPECT_EQ(with_login("/exotel/open", ""), 101U);
  EXPECT_EQ(with_login("/exotel/nobody", "Basic x"), 101U) << "unknown: the call is carried, the record tells";
}

TEST_F(EntranceTest, AfterARotationTheOldPasswordGoesOnForADay) {
  const auto next = domain::new_stream_password();
  give_login("a", domain::rotated(domain::rotated({}, password, now), next, now));
  give_login("b", domain::rotated(domain::rotated({}, password, now), next, now - std::chrono::hours(25)));
  EXPECT_EQ(with_login("/exotel/a", basic("a", next.reveal())), 101U);
  EXPECT_EQ(with_login("/exotel/a", basic("a", password.reveal())), 101U);
  EXPECT_EQ(with_login("/exotel/b", basic("b", next.reveal())), 101U);
  EXPECT_EQ(with_login("/exotel/b", basic("b", password.reveal())), 401U);
}

TEST_F(EntranceTest, OneBotsWrongPasswordDoesNotBlockOtherBots) {
  give_login("a", domain::rotated({}, password, now));
  give_login("b", domain::rotated({}, password, now));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(with_login("/exotel/a", basic("a", "wrong")), 401U);
  EXPECT_EQ(with_login("/exotel/a", basic("a", "wrong")), 429U);
  EXPECT_EQ(with_login("/exotel/b", basic("b", "wrong")), 401U);
  EXPECT_EQ(with_login("/exotel/a", basic("a", password.reveal())), 101U) << "what is right is never locked out";
  EXPECT_EQ(with_login("/exotel/b", basic("b", password.reveal())), 101U);
  EXPECT_EQ(with_login("/exotel/a", basic("a", password.reveal()), "10.0.0.2"), 101U);
}

}  // namespace
}  // namespace exo::calls
