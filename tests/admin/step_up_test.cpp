#include "admin/step_up.h"

#include <algorithm>

#include <SQLiteCpp/Database.h>

#include "admin_site.h"

namespace exo::admin::test {
namespace {

TEST(GuardedChanges, AreRoutes) {
  for (const auto& change : guarded_changes()) {
    EXPECT_TRUE(std::ranges::any_of(routes(), [&](const Route& route) {
      return route.method == change.method && route.pattern == change.pattern;
    })) << change.pattern;
  }
}

TEST(FreshPassword, IsAskedOfSessionsAfterTenMinutes) {
  const auto now = wall_now();
  store::SignedIn visitor{};
  visitor.kind = store::TokenKind::session;
  visitor.confirmed_at = now;
  EXPECT_TRUE(has_fresh_password(&visitor, now));
  EXPECT_TRUE(has_fresh_password(&visitor, now + std::chrono::minutes(10) - std::chrono::milliseconds(1)));
  EXPECT_FALSE(has_fresh_password(&visitor, now + std::chrono::minutes(10)));
  EXPECT_FALSE(has_fresh_password(&visitor, now - std::chrono::minutes(1))) << "the clock was set back";
  for (const auto kind : {store::TokenKind::bearer, store::TokenKind::api}) {
    visitor = {};
    visitor.kind = kind;
    EXPECT_TRUE(has_fresh_password(&visitor, now));
  }
  EXPECT_TRUE(has_fresh_password(nullptr, now));
}

class StepUp : public AdminSite {
 protected:
  void let_passwords_go_stale() {
    ASSERT_TRUE(stored.database->write([](SQLite::Database& db) -> Result<void> {
      db.exec("UPDATE tokens SET confirmed_at = confirmed_at - 600000");
      return {};
    }));
  }
  Answer by_cookie(const std::string& method, const std::string& path, const Json& body) {
    return ask({.method = method,
                .path = path,
                .body = body.dump(),
                .headers = {{"Cookie", "__Host-exogate=" + session}, {"Sec-Fetch-Site", "same-origin"}}});
  }
  const std::string session = session_token(kOwnerEmail);
};

TEST_F(StepUp, AStaleSessionIsAskedForThePassword) {
  let_passwords_go_stale();
  for (const auto& change : guarded_changes()) {
    auto path = std::string(change.pattern);
    for (std::size_t at = path.find('{'); at != std::string::npos; at = path.find('{')) {
      path.replace(at, path.find('}') - at + 1, "nothing");
    }
    auto body = Json::object();
    if (!change.only_with.empty()) body[std::string(change.only_with.front())] = "x";
    const auto refused = by_cookie(std::string(to_string(change.method)), path, body);
    EXPECT_EQ(refused.status, 403) << path;
    EXPECT_EQ(refused.json().value("code", ""), "password_needed") << path;
    EXPECT_NE(refused.detail(), "");
  }
}

TEST_F(StepUp, OtherChangesAndTokensAreNotAsked) {
  let_passwords_go_stale();
  EXPECT_EQ(by_cookie("PUT", "/api/v1/integrations/exotel", Json::object()).status, 200);
  EXPECT_EQ(by_cookie("PUT", "/api/v1/bots/b1", {{"name", "One"}}).status, 201);
  EXPECT_EQ(put("/api/v1/integrations/exotel", owner, {{"account_sid", "acme1"}}).status, 200);
}

TEST_F(StepUp, EnteringThePasswordAgainHelpsForThatSession) {
  let_passwords_go_stale();
  const Json account{{"account_sid", "acme1"}};
  EXPECT_EQ(by_cookie("PUT", "/api/v1/integrations/exotel", account).status, 403);
  const auto wrong = by_cookie("POST", "/api/v1/auth/confirm", {{"password", "not the one, surely"}});
  EXPECT_EQ(wrong.status, 403);
  EXPECT_FALSE(wrong.json().contains("code"));
  EXPECT_EQ(by_cookie("PUT", "/api/v1/integrations/exotel", account).status, 403);
  const auto right = by_cookie("POST", "/api/v1/auth/confirm", {{"password", kPassword}});
  EXPECT_EQ(right.status, 200) << right.text;
  EXPECT_EQ(by_cookie("PUT", "/api/v1/integrations/exotel", account).status, 200);
}

TEST_F(StepUp, SigningInCounts) {
  EXPECT_EQ(by_cookie("PUT", "/api/v1/integrations/exotel", {{"account_sid", "acme1"}}).status, 200);
}

TEST_F(StepUp, GuessingIsSlowedDownWithoutLockingAnybodyOut) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(by_cookie("POST", "/api/v1/auth/confirm", {{"password", "wrong"}}).status, 403) << i;
  }
  const auto slowed = by_cookie("POST", "/api/v1/auth/confirm", {{"password", "wrong"}});
  EXPECT_EQ(slowed.status, 429);
  EXPECT_NE(slowed.header("retry-after"), "");
  EXPECT_EQ(by_cookie("POST", "/api/v1/auth/password", {{"current_password", "x"}, {"new_password", "y"}}).status, 429)
      << "one count for both";
  EXPECT_EQ(post("/api/v1/auth/login", {}, {{"username", kOwnerEmail}, {"password", kPassword}}).status, 200);
}

TEST_F(StepUp, ATokenHasNothingToConfirm) {
  EXPECT_EQ(post("/api/v1/auth/confirm", owner, {{"password", kPassword}}).status, 400);
  EXPECT_EQ(post("/api/v1/auth/confirm", owner, {{"password", 7}}).status, 422);
}

}  // namespace
}  // namespace exo::admin::test
