#include "admin_site.h"
#include "base/clock.h"

namespace exo::admin::test {
namespace {

const std::string kPath = "/api/v1/bots/b1/browser-call";

class BrowserCallApi : public AdminSite {
 protected:
  BrowserCallApi() { EXPECT_EQ(put("/api/v1/bots/b1", owner, Json::object()).status, 201); }
  Answer call(const std::string& token, Headers headers = {}) {
    return ask({.method = "POST", .path = kPath, .token = token, .headers = std::move(headers)});
  }
  Json urls(const std::string& host) { return call(clerk, {{"Host", host}}).json()["websocket_urls"]; }
  void publish(const std::string& public_url) {
    domain::PublicAddress address;
    address.core_fleet = {"https://fleet.example.com/"};
    address.public_url = public_url;
    switchboard.publish_address(address);
  }
};

TEST_F(BrowserCallApi, AnySignedInRoleGetsOne) {
  for (const auto& token : {owner, clerk}) {
    const auto answer = call(token);
    ASSERT_EQ(answer.status, 200) << answer.text;
    EXPECT_EQ(answer.header("cache-control"), "no-store");
    const auto told = answer.json();
    EXPECT_EQ(told["call_id"], "browser-0123456789abcdef");
    EXPECT_EQ(told["websocket_urls"], Json::array({"ws://127.0.0.1:8081/exotel/b1/token"}));
    EXPECT_TRUE(told["expires_at"].get<std::string>().ends_with("Z"));
  }
  EXPECT_EQ(call("").status, 401);
  EXPECT_EQ(post("/api/v1/bots/nobody/browser-call", clerk, Json::object()).status, 404);
}

TEST_F(BrowserCallApi, TheBrowsersOwnHostComesFirst) {
  publish("https://voice.example.com/gw/");
  EXPECT_EQ(urls("Box.Local:8080"),
            Json::array({"ws://box.local:8081/exotel/b1/token", "wss://voice.example.com/gw/exotel/b1/token"}));
  publish("http://box.local:8081");
  EXPECT_EQ(urls("box.local"), Json::array({"ws://box.local:8081/exotel/b1/token"})) << "once is enough";
}

TEST_F(BrowserCallApi, AHostThatIsNoneIsLeftOut) {
  EXPECT_EQ(urls("evil;script-src *"), Json::array());
  publish("https://voice.example.com");
  EXPECT_EQ(urls("[::1]:8080"), Json::array({"wss://voice.example.com/exotel/b1/token"}));
}

TEST_F(BrowserCallApi, AForeignPageGetsNone) {
  const auto cookie = "__Host-exogate=" + session_token(kClerkEmail);
  EXPECT_EQ(call("", {{"Cookie", cookie}}).status, 403);
  EXPECT_EQ(call("", {{"Cookie", cookie}, {"Sec-Fetch-Site", "cross-site"}}).status, 403);
  EXPECT_EQ(call("", {{"Cookie", cookie}, {"Sec-Fetch-Site", "same-origin"}}).status, 200);
}

TEST_F(BrowserCallApi, ItIsInTheAuditWithoutItsToken) {
  ASSERT_EQ(call(clerk).status, 200);
  const auto audit = get("/api/v1/audit?action=bot.browser_call_prepared", owner);
  const auto entry = audit.json()["entries"][0];
  EXPECT_EQ(entry["subject"], "b1");
  EXPECT_EQ(entry["actor"], kClerkEmail);
  EXPECT_EQ(audit.text.find("/token"), std::string::npos);
}

}  // namespace
}  // namespace exo::admin::test
