#include "admin_site.h"

namespace exo::admin::test {
namespace {

const std::string kPath = "/api/v1/bots/b1/stream-credentials";

class StreamLoginApi : public AdminSite {
 protected:
  StreamLoginApi() { EXPECT_EQ(put("/api/v1/bots/b1", owner, Json::object()).status, 201); }
  Answer rotate() { return ask({.method = "POST", .path = kPath, .token = owner}); }
  domain::StreamLogin login() { return switchboard.directory()->find_bot("b1")->login; }
  Json view() { return get("/api/v1/bots/b1", clerk).json()["stream_login"]; }
};

TEST_F(StreamLoginApi, APasswordIsToldOnceAndAsksOfEverybodyAtOnce) {
  const auto answer = rotate();
  ASSERT_EQ(answer.status, 200) << answer.text;
  EXPECT_EQ(answer.header("cache-control"), "no-store");
  const auto told = answer.json();
  const auto password = told["password"].get<std::string>();
  EXPECT_EQ(password.size(), 32U);
  EXPECT_EQ(told["username"], "b1");
  EXPECT_EQ(told["websocket_url"], "wss://b1:" + password + "@fleet.example.com/exotel/b1");
  EXPECT_TRUE(told["previous_valid_until"].is_null());
  EXPECT_TRUE(login().accepts(password, wall_now()));
  EXPECT_FALSE(login().accepts("", wall_now()));
  EXPECT_EQ(view(), (Json{{"required", true}, {"previous_valid_until", nullptr}}));
}

TEST_F(StreamLoginApi, TheOldPasswordStaysGoodForADay) {
  const auto first = rotate().json()["password"].get<std::string>();
  const auto again = rotate().json();
  const auto second = again["password"].get<std::string>();
  EXPECT_NE(first, second);
  const auto now = wall_now();
  EXPECT_TRUE(login().accepts(first, now));
  EXPECT_TRUE(login().accepts(second, now));
  EXPECT_FALSE(login().accepts(first, now + std::chrono::hours(25)));
  EXPECT_TRUE(login().accepts(second, now + std::chrono::hours(25)));
  EXPECT_EQ(again["previous_valid_until"], view()["previous_valid_until"]);
  EXPECT_TRUE(view()["previous_valid_until"].get<std::string>().ends_with("Z"));
}

TEST_F(StreamLoginApi, RemovedAnybodyMayConnect) {
  (void)rotate();
  const auto answer = del(kPath, owner);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.json()["stream_login"]["required"], false);
  EXPECT_FALSE(login().required());
  EXPECT_EQ(del(kPath, owner).status, 200) << "already so";
}

TEST_F(StreamLoginApi, NoOtherAnswerAndNoLogLineTellsThem) {
  testing::internal::CaptureStderr();
  const auto password = rotate().json()["password"].get<std::string>();
  const auto hash = login().hash;
  const auto later = put("/api/v1/bots/b1", owner, {{"name", "Other"}, {"stream_login", nullptr}}).text +
                     get("/api/v1/bots", clerk).text + del(kPath, owner).text;
  const auto log = testing::internal::GetCapturedStderr();
  ASSERT_FALSE(hash.empty());
  for (const auto& secret : {password, hash}) {
    EXPECT_EQ(later.find(secret), std::string::npos);
    EXPECT_EQ(log.find(secret), std::string::npos);
  }
  EXPECT_NE(log.find("stream credentials for bot b1"), std::string::npos) << log;
}

TEST_F(StreamLoginApi, SavingABotKeepsThem) {
  const auto password = rotate().json()["password"].get<std::string>();
  (void)put("/api/v1/bots/b1", owner, {{"greeting_text", "Hello"}});
  EXPECT_TRUE(login().accepts(password, wall_now()));
  EXPECT_FALSE(login().accepts("x" + password, wall_now()));
}

TEST_F(StreamLoginApi, AnUnknownBotHasNone) {
  const std::string path = "/api/v1/bots/nobody/stream-credentials";
  EXPECT_EQ(ask({.method = "POST", .path = path, .token = owner}).status, 404);
  EXPECT_EQ(del(path, owner).status, 404);
  EXPECT_EQ(get("/api/v1/bots/nobody", clerk).status, 404) << "and none was made";
}

}  // namespace
}  // namespace exo::admin::test
