// What a program may do with its API token, and what only people may.
#include "admin_site.h"

namespace exo::admin::test {
namespace {

class ByApiToken : public AdminSite {
 protected:
  ~ByApiToken() override {
    const auto tokens = stored.accounts->api_tokens({}).value();
    for (const auto& token : tokens) (void)stored.accounts->remove_api_token(token.id, {});
  }
  Json make(const std::string& by, const Json& wish) {
    const auto made = post("/api/v1/tokens", by, wish);
    EXPECT_EQ(made.status, 201) << made.text;
    return made.json();
  }
  static std::string path_of(const Json& token) { return "/api/v1/tokens/" + token.value("id", ""); }
};

TEST_F(ByApiToken, ATokenDoesNotOutliveItsMaker) {
  const auto maker = make(owner, {{"name", "maker"}, {"role", "super_admin"}, {"expires_in_days", 2}});
  for (const Json& wish :
       {Json{{"name", "n"}, {"role", "admin"}, {"expires_in_days", 3650}}, Json{{"name", "n"}, {"role", "admin"}},
        Json{{"name", "n"}, {"role", "admin"}, {"user_id", stored.user(kClerkEmail).id}}}) {
    EXPECT_EQ(make(maker["token"], wish)["expires_at"], maker["expires_at"]) << wish.dump();
  }
  const auto shorter = make(maker["token"], {{"name", "n"}, {"role", "admin"}, {"expires_in_days", 1}});
  EXPECT_LT(shorter["expires_at"].get<std::string>(), maker["expires_at"].get<std::string>());
}

TEST_F(ByApiToken, TokensOfAHigherRoleAreOutOfReach) {
  const auto high = make(owner, {{"name", "high"}, {"role", "super_admin"}});
  const auto low = make(owner, {{"name", "low"}, {"role", "admin"}});
  const auto seen = get("/api/v1/tokens", low["token"]).json()["tokens"];
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0]["id"], low["id"]);
  EXPECT_EQ(del(path_of(high), low["token"]).status, 404);
  EXPECT_EQ(get("/api/v1/auth/me", high["token"]).status, 200);
  EXPECT_EQ(get("/api/v1/tokens", high["token"]).json()["tokens"].size(), 2U);
  EXPECT_EQ(del(path_of(low), low["token"]).status, 200) << "it may end itself";
}

TEST_F(ByApiToken, SignInsArePeoples) {
  const auto text = make(owner, {{"name", "n"}, {"role", "super_admin"}}).value("token", "");
  const auto own = get("/api/v1/auth/sessions", owner).json()["sessions"].at(0)["id"].get<std::string>();
  for (const auto& answer : {get("/api/v1/auth/sessions", text), del("/api/v1/auth/sessions/" + own, text)}) {
    EXPECT_EQ(answer.status, 403);
    EXPECT_NE(answer.detail().find("API token"), std::string::npos) << answer.text;
  }
  EXPECT_EQ(del("/api/v1/auth/sessions/" + own, owner).status, 200) << "it was not ended";
}

TEST_F(ByApiToken, SigningOutIsNoWayToRevokeIt) {
  const auto made = make(owner, {{"name", "n"}, {"role", "admin"}});
  const auto text = made.value("token", "");
  for (const auto& answer : {post("/api/v1/auth/logout", text, Json::object()), del("/api/v1/auth/session", text)}) {
    EXPECT_EQ(answer.status, 400);
    EXPECT_NE(answer.detail().find("/tokens/" + made.value("id", "")), std::string::npos) << answer.text;
    EXPECT_EQ(answer.header("set-cookie"), "");
  }
  EXPECT_EQ(get("/api/v1/auth/me", text).status, 200);
}

}  // namespace
}  // namespace exo::admin::test
