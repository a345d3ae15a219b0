// Strict mode: only the address that the webhook answered opens WS_PATH.
#include "calls/site_fixture.h"
#include "calls/stream_fixture.h"

namespace exo::calls {
namespace {

constexpr std::string_view kWebhook = "/api/v1/exotel/voice/connect?CallSid=";

/// "/voice-stream/{token}?…" of a webhook's URL.
std::string target_of(const std::string& url) {
  return url.substr(url.find("/voice-stream"));
}

class StrictPathTest : public SiteFixture {
 protected:
  StrictPathTest() { options.ws_path = CallPlaneOptions::WsPath::strict; }
  std::string ask(const std::string& call_sid) { return url_of(get(std::string(kWebhook) + call_sid)); }
  static std::string bare(const std::string& url) {
    const auto target = target_of(url);
    return target.substr(0, target.find('?'));
  }
};

TEST_F(StrictPathTest, TheWebhookAnswersAnAddressForOneCall) {
  const auto url = ask("c1");
  EXPECT_TRUE(url.starts_with("wss://gw.example.com/voice-stream/")) << url;
  EXPECT_TRUE(url.ends_with("?call_id=c1")) << url;
  EXPECT_EQ(bare(url).size(), std::string("/voice-stream/").size() + 22);
  EXPECT_EQ(ask("c1"), url) << "the same call asked again";
  EXPECT_NE(bare(ask("c2")), bare(url));
}

TEST_F(StrictPathTest, ItOpensTwice) {
  const auto path = bare(ask("c1"));  // Exotel strips the query
  const auto pass = upgrade(path);
  ASSERT_TRUE(pass);
  EXPECT_EQ(pass->call_id, "c1") << "the token tells, not the query";
  EXPECT_EQ(pass->token_call_id, "c1");
  EXPECT_EQ(pass->path, "/voice-stream") << "the token does not get into records";
  EXPECT_TRUE(upgrade(path + "/?call_id=another"));
  EXPECT_EQ(answer({.method = "GET", .target = path, .wish = WebRequest::Wish::upgrade}).status, 403U);
}

TEST_F(StrictPathTest, ItsPathAloneOpensNothing) {
  const auto words = answer({.method = "GET", .target = "/voice-stream", .wish = WebRequest::Wish::upgrade});
  EXPECT_EQ(words.status, 403U);
  EXPECT_NE(words.body.find("/api/v1/exotel/voice/connect"), std::string::npos) << "a hint: " << words.body;
  EXPECT_EQ(get("/voice-stream").status, 426U);
}

TEST_F(StrictPathTest, OtherPaths) {
  EXPECT_TRUE(upgrade("/exotel/sales")) << "has its own check";
  EXPECT_EQ(get("/voice-stream/a/b").status, 404U);
  EXPECT_EQ(get("/voice-streamx").status, 404U);
  const auto path = bare(ask("c1"));
  EXPECT_EQ(get(path).status, 426U) << "a look at it costs nothing";
  EXPECT_EQ(answer({.method = "POST", .target = path}).status, 405U);
  EXPECT_TRUE(upgrade(path));
  EXPECT_TRUE(upgrade(path));
}

TEST_F(StrictPathTest, WithoutStrictModeATokenIsNoPath) {
  options.ws_path = CallPlaneOptions::WsPath::open;
  EXPECT_EQ(bare(ask("c1")), "/voice-stream");
  EXPECT_EQ(get("/voice-stream/abc").status, 404U);
}

TEST_F(StrictPathTest, WrongTokensAreThrottledAndGoodOnesAreNot) {
  const auto path = bare(ask("c1"));
  const WebRequest wrong{
      .method = "GET", .target = "/voice-stream/AAAAAAAAAAAAAAAAAAAAAA", .wish = WebRequest::Wish::upgrade, .peer = ""};
  for (int i = 0; i < 10; ++i) EXPECT_EQ(try_upgrade(wrong), 403U) << i;
  EXPECT_EQ(try_upgrade(wrong), 429U);
  EXPECT_TRUE(upgrade(path)) << "whoever shares Exotel's addresses must not lock our calls out";
  EXPECT_EQ(site().active_streams(), 0U) << "a refused attempt holds no place";
  EXPECT_EQ(site().unfinished().count(), 0U);
  EXPECT_EQ(site().counters().of(Count::token_refused), 10U);
}

TEST_F(StrictPathTest, AFullSiteCostsTheTokenNothing) {
  options.max_streams = 0;
  options.reserve_streams = 0;
  const auto path = bare(ask("c1"));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(answer({.method = "GET", .target = path, .wish = WebRequest::Wish::upgrade}).status, 503U);
  }
}

class StrictStreamTest : public test::StreamFixture {
 protected:
  template <class Stream>
  std::string ask_webhook(const std::string& call_sid) {
    test::MediaClient<Stream> asking;
    EXPECT_EQ(asking.open(plane->port(), std::string(kWebhook) + call_sid), 200U);
    return target_of(nlohmann::json::parse(asking.body)["url"].template get<std::string>());
  }
  template <class Stream>
  void call_through_the_webhook() {
    options.ws_path = CallPlaneOptions::WsPath::strict;
    start();
    const auto target = ask_webhook<Stream>("sid-1");
    test::MediaClient<Stream> caller;
    ASSERT_EQ(caller.open(plane->port(), target), 101U);
    caller.send_start("sid-1");
    EXPECT_EQ(caller.listen_until_mark(), "greeting_done");
    caller.send_stop();
    caller.read_to_the_end();
    const auto record = log.wait_for_end();
    EXPECT_EQ(record.call_id, "sid-1");
    EXPECT_EQ(record.path, "/voice-stream");
    EXPECT_EQ(log.all().size(), 1U);
    EXPECT_EQ(plane->counts()[static_cast<std::size_t>(Count::foreign_calls)], 0U);
  }
};

TEST_F(StrictStreamTest, FromTheWebhookToTheEnd) {
  call_through_the_webhook<test::PlainStream>();
}

TEST_F(StrictStreamTest, FromTheWebhookToTheEndOverTls) {
  use_tls();
  call_through_the_webhook<test::TlsStream>();
}

TEST_F(StrictStreamTest, AStartThatNamesAnotherCallIsCountedAndCarried) {
  options.ws_path = CallPlaneOptions::WsPath::strict;
  start();
  const auto target = ask_webhook<test::PlainStream>("sid-1");
  test::Client caller;
  ASSERT_EQ(caller.open(plane->port(), target), 101U);
  caller.send_start("sid-2");
  EXPECT_EQ(caller.listen_until_mark(), "greeting_done");
  EXPECT_EQ(plane->counts()[static_cast<std::size_t>(Count::foreign_calls)], 1U);
}

}  // namespace
}  // namespace exo::calls
