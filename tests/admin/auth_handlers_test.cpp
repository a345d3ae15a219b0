#include "admin_site.h"

namespace exo::admin::test {
namespace {

const Json kOwnerLogin{{"username", kOwnerEmail}, {"password", kPassword}};
const Json kWrongLogin{{"username", kClerkEmail}, {"password", "not the PLANTED password"}};

/// What a browser would send back of a Set-Cookie header.
std::string cookie_of(const Answer& answer) {
  const auto header = answer.header("set-cookie");
  return header.substr(0, header.find(';'));
}

class Auth : public AdminSite {};

TEST_F(Auth, LoginGivesABearerTokenThatWorks) {
  const auto answer = post("/api/v1/auth/login", {}, kOwnerLogin);
  ASSERT_EQ(answer.status, 200) << answer.text;
  const auto body = answer.json();
  EXPECT_EQ(body["token_type"], "bearer");
  EXPECT_GT(body["expires_in"].get<int>(), 0);
  EXPECT_EQ(body["user"]["email"], kOwnerEmail);
  EXPECT_EQ(body["user"]["role"], "super_admin");
  EXPECT_EQ(answer.header("set-cookie"), "");
  const auto me = get("/api/v1/auth/me", body["access_token"]);
  ASSERT_EQ(me.status, 200);
  EXPECT_EQ(me.json(), (Json{{"user", body["user"]}}));
  EXPECT_EQ(body["user"].size(), 3U);
}

TEST_F(Auth, LoginTakesEmailForUsernameAndForms) {
  EXPECT_EQ(post("/api/v1/auth/login", {}, {{"email", kOwnerEmail}, {"password", kPassword}}).status, 200);
  const auto form = ask({.method = "POST",
                         .path = "/api/v1/auth/login",
                         .body = "grant_type=password&username=owner%40example.com&password=a+PLANTED+password",
                         .content_type = "application/x-www-form-urlencoded"});
  EXPECT_EQ(form.status, 200) << form.text;
}

TEST_F(Auth, ALoginWithoutStringsIsUnprocessable) {
  for (const auto& body :
       {Json{{"password", "x"}}, Json{{"username", kOwnerEmail}}, Json{{"username", 7}, {"password", "x"}},
        Json{{"username", kOwnerEmail}, {"password", nullptr}}}) {
    EXPECT_EQ(post("/api/v1/auth/login", {}, body).status, 422) << body.dump();
    EXPECT_EQ(post("/api/v1/auth/session", {}, body).status, 422) << body.dump();
  }
}

TEST_F(Auth, LogoutRevokesTheToken) {
  EXPECT_EQ(post("/api/v1/auth/logout", clerk, Json::object()).json(), (Json{{"status", "ok"}}));
  EXPECT_EQ(get("/api/v1/auth/me", clerk).status, 401);
  EXPECT_EQ(post("/api/v1/auth/logout", clerk, Json::object()).status, 401);
}

TEST_F(Auth, ANewPasswordEndsTokensAtOnce) {
  const Secret password{std::string("another PLANTED password")};
  ASSERT_TRUE(stored.accounts->create_user("temp@example.com", password, domain::Role::admin));
  const auto token =
      stored.accounts->issue_token(stored.user("temp@example.com"), store::TokenKind::bearer).value().text.reveal();
  EXPECT_EQ(get("/api/v1/auth/me", token).status, 200);
  ASSERT_TRUE(stored.accounts->set_password("temp@example.com", password));
  EXPECT_EQ(get("/api/v1/auth/me", token).status, 401);
}

TEST_F(Auth, AWrongPasswordAndAnUnknownUserLookTheSame) {
  const auto wrong = post("/api/v1/auth/login", {}, kWrongLogin);
  const auto unknown = post("/api/v1/auth/login", {}, {{"username", "nobody@example.com"}, {"password", "x"}});
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(unknown.status, 401);
  EXPECT_EQ(wrong.detail(), unknown.detail());
  EXPECT_EQ(wrong.header("www-authenticate"), "Bearer");
}

TEST_F(Auth, GuessingIsSlowedDownForOneAccountNotForAll) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(post("/api/v1/auth/login", {}, kWrongLogin).status, 401) << i;
  for (const auto* path : {"/api/v1/auth/login", "/api/v1/auth/session"}) {
    const auto slowed = post(path, {}, kWrongLogin);
    EXPECT_EQ(slowed.status, 429);
    EXPECT_GE(std::stoi("0" + slowed.header("retry-after")), 1);
  }
  EXPECT_EQ(post("/api/v1/auth/login", {}, kOwnerLogin).status, 200);
}

TEST_F(Auth, TheSessionCookieOnLoopbackIsHostPrefixedAndWorks) {
  const auto answer = post("/api/v1/auth/session", {}, kOwnerLogin);
  ASSERT_EQ(answer.status, 200) << answer.text;
  const auto set = answer.header("set-cookie");
  EXPECT_TRUE(set.starts_with("__Host-exogate=")) << set;
  EXPECT_TRUE(set.ends_with("; Path=/; HttpOnly; SameSite=Strict; Secure")) << set;
  EXPECT_EQ(answer.json(), (Json{{"user", get("/api/v1/auth/me", owner).json()["user"]}}));
  const auto me = ask({.path = "/api/v1/auth/me", .headers = {{"Cookie", cookie_of(answer)}}});
  EXPECT_EQ(me.status, 200);
  const auto text = cookie_of(answer).substr(cookie_of(answer).find('=') + 1);
  EXPECT_EQ(get("/api/v1/auth/me", text).status, 401) << "a session is no bearer token";
}

TEST_F(Auth, TheCookieOnALanNameIsNotSecureButWorks) {
  const auto answer = ask({.method = "POST",
                           .path = "/api/v1/auth/session",
                           .body = kOwnerLogin.dump(),
                           .headers = {{"Host", "gateway.lan:8080"}}});
  const auto set = answer.header("set-cookie");
  EXPECT_TRUE(set.starts_with("exogate_session=")) << set;
  EXPECT_EQ(set.find("Secure"), std::string::npos);
  EXPECT_NE(set.find("HttpOnly; SameSite=Strict"), std::string::npos);
  const Headers headers{{"Host", "gateway.lan:8080"}, {"Cookie", cookie_of(answer)}};
  EXPECT_EQ(ask({.path = "/api/v1/auth/me", .headers = headers}).status, 200);
}

TEST_F(Auth, DeletingTheSessionEndsItAndClearsTheCookie) {
  const Headers headers{{"Cookie", "__Host-exogate=" + session_token(kClerkEmail)}, {"Sec-Fetch-Site", "same-origin"}};
  const auto ended = ask({.method = "DELETE", .path = "/api/v1/auth/session", .headers = headers});
  EXPECT_EQ(ended.status, 200);
  EXPECT_EQ(ended.json(), (Json{{"status", "ok"}}));
  EXPECT_TRUE(ended.header("set-cookie").starts_with("__Host-exogate=; Max-Age=0;")) << ended.header("set-cookie");
  EXPECT_EQ(ask({.path = "/api/v1/auth/me", .headers = headers}).status, 401);
}

class CrossSite : public AdminSite {
 protected:
  int put_bot_by_cookie(Headers headers) {
    headers.emplace_back("Cookie", "__Host-exogate=" + session_token(kOwnerEmail));
    return ask({.method = "PUT", .path = "/api/v1/bots/b1", .body = "{}", .headers = std::move(headers)}).status;
  }
  int open_session(Headers headers) {
    return ask({.method = "POST",
                .path = "/api/v1/auth/session",
                .body = kOwnerLogin.dump(),
                .headers = std::move(headers)})
        .status;
  }
  const std::string own_origin = "http://127.0.0.1:" + std::to_string(plane->port());
};

TEST_F(CrossSite, WritesByCookieNeedProofOfTheirOrigin) {
  EXPECT_EQ(put_bot_by_cookie({}), 403);
  EXPECT_EQ(put_bot_by_cookie({{"Sec-Fetch-Site", "cross-site"}}), 403);
  EXPECT_EQ(put_bot_by_cookie({{"Sec-Fetch-Site", "same-site"}, {"Origin", own_origin}}), 403);
  EXPECT_EQ(put_bot_by_cookie({{"Origin", "http://evil.example"}}), 403);
  EXPECT_EQ(put_bot_by_cookie({{"Origin", "null"}}), 403);
  EXPECT_EQ(stored.bots->list().value().size(), 0U);
  EXPECT_EQ(put_bot_by_cookie({{"Sec-Fetch-Site", "same-origin"}}), 201);
  EXPECT_EQ(put_bot_by_cookie({{"Sec-Fetch-Site", "none"}}), 200);
  EXPECT_EQ(put_bot_by_cookie({{"Origin", own_origin}}), 200);
}

TEST_F(CrossSite, ReadsAndBearerTokensNeedNone) {
  const Headers cookie{{"Cookie", "__Host-exogate=" + session_token(kOwnerEmail)}, {"Sec-Fetch-Site", "cross-site"}};
  EXPECT_EQ(ask({.path = "/api/v1/bots", .headers = cookie}).status, 200);
  EXPECT_EQ(ask({.method = "PUT",
                 .path = "/api/v1/bots/b1",
                 .token = owner,
                 .body = "{}",
                 .headers = {{"Origin", "http://console.example"}}})
                .status,
            201);
}

TEST_F(CrossSite, ABadBearerTokenIsNotRescuedByACookie) {
  const auto answer = ask({.path = "/api/v1/bots",
                           .token = "garbage",
                           .headers = {{"Cookie", "__Host-exogate=" + session_token(kOwnerEmail)}}});
  EXPECT_EQ(answer.status, 401);
}

TEST_F(CrossSite, AForeignPageCannotSignTheBrowserIn) {
  EXPECT_EQ(open_session({{"Sec-Fetch-Site", "cross-site"}}), 403);
  EXPECT_EQ(open_session({{"Origin", "http://evil.example"}}), 403);
  EXPECT_EQ(open_session({}), 200);
}

/// Without users: a store of its own.
class FirstRun : public testing::Test {
 protected:
  FirstRun() {
    auto started = AdminPlane::start({.listen = "127.0.0.1:0"}, stores.parts(switchboard));
    EXPECT_TRUE(started);
    plane = std::move(*started);
  }
  Answer set_up(std::string_view token, std::string_view email, std::string_view password) {
    return send(plane->port(), {.method = "POST",
                                .path = "/api/v1/auth/setup",
                                .body = Json{{"token", token}, {"email", email}, {"password", password}}.dump()});
  }
  bool setup_needed() { return send(plane->port(), {.path = "/api/v1/auth/setup"}).json().at("setup_needed"); }

