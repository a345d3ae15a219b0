#include <future>

#include "store/accounts.h"
#include "store_fixture.h"

namespace exo::store::test {
namespace {

using domain::Role;

class AccountChangesTest : public StoreTest {
 protected:
  std::unique_ptr<Database> database = open_database();
  Accounts accounts{*database};

  /// Without the price of a password hash.
  User add(const std::string& id, const std::string& role) {
    tamper("INSERT INTO users VALUES ('" + id + "', '" + id + "@example.com', '" + role + "', '!', 0, 0)");
    return accounts.user(id).value();
  }
  Errc change_error(const std::string& id, const UserChange& change) {
    const auto changed = accounts.change_user(id, change);
    return changed ? Errc::internal : changed.error().code;
  }
  bool knows(const IssuedToken& token, TokenKind kind) {
    return accounts.recognise(token.text.reveal(), kind).has_value();
  }
};

TEST_F(AccountChangesTest, TheLastSuperAdminStays) {
  add("owner", "super_admin");
  add("clerk", "admin");
  EXPECT_EQ(change_error("owner", {.role = Role::admin}), Errc::conflict);
  EXPECT_EQ(change_error("owner", {.disabled = true}), Errc::conflict);
  EXPECT_EQ(accounts.remove_user("owner").error().code, Errc::conflict);
  EXPECT_FALSE(accounts.remove_user("owner").error().detail.empty());
  EXPECT_EQ(accounts.user("owner")->role, Role::super_admin);
  EXPECT_TRUE(accounts.change_user("owner", {.role = Role::super_admin, .disabled = false}));
}

TEST_F(AccountChangesTest, ADisabledSuperAdminDoesNotCountAsOneLeft) {
  add("owner", "super_admin");
  add("other", "super_admin");
  ASSERT_TRUE(accounts.change_user("other", {.disabled = true}));
  EXPECT_EQ(accounts.remove_user("owner").error().code, Errc::conflict);
  EXPECT_TRUE(accounts.change_user("other", {.role = Role::admin})) << "who is disabled already is not in charge";
  ASSERT_TRUE(accounts.change_user("other", {.role = Role::super_admin, .disabled = false}));
  EXPECT_TRUE(accounts.remove_user("owner"));
  EXPECT_EQ(accounts.remove_user("other").error().code, Errc::conflict);
}

TEST_F(AccountChangesTest, OfTwoWhoRemoveEachOtherAtOnceOneStays) {
  for (int round = 0; round < 10; ++round) {
    add("a", "super_admin");
    add("b", "super_admin");
    auto one = std::async(std::launch::async, [&] { return accounts.remove_user("a").has_value(); });
    auto two =
        std::async(std::launch::async, [&] { return accounts.change_user("b", {.disabled = true}).has_value(); });
    EXPECT_NE(one.get(), two.get());
    EXPECT_EQ(peek("SELECT count(*) FROM users WHERE role = 'super_admin' AND disabled = 0"), "1");
    tamper("DELETE FROM users");
  }
}

TEST_F(AccountChangesTest, DisablingEndsSignInsAndStopsApiTokens) {
  add("owner", "super_admin");
  const auto clerk = add("clerk", "admin");
  const auto session = accounts.issue_token(clerk, TokenKind::session).value();
  const auto api = accounts.create_api_token({.user_id = "clerk", .name = "n"}).value();
  ASSERT_TRUE(accounts.change_user("clerk", {.disabled = true}));
  EXPECT_FALSE(knows(session, TokenKind::session));
  const auto refused = accounts.recognise(api.text.reveal(), TokenKind::bearer);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::unauthenticated);
  ASSERT_TRUE(accounts.change_user("clerk", {.disabled = false}));
  EXPECT_FALSE(knows(session, TokenKind::session));
  EXPECT_TRUE(accounts.recognise(api.text.reveal(), TokenKind::bearer));
}

TEST_F(AccountChangesTest, RemovingTakesTokensAlong) {
  add("owner", "super_admin");
  const auto clerk = add("clerk", "admin");
  std::ignore = accounts.issue_token(clerk, TokenKind::bearer).value();
  std::ignore = accounts.create_api_token({.user_id = "clerk", .name = "n"}).value();
  EXPECT_EQ(accounts.remove_user("clerk")->email, "clerk@example.com");
  EXPECT_EQ(peek("SELECT (SELECT count(*) FROM tokens) + (SELECT count(*) FROM api_tokens)"), "0");
  EXPECT_EQ(accounts.remove_user("clerk").error().code, Errc::not_found);
  EXPECT_EQ(accounts.change_user("clerk", {}).error().code, Errc::not_found);
  EXPECT_EQ(accounts.user("clerk").error().code, Errc::not_found);
}

TEST_F(AccountChangesTest, ANewPasswordEndsOtherSignInsButNotApiTokens) {
  const Secret old_password("correct horse battery");
  const Secret new_password("another fine password");
  const auto user = accounts.create_user("asha@example.com", old_password, Role::super_admin).value();
  const auto kept = accounts.issue_token(user, TokenKind::session).value();
  const auto ended = accounts.issue_token(user, TokenKind::session).value();
  const auto bearer = accounts.issue_token(user, TokenKind::bearer).value();
  const auto api = accounts.create_api_token({.user_id = user.id, .name = "n"}).value();
  const auto mine = accounts.recognise(kept.text.reveal(), TokenKind::session)->id;

  EXPECT_EQ(accounts.change_password(user, new_password, new_password, mine).error().code, Errc::unauthenticated);
  EXPECT_EQ(accounts.change_password(user, old_password, Secret("short"), mine).error().code, Errc::unprocessable);
  EXPECT_EQ(accounts.change_password(user, old_password, old_password, mine).error().code, Errc::unprocessable);
  EXPECT_TRUE(knows(ended, TokenKind::session)) << "nothing has happened yet";
  ASSERT_TRUE(accounts.change_password(user, old_password, new_password, mine));
  EXPECT_TRUE(accounts.check_password("asha@example.com", new_password));
  EXPECT_TRUE(knows(kept, TokenKind::session));
  EXPECT_FALSE(knows(ended, TokenKind::session));
  EXPECT_FALSE(knows(bearer, TokenKind::bearer));
  EXPECT_TRUE(knows({Secret(api.text.reveal()), {}}, TokenKind::bearer));
  ASSERT_TRUE(accounts.set_password("asha@example.com", old_password));
  EXPECT_FALSE(knows({Secret(api.text.reveal()), {}}, TokenKind::bearer)) << "at the console everything ends";
}

TEST_F(AccountChangesTest, SessionsAreListedWithoutTheirTokens) {
  const auto user = add("asha", "admin");
  const auto token = accounts.issue_token(user, TokenKind::session, {"10.0.0.9", std::string(500, 'u')}).value();
  std::ignore = accounts.issue_token(user, TokenKind::bearer).value();
  const auto listed = accounts.sessions("asha").value();
  ASSERT_EQ(listed.size(), 2U);
  const auto mine = accounts.recognise(token.text.reveal(), TokenKind::session).value();
  const auto& session = listed.front().id == mine.id ? listed.front() : listed.back();
  EXPECT_EQ(session.id, mine.id);
  EXPECT_EQ(session.kind, TokenKind::session);
  EXPECT_EQ(session.origin.address, "10.0.0.9");
  EXPECT_EQ(session.origin.user_agent, std::string(200, 'u'));
  EXPECT_EQ(token.text.reveal().find(session.id), std::string::npos);
  tamper("UPDATE tokens SET last_used_at = last_used_at - 1800000");
  EXPECT_EQ(accounts.sessions("asha")->size(), 1U) << "an idle session has ended, a bearer token has not";
}

TEST_F(AccountChangesTest, OnlyOnesOwnSessionIsEnded) {
  const auto asha = add("asha", "admin");
  add("ravi", "admin");
  const auto token = accounts.issue_token(asha, TokenKind::session).value();
  const auto id = accounts.sessions("asha")->front().id;
  EXPECT_EQ(accounts.end_session("ravi", id).error().code, Errc::not_found);
  EXPECT_TRUE(knows(token, TokenKind::session));
  ASSERT_TRUE(accounts.end_session("asha", id));
  EXPECT_FALSE(knows(token, TokenKind::session));
  EXPECT_EQ(accounts.end_session("asha", id).error().code, Errc::not_found);
}

TEST_F(AccountChangesTest, EnteringThePasswordAgainIsNoted) {
  const auto token = accounts.issue_token(add("asha", "admin"), TokenKind::session).value();
  tamper("UPDATE tokens SET confirmed_at = 0");
  const auto before = accounts.recognise(token.text.reveal(), TokenKind::session).value();
  EXPECT_EQ(before.confirmed_at, WallTime{});
  ASSERT_TRUE(accounts.note_confirmed(before.id));
  const auto after = accounts.recognise(token.text.reveal(), TokenKind::session).value();
  EXPECT_GT(after.confirmed_at, wall_now() - std::chrono::minutes(1));
  EXPECT_EQ(accounts.note_confirmed("nothing").error().code, Errc::unauthenticated);
}

}  // namespace
}  // namespace exo::store::test
