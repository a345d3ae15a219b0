#include "admin_site.h"

namespace exo::admin::test {
namespace {

class SiteApi : public AdminSite {
 protected:
  Json site_at(domain::PublicAddress address) {
    switchboard.publish_address(std::move(address));
    return get("/api/v1/site", clerk).json();
  }
};

TEST_F(SiteApi, HealthIsAliveWhateverTheVoiceDoes) {
  const auto answer = get("/health");
  EXPECT_EQ(answer.status, 200);
  const auto body = answer.json();
  EXPECT_EQ(body["status"], "ok");
  EXPECT_EQ(body["active_streams"], 3);
  EXPECT_TRUE(body.contains("timestamp"));
  EXPECT_NE(answer.text.find("no voice"), std::string::npos);
}

TEST_F(SiteApi, NamesTheUrlsForExotel) {
  start({.exotel_app_id = "1117620"});
  EXPECT_EQ(site_at({.public_url = "https://voice.example.com/"}),
            (Json{{"version", EXOGATE_VERSION},
                  {"app_id", "1117620"},
                  {"webhook_url", "https://voice.example.com/api/v1/exotel/voice/connect"},
                  {"webhook_key_required", false},
                  {"voice_stream_url", "wss://voice.example.com/voice-stream"},
                  {"strict_ws_path", false},
                  {"status_callbacks", false},
                  {"public_url_configured", true},
                  {"active_streams", 3}}));
}

TEST_F(SiteApi, TellsThatTheWebhookWantsAKeyButNotTheKey) {
  start({.webhook_key = Secret("a PLANTED key")});
  const auto site = site_at({.public_url = "https://voice.example.com"});
  EXPECT_EQ(site["webhook_key_required"], true);
  EXPECT_EQ(site["webhook_url"], "https://voice.example.com/api/v1/exotel/voice/connect");
}

TEST_F(SiteApi, TellsOfStrictPathsAndCallbacks) {
  start({.status_callbacks = true, .strict_ws_path = true});
  const auto site = site_at({.public_url = "https://voice.example.com"});
  EXPECT_EQ(site["strict_ws_path"], true);
  EXPECT_EQ(site["status_callbacks"], true);
}

TEST_F(SiteApi, TheWebhooksOwnBaseComesFirst) {
  const auto site = site_at({.public_url = "https://voice.example.com",
                             .webhook_base_url = "hooks.example.com:8443/in/",
                             .ws_path = "stream/"});
  EXPECT_EQ(site["webhook_url"], "https://hooks.example.com:8443/in/api/v1/exotel/voice/connect");
  EXPECT_EQ(site["voice_stream_url"], "wss://hooks.example.com:8443/in/stream");
  EXPECT_EQ(site_at({.public_url = "http://10.0.0.1:8081"})["webhook_url"],
            "http://10.0.0.1:8081/api/v1/exotel/voice/connect");
}

TEST_F(SiteApi, WithoutAPublicBaseThereAreNoUrls) {
  const auto site = site_at({.core_fleet = {"https://fleet.example.com"}});
  EXPECT_EQ(site["webhook_url"], "");
  EXPECT_EQ(site["voice_stream_url"], "");
  EXPECT_EQ(site["public_url_configured"], false);
}

}  // namespace
}  // namespace exo::admin::test
