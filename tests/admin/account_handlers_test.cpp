// Users, sessions and API tokens over HTTP.
#include "admin_site.h"

namespace exo::admin::test {
namespace {

class AccountsApi : public AdminSite {
 protected:
  ~AccountsApi() override {
    const auto users = stored.accounts->users().value();
    for (const auto& user : users) {
      if (user.email != kOwnerEmail && user.email != kClerkEmail) (void)stored.accounts->remove_user(user.id);
    }
    const auto tokens = stored.accounts->api_tokens({}).value();
    for (const auto& token : tokens) (void)stored.accounts->remove_api_token(token.id, {});
  }
  std::string id_of(std::string_view email) { return stored.user(email).id; }
  Json add_user(const std::string& email, const std::string& role) {
    const auto made = post("/api/v1/users", owner, {{"email", email}, {"password", kPassword}, {"role", role}});
    EXPECT_EQ(made.status, 201) << made.text;
    return made.json();
  }
  Answer make_token(const std::string& by, const Json& wish) { return post("/api/v1/tokens", by, wish); }
  std::string token_text(const std::string& by, const Json& wish) {
    const auto made = make_token(by, wish);
    EXPECT_EQ(made.status, 201) << made.text;
    return made.json().value("token", "");
  }
};

TEST_F(AccountsApi, UsersAreAddedChangedAndRemoved) {
  const auto made = add_user("third@example.com", "admin");
  EXPECT_EQ(made.size(), 5U) << made.dump();
  EXPECT_EQ(made["disabled"], false);
  const auto path = "/api/v1/users/" + made["id"].get<std::string>();
  EXPECT_EQ(get(path, owner).json(), made);
  const auto changed = put(path, owner, {{"role", "super_admin"}, {"disabled", true}});
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(changed.json()["role"], "super_admin");
  EXPECT_EQ(changed.json()["disabled"], true);
  EXPECT_EQ(put(path, owner, Json::object()).json(), changed.json()) << "what is omitted stays";
  EXPECT_EQ(get("/api/v1/users", owner).json()["users"].size(), 3U);
  EXPECT_EQ(del(path, owner).json(), (Json{{"status", "ok"}, {"id", made["id"]}}));
  EXPECT_EQ(del(path, owner).status, 404);
  EXPECT_EQ(get(path, owner).status, 404);
  EXPECT_EQ(put(path, owner, Json::object()).status, 404);
}

TEST_F(AccountsApi, BadUsersAreRefusedInWords) {
  const Json good{{"email", "new@example.com"}, {"password", kPassword}, {"role", "admin"}};
  const auto with = [&](const char* name, const Json& value) {
    auto body = good;
    body[name] = value;
    return post("/api/v1/users", owner, body);
  };
  EXPECT_EQ(with("email", "nobody").status, 422);
  EXPECT_EQ(with("email", 5).status, 422);
  EXPECT_EQ(with("email", kClerkEmail).status, 409);
  EXPECT_EQ(with("password", "short").status, 422);
  EXPECT_EQ(with("password", "football2024").status, 422);
  EXPECT_EQ(with("role", "owner").status, 422);
  EXPECT_EQ(with("role", nullptr).status, 422);
  EXPECT_EQ(post("/api/v1/users", owner, Json::object()).status, 422);
  const auto path = "/api/v1/users/" + id_of(kClerkEmail);
  EXPECT_EQ(put(path, owner, {{"disabled", "yes"}}).status, 422);
  EXPECT_EQ(put(path, owner, {{"role", "root"}}).status, 422);
}

TEST_F(AccountsApi, TheLastSuperAdminStays) {
  const auto path = "/api/v1/users/" + id_of(kOwnerEmail);
  for (const auto& answer :
       {put(path, owner, {{"disabled", true}}), put(path, owner, {{"role", "admin"}}), del(path, owner)}) {
    EXPECT_EQ(answer.status, 409);
    EXPECT_NE(answer.detail().find("last super_admin"), std::string::npos) << answer.text;
  }
  EXPECT_EQ(get("/api/v1/auth/me", owner).status, 200);
}

TEST_F(AccountsApi, ADisabledUserIsOutAtOnce) {
  const auto path = "/api/v1/users/" + id_of(kClerkEmail);
  const auto token = token_text(clerk, {{"name", "n"}, {"role", "admin"}});
  EXPECT_EQ(put(path, owner, {{"disabled", true}}).status, 200);
  EXPECT_EQ(get("/api/v1/auth/me", clerk).status, 401);
  EXPECT_EQ(get("/api/v1/auth/me", token).status, 401);
  EXPECT_EQ(post("/api/v1/auth/login", {}, {{"username", kClerkEmail}, {"password", kPassword}}).status, 401);
  EXPECT_EQ(put(path, owner, {{"disabled", false}}).status, 200);
  EXPECT_EQ(get("/api/v1/auth/me", token).status, 200);
}

TEST_F(AccountsApi, SessionsAreShownAndEnded) {
  const Headers browser{{"Cookie", "__Host-exogate=" + session_token(kClerkEmail)}, {"Sec-Fetch-Site", "same-origin"}};
  const auto listed = get("/api/v1/auth/sessions", clerk).json()["sessions"];
  ASSERT_GE(listed.size(), 2U);
  std::string other;
  int current = 0;
  for (const auto& session : listed) {
    EXPECT_EQ(session.size(), 8U);
    current += session["current"].get<bool>() ? 1 : 0;
    EXPECT_EQ(clerk.find(session["id"].get<std::string>()), std::string::npos);
    if (session["kind"] == "session") other = session["id"];
  }
  EXPECT_EQ(current, 1);
  EXPECT_EQ(del("/api/v1/auth/sessions/" + other, owner).status, 404) << "not the owner's own";
  EXPECT_EQ(del("/api/v1/auth/sessions/" + other, clerk).status, 200);
  EXPECT_EQ(ask({.path = "/api/v1/auth/me", .headers = browser}).status, 401);
  EXPECT_EQ(del("/api/v1/auth/sessions/" + other, clerk).status, 404);
}

TEST_F(AccountsApi, ASuperAdminSeesAndEndsOthersSessions) {
  const auto path = "/api/v1/users/" + id_of(kClerkEmail) + "/sessions";
  const auto listed = get(path, owner);
  ASSERT_EQ(listed.status, 200) << listed.text;
  for (const auto& session : listed.json()["sessions"]) {
    EXPECT_EQ(session["current"], false);
    EXPECT_EQ(del(path + "/" + session["id"].get<std::string>(), owner).status, 200);
  }
  EXPECT_EQ(get("/api/v1/auth/me", clerk).status, 401);
  EXPECT_EQ(get("/api/v1/users/nobody/sessions", owner).status, 404);
}

TEST_F(AccountsApi, ASignInTellsWhereItCameFrom) {
  const auto signed_in = ask({.method = "POST",
                              .path = "/api/v1/auth/login",
                              .body = Json{{"username", kOwnerEmail}, {"password", kPassword}}.dump(),
                              .headers = {{"User-Agent", "Browser\t" + std::string(400, 'x')}}});
  const auto token = signed_in.json().value("access_token", "");
  for (const auto& session : get("/api/v1/auth/sessions", token).json()["sessions"]) {
    if (!session["current"].get<bool>()) continue;
    EXPECT_EQ(session["address"], "127.0.0.1");
    EXPECT_EQ(session["user_agent"], "Browser " + std::string(192, 'x'));
  }
}

TEST_F(AccountsApi, OnesOwnPasswordIsChangedWithTheOldOne) {
  add_user("third@example.com", "admin");
  const auto token =
      stored.accounts->issue_token(stored.user("third@example.com"), store::TokenKind::bearer).value().text.reveal();
  const auto other =
      stored.accounts->issue_token(stored.user("third@example.com"), store::TokenKind::bearer).value().text.reveal();
  const auto change = [&](const Json& current, const Json& next) {
    return post("/api/v1/auth/password", token, {{"current_password", current}, {"new_password", next}}).status;
  };
  EXPECT_EQ(change("wrong", "another PLANTED password"), 403);
  EXPECT_EQ(change(kPassword, "short"), 422);
  EXPECT_EQ(change(kPassword, kPassword), 422);
  EXPECT_EQ(change(nullptr, "another PLANTED password"), 422);
  EXPECT_EQ(get("/api/v1/auth/me", other).status, 200);
  EXPECT_EQ(change(kPassword, "another PLANTED password"), 200);
  EXPECT_EQ(get("/api/v1/auth/me", token).status, 200) << "this sign-in stays";
  EXPECT_EQ(get("/api/v1/auth/me", other).status, 401);
}

TEST_F(AccountsApi, AnApiTokenIsToldOnceAndActsByItsRole) {
  const auto made = make_token(owner, {{"name", "nightly"}, {"role", "admin"}, {"expires_in_days", 30}});
  ASSERT_EQ(made.status, 201) << made.text;
  const auto text = made.json()["token"].get<std::string>();
  EXPECT_TRUE(text.starts_with(made.json()["prefix"].get<std::string>() + "_"));
  EXPECT_EQ(get("/api/v1/bots", text).status, 200);
  EXPECT_EQ(get("/api/v1/users", text).status, 403) << "its own role, not its owner's";
  EXPECT_EQ(get("/api/v1/auth/me", text).json()["user"]["role"], "admin");
  const auto listed = get("/api/v1/tokens", owner);
  EXPECT_EQ(listed.text.find(text), std::string::npos);
  ASSERT_EQ(listed.json()["tokens"].size(), 1U);
  EXPECT_FALSE(listed.json()["tokens"][0].contains("token"));
  EXPECT_EQ(del("/api/v1/tokens/" + made.json()["id"].get<std::string>(), owner).status, 200);
  EXPECT_EQ(get("/api/v1/bots", text).status, 401);
}

TEST_F(AccountsApi, NobodyMakesATokenAboveThemselves) {
  EXPECT_EQ(make_token(clerk, {{"name", "n"}, {"role", "super_admin"}}).status, 403);
  EXPECT_EQ(make_token(clerk, {{"name", "n"}, {"role", "admin"}, {"user_id", id_of(kOwnerEmail)}}).status, 403);
  EXPECT_EQ(make_token(owner, {{"name", "n"}, {"role", "super_admin"}, {"user_id", id_of(kClerkEmail)}}).status, 403);
  EXPECT_EQ(make_token(owner, {{"name", "n"}, {"role", "admin"}, {"user_id", "nobody"}}).status, 404);
  const auto low = token_text(owner, {{"name", "low"}, {"role", "admin"}});
  EXPECT_EQ(make_token(low, {{"name", "n"}, {"role", "super_admin"}}).status, 403) << "nor does a token";
  const auto given = make_token(owner, {{"name", "n"}, {"role", "admin"}, {"user_id", id_of(kClerkEmail)}});
  EXPECT_EQ(given.json()["user_email"], kClerkEmail);
  EXPECT_EQ(given.json()["created_by"], kOwnerEmail);
}

TEST_F(AccountsApi, AnAdminReachesOwnTokensOnly) {
  const auto owners = make_token(owner, {{"name", "n"}, {"role", "admin"}}).json();
  const auto mine = make_token(clerk, {{"name", "m"}, {"role", "admin"}}).json();
  ASSERT_EQ(get("/api/v1/tokens", clerk).json()["tokens"].size(), 1U);
  EXPECT_EQ(get("/api/v1/tokens", owner).json()["tokens"].size(), 2U);
  EXPECT_EQ(del("/api/v1/tokens/" + owners["id"].get<std::string>(), clerk).status, 404);
  EXPECT_EQ(del("/api/v1/tokens/" + mine["id"].get<std::string>(), owner).status, 200);
}

TEST_F(AccountsApi, BadTokenWishesAreRefused) {
  const Json good{{"name", "n"}, {"role", "admin"}};
  const std::vector<std::pair<const char*, Json>> bad{{"name", ""},
                                                      {"name", "  "},
                                                      {"name", std::string(81, 'x')},
                                                      {"name", "a\nb"},
                                                      {"name", 7},
                                                      {"role", "root"},
                                                      {"expires_in_days", 0},
                                                      {"expires_in_days", 3651},
                                                      {"expires_in_days", -1},
                                                      {"expires_in_days", "30"},
                                                      {"expires_in_days", 1.5},
                                                      {"user_id", 7}};
  for (const auto& [name, value] : bad) {
    auto body = good;
    body[name] = value;
    EXPECT_EQ(make_token(owner, body).status, 422) << body.dump();
  }
  EXPECT_EQ(make_token(owner, {{"name", "n"}, {"role", "admin"}, {"expires_in_days", nullptr}}).status, 201);
}

}  // namespace
}  // namespace exo::admin::test
