// /exotel/{bot_id}/{token}: the admin page plays Exotel's part in one call.
#include "calls/entrance.h"
#include "calls/site_fixture.h"
#include "calls/stream_fixture.h"
#include "domain/call_verdict.h"

namespace exo::calls {
namespace {

class BrowserPathTest : public SiteFixture {
 protected:
  BrowserInvitation invite(std::string_view bot_id = "sales") { return invite_browser(bot_id, site()); }
  /// As a page of `origin` on a machine of the office would.
  unsigned browse(std::string_view path, std::string_view origin = "http://127.0.0.1:8080") {
    return try_upgrade(
        {.method = "GET", .target = path, .wish = WebRequest::Wish::upgrade, .origin = origin, .peer = "192.168.1.20"});
  }
  void give_login(const std::string& bot_id) {
    domain::Bot bot{bot_id, "Sales", "Welcome to sales", "hi", {}};
    bot.login = domain::rotated({}, domain::new_stream_password(), wall_now());
    board.publish_bots({bot});
  }
};

TEST_F(BrowserPathTest, AnInvitationNamesACallAndAPathOfItsOwn) {
  const auto before = wall_now();
  const auto first = invite();
  EXPECT_TRUE(first.call_id.starts_with("browser-"));
  EXPECT_EQ(first.call_id.size(), 24U);
  EXPECT_TRUE(first.path.starts_with("/exotel/sales/"));
  EXPECT_EQ(first.path.size(), std::string("/exotel/sales/").size() + 22);
  EXPECT_GE(first.expires_at, before + std::chrono::seconds(60));
  EXPECT_LE(first.expires_at, wall_now() + std::chrono::seconds(60));
  const auto second = invite();
  EXPECT_NE(first.call_id, second.call_id);
  EXPECT_NE(first.path, second.path);
}

TEST_F(BrowserPathTest, ItOpensOnceAsTheCallThatWasMinted) {
  const auto invitation = invite();
  const auto pass = upgrade(invitation.path + "/?call_id=another");
  ASSERT_TRUE(pass);
  EXPECT_EQ(pass->bot_id, "sales");
  EXPECT_EQ(pass->call_id, invitation.call_id);
  EXPECT_EQ(pass->token_call_id, invitation.call_id);
  EXPECT_EQ(pass->path, "/exotel/sales") << "the token does not get into records";
  EXPECT_EQ(browse(invitation.path), 403U);
  EXPECT_EQ(site().counters().of(Count::token_refused), 1U);
}

TEST_F(BrowserPathTest, ItStandsForAddressOriginAndLogin) {
  options.allow_from = {"203.0.113.0/24"};
  give_login("sales");
  EXPECT_EQ(browse("/exotel/sales"), 403U) << "the address alone would do";
  EXPECT_EQ(browse(invite().path), 101U);
  EXPECT_EQ(browse(invite().path, "https://anything.example"), 101U) << "a proxy may have another name";
  EXPECT_EQ(site().counters().of(Count::login_refused), 0U);
}

TEST_F(BrowserPathTest, NothingElseOpensIt) {
  give_login("sales");
  EXPECT_EQ(browse("/exotel/sales/AAAAAAAAAAAAAAAAAAAAAA", ""), 403U);
  EXPECT_EQ(try_upgrade({.method = "GET",
                         .target = "/exotel/sales/AAAAAAAAAAAAAAAAAAAAAA",
                         .wish = WebRequest::Wish::upgrade,
                         .authorization = "Basic c2FsZXM6cGFzc3dvcmQ="}),
            403U);
  options.ws_path = CallPlaneOptions::WsPath::strict;
  const auto strict = site().tokens().issue("c1", std::chrono::steady_clock::now());
  EXPECT_EQ(browse("/exotel/sales/" + strict), 403U) << "a token of the webhook's";
  EXPECT_EQ(site().active_streams(), 0U);
  EXPECT_EQ(site().unfinished().count(), 0U);
}

TEST_F(BrowserPathTest, NorDoesItOpenAnythingElse) {
  board.publish_bots({domain::Bot{"sales", "", "", "hi", {}}, domain::Bot{"support", "", "", "hi", {}}});
  const auto path = invite().path;
  const auto token = path.substr(path.rfind('/') + 1);
  EXPECT_EQ(browse("/exotel/support/" + token), 403U);
  EXPECT_EQ(browse("/exotel/sale%73x/" + token), 403U);
  EXPECT_EQ(browse("/exotel/sales/" + token.substr(1), ""), 404U) << "no token at all";
  EXPECT_EQ(browse("/voice-stream/" + token, ""), 404U);
  for (const auto* shape : {"/exotel/sales/x/", "/exotel//", "/exotel/../", "/exotel/sa%2Fles/", "/exotel/sales%00/"}) {
    EXPECT_EQ(browse(shape + token, ""), 404U) << shape;
  }
  EXPECT_EQ(get(path).status, 426U) << "a look at it costs nothing";
  EXPECT_EQ(answer({.method = "POST", .target = path}).status, 405U);
  EXPECT_EQ(browse("/exotel/s%61les/" + token), 101U);
}

TEST_F(BrowserPathTest, WrongTokensAreThrottledAndGoodOnesAreNot) {
  const auto path = invite().path;
  for (int i = 0; i < 10; ++i) EXPECT_EQ(browse("/exotel/sales/AAAAAAAAAAAAAAAAAAAAAA"), 403U) << i;
  EXPECT_EQ(browse("/exotel/sales/AAAAAAAAAAAAAAAAAAAAAA"), 429U);
  EXPECT_EQ(browse(path), 101U);
  EXPECT_EQ(site().counters().of(Count::token_refused), 10U);
  EXPECT_EQ(site().counters().of(Count::throttled), 1U);
}

TEST_F(BrowserPathTest, AFullOrStoppingSiteCostsItNothing) {
  options.max_streams = 1;
  options.reserve_streams = 0;
  const auto path = invite().path;
  {
    const auto other = upgrade("/exotel/sales");
    ASSERT_TRUE(other);
    EXPECT_EQ(browse(path), 503U);
  }
  const auto pass = upgrade(path);
  ASSERT_TRUE(pass);
  EXPECT_EQ(site().active_streams(), 1U) << "counts as every call does";
  site().drain();
  EXPECT_EQ(browse(invite().path), 503U);
}

TEST_F(BrowserPathTest, AGuessTakesNoPlace) {
  options.max_streams = 1;
  options.reserve_streams = 0;
  const auto other = upgrade("/exotel/sales");
  ASSERT_TRUE(other);
  EXPECT_EQ(browse("/exotel/sales/AAAAAAAAAAAAAAAAAAAAAA"), 403U) << "not 503: it is refused for what it is";
  EXPECT_EQ(site().counters().of(Count::full_refused), 0U);
}

class BrowserCallTest : public test::StreamFixture {};

TEST_F(BrowserCallTest, IsACallLikeAnyOther) {
  options.allow_from = {"203.0.113.0/24"};
  start();
  const auto invitation = plane->invite_browser("sales");
  test::Client page;
  ASSERT_EQ(page.open(plane->port(), invitation.path, {{"Origin", "http://127.0.0.1:8080"}}), 101U);
  page.send_start(invitation.call_id);
  EXPECT_EQ(page.listen_until_mark(), "greeting_done");
  page.send_stop();
  page.read_to_the_end();
  const auto record = log.wait_for_end();
  EXPECT_EQ(record.call_id, invitation.call_id);
  EXPECT_EQ(record.call_sid, invitation.call_id);
  EXPECT_EQ(record.bot_id, "sales");
  EXPECT_EQ(record.path, "/exotel/sales");
  EXPECT_EQ(plane->counts()[static_cast<std::size_t>(Count::foreign_calls)], 0U);
}

TEST_F(BrowserCallTest, MayNotTakeOverTheRecordOfACaller) {
  start();
  test::Client asking;
  EXPECT_EQ(asking.open(plane->port(), "/api/v1/exotel/voice/connect?CallSid=of-a-caller&CallTo=08041234567"), 200U);
  const auto invitation = plane->invite_browser("sales");
  test::Client page;
  ASSERT_EQ(page.open(plane->port(), invitation.path), 101U);
  page.send_start("of-a-caller");
  page.read_to_the_end();
  EXPECT_EQ(page.close_code(), 1008U);
  const auto refused = log.wait_for([&](const auto& each) {
    return each.call_id == invitation.call_id && each.end_reason != domain::EndReason::live;
  });
  EXPECT_EQ(refused.call_sid, "");
  EXPECT_EQ(refused.end_reason, domain::EndReason::protocol_error);
  EXPECT_EQ(to_string(verdict_of(refused)), "browser_call");
  EXPECT_EQ(plane->counts()[static_cast<std::size_t>(Count::foreign_calls)], 1U);

  test::Client exotel;
  ASSERT_EQ(exotel.open(plane->port(), "/voice-stream"), 101U);
  exotel.send_start("of-a-caller");
  EXPECT_EQ(exotel.listen_until_mark(), "greeting_done");
  exotel.send_stop();
  exotel.read_to_the_end();
  const auto record =
      log.wait_for([](const auto& each) { return each.end_reason == domain::EndReason::caller_hangup; });
  EXPECT_EQ(record.call_sid, "of-a-caller");
  EXPECT_TRUE(record.webhook_at) << "it waited for its own stream";
}

TEST_F(BrowserCallTest, CountsAgainstTheBotsLimit) {
  options.max_calls_per_bot = 1;
  start();
  std::vector<std::unique_ptr<test::Client>> pages;
  for (int i = 0; i < 2; ++i) {
    const auto invitation = plane->invite_browser("sales");
    auto& page = pages.emplace_back(std::make_unique<test::Client>());
    ASSERT_EQ(page->open(plane->port(), invitation.path), 101U);
    page->send_start(invitation.call_id);
    if (i == 0) {
      EXPECT_EQ(page->listen_until_mark(), "greeting_done");
    }
  }
  const auto record = log.wait_for_end();
  EXPECT_EQ(record.end_reason, domain::EndReason::busy);
}

}  // namespace
}  // namespace exo::calls