  Stores stores;
  store::Accounts& accounts = *stores.accounts;
  domain::Switchboard switchboard;
  std::unique_ptr<AdminPlane> plane;
};

TEST_F(FirstRun, TheSetUpLinkMakesOneSuperAdminAndSignsThemIn) {
  EXPECT_TRUE(setup_needed());
  const auto token = accounts.create_setup_token().value();
  const auto made = set_up(token.reveal(), "first@example.com", kPassword);
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(made.json()["user"]["role"], "super_admin");
  const Headers cookie{{"Cookie", cookie_of(made)}};
  EXPECT_EQ(send(plane->port(), {.path = "/api/v1/integrations/exotel", .headers = cookie}).status, 200);
  EXPECT_FALSE(setup_needed());
  EXPECT_EQ(set_up(token.reveal(), "second@example.com", kPassword).status, 401);
  EXPECT_EQ(accounts.users().value().size(), 1U);
}

TEST_F(FirstRun, ARefusedPasswordDoesNotUseTheLinkUp) {
  const auto token = accounts.create_setup_token().value();
  EXPECT_EQ(set_up(token.reveal(), "first@example.com", "short").status, 422);
  EXPECT_EQ(set_up(token.reveal(), "not an address", kPassword).status, 422);
  EXPECT_EQ(set_up(token.reveal(), "first@example.com", kPassword).status, 201);
}

TEST_F(FirstRun, GuessedLinksGetNowhereAndAreSlowedDown) {
  (void)accounts.create_setup_token().value();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(set_up("guess", "first@example.com", kPassword).status, 401);
  EXPECT_EQ(set_up("guess", "first@example.com", kPassword).status, 429);
  EXPECT_TRUE(setup_needed());
}

TEST_F(FirstRun, SetUpNeedsAllThreeStrings) {
  for (const auto& body : {Json::object(), Json{{"token", "t"}, {"email", "a@b.c"}},
                           Json{{"token", 1}, {"email", "a@b.c"}, {"password", "x"}}}) {
    EXPECT_EQ(send(plane->port(), {.method = "POST", .path = "/api/v1/auth/setup", .body = body.dump()}).status, 422);
  }
}

}  // namespace
}  // namespace exo::admin::test
