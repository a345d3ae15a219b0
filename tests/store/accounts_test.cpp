#include "store/accounts.h"

#include <array>
#include <future>

#include <sodium.h>

#include "store/password.h"
#include "store_fixture.h"

namespace exo::store::test {
namespace {

using domain::Role;

/// The token half is in account_tokens_test.cpp.
class AccountsTest : public StoreTest {
 protected:
  [[nodiscard]] Errc create_error(std::string_view email, const std::string& text) {
    const auto created = accounts.create_user(email, Secret(text), Role::admin);
    EXPECT_FALSE(created.has_value()) << email;
    return created ? Errc::internal : created.error().code;
  }

  std::unique_ptr<Database> database = open_database();
  Accounts accounts{*database};
  const Secret password{"correct horse battery"};
};

TEST_F(AccountsTest, ThereIsNoDefaultAccount) {
  EXPECT_TRUE(accounts.users()->empty());
}

TEST_F(AccountsTest, ACreatedUserSignsInAndNobodyElseDoes) {
  const auto created = accounts.create_user(" Asha@Example.com ", password, Role::super_admin);
  ASSERT_TRUE(created.has_value());
  EXPECT_EQ(created->email, "Asha@Example.com");
  EXPECT_EQ(created->id.size(), 36U);
  const auto user = accounts.check_password("asha@EXAMPLE.com ", password);
  ASSERT_TRUE(user.has_value());
  EXPECT_EQ(user->id, created->id);
  EXPECT_EQ(user->email, "Asha@Example.com");
  EXPECT_EQ(user->role, Role::super_admin);
  EXPECT_FALSE(user->disabled);
  EXPECT_EQ(user->created_at, created->created_at);

  const auto wrong_password = accounts.check_password("asha@example.com", Secret("correct horse batterz"));
  const auto wrong_email = accounts.check_password("asha@example.org", password);
  tamper("UPDATE users SET disabled = 1");
  const auto disabled = accounts.check_password("asha@example.com", password);
  for (const auto* refused : {&wrong_password, &wrong_email, &disabled}) {
    ASSERT_FALSE(refused->has_value());
    EXPECT_EQ(refused->error().code, Errc::unauthenticated);
    EXPECT_EQ(refused->error().detail, "the e-mail address or the password is wrong");
  }
}

TEST_F(AccountsTest, OnlyAHashOfThePasswordIsOnDisk) {
  ASSERT_TRUE(accounts.create_user("asha@example.com", password, Role::admin));
  EXPECT_TRUE(peek("SELECT password_hash FROM users").starts_with("$argon2id$v=19$m=65536,t=3,p=1$"));
  EXPECT_EQ(bytes_on_disk().find(password.reveal()), std::string::npos);
}

TEST_F(AccountsTest, AnEmailIsTakenInEveryCase) {
  ASSERT_TRUE(accounts.create_user("asha@example.com", password, Role::admin));
  EXPECT_EQ(create_error("ASHA@example.COM", password.reveal()), Errc::conflict);
  EXPECT_EQ(accounts.users()->size(), 1U);
}

TEST_F(AccountsTest, OfTwoWhoWantOneEmailAtOnceOneGetsIt) {
  auto one = std::async(std::launch::async, [&] { return accounts.create_user("a@b", password, Role::admin); });
  auto two = std::async(std::launch::async, [&] { return accounts.create_user("A@B", password, Role::admin); });
  EXPECT_NE(one.get().has_value(), two.get().has_value());
  EXPECT_EQ(accounts.users()->size(), 1U);
}

TEST_F(AccountsTest, RefusesBadEmailsAndPasswords) {
  EXPECT_EQ(create_error("not an address", password.reveal()), Errc::unprocessable);
  EXPECT_EQ(create_error("a@b", "short"), Errc::unprocessable);
  EXPECT_EQ(create_error("a@b", "password1234"), Errc::unprocessable);
  EXPECT_EQ(create_error("somebody@example.com", "Somebody@example.com"), Errc::unprocessable);
  EXPECT_TRUE(accounts.users()->empty());
}

TEST_F(AccountsTest, SettingAPasswordEndsAllTokensOfThatUserOnly) {
  const auto asha = accounts.create_user("asha@example.com", password, Role::admin).value();
  tamper("INSERT INTO users VALUES ('other', 'ravi@example.com', 'admin', '!', 0, 0)");
  const auto bearer = accounts.issue_token(asha, TokenKind::bearer).value();
  const auto session = accounts.issue_token(asha, TokenKind::session).value();
  const auto others = accounts.issue_token(User{.id = "other", .email = ""}, TokenKind::bearer).value();

  const Secret changed("another fine password");
  ASSERT_TRUE(accounts.set_password("ASHA@example.com", changed));
  EXPECT_FALSE(accounts.check_password("asha@example.com", password));
  EXPECT_TRUE(accounts.check_password("asha@example.com", changed));
  EXPECT_FALSE(accounts.recognise(bearer.text.reveal(), TokenKind::bearer));
  EXPECT_FALSE(accounts.recognise(session.text.reveal(), TokenKind::session));
  EXPECT_TRUE(accounts.recognise(others.text.reveal(), TokenKind::bearer));
}

TEST_F(AccountsTest, SettingAPasswordNeedsAUserAndAGoodPassword) {
  EXPECT_EQ(accounts.set_password("nobody@example.com", password).error().code, Errc::not_found);
  tamper("INSERT INTO users VALUES ('u', 'ravi@example.com', 'admin', '!', 0, 0)");
  EXPECT_EQ(accounts.set_password("ravi@example.com", Secret("short")).error().code, Errc::unprocessable);
  EXPECT_EQ(peek("SELECT password_hash FROM users"), "!");
}

TEST_F(AccountsTest, AWeakHashIsReplacedAtTheNextSignIn) {
  std::array<char, crypto_pwhash_STRBYTES> weak{};
  ASSERT_EQ(crypto_pwhash_str(weak.data(), password.reveal().data(), password.reveal().size(), 1, 8192), 0);
  tamper("INSERT INTO users VALUES ('u', 'ravi@example.com', 'admin', '" + std::string(weak.data()) + "', 0, 0)");
  EXPECT_FALSE(accounts.check_password("ravi@example.com", Secret("wrong")));
  EXPECT_EQ(peek("SELECT password_hash FROM users"), weak.data());
  EXPECT_TRUE(accounts.check_password("ravi@example.com", password));
  ASSERT_TRUE(database->write([](SQLite::Database&) -> Result<void> { return {}; }));  // behind the queued one
  EXPECT_TRUE(peek("SELECT password_hash FROM users").starts_with("$argon2id$v=19$m=65536,t=3,p=1$"));
  EXPECT_TRUE(accounts.check_password("ravi@example.com", password));
}

TEST_F(AccountsTest, ASetupTokenMakesOneSuperAdmin) {
  const auto token = accounts.create_setup_token().value();
  EXPECT_GE(token.reveal().size(), 43U);
  EXPECT_EQ(bytes_on_disk().find(token.reveal()), std::string::npos);
  const auto user = accounts.redeem_setup_token(token.reveal(), "asha@example.com", password);
  ASSERT_TRUE(user.has_value());
  EXPECT_EQ(user->role, Role::super_admin);
  EXPECT_TRUE(accounts.check_password("asha@example.com", password));
  const auto again = accounts.redeem_setup_token(token.reveal(), "ravi@example.com", password);
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, Errc::unauthenticated);
  EXPECT_EQ(accounts.users()->size(), 1U);
}

TEST_F(AccountsTest, ASetupTokenIsUsedUpOnlyByCreatingAUser) {
  const auto token = accounts.create_setup_token().value();
  tamper("INSERT INTO users VALUES ('u', 'ravi@example.com', 'admin', '!', 0, 0)");
  const auto redeem = [&](std::string_view email, const std::string& text) {
    return accounts.redeem_setup_token(token.reveal(), email, Secret(text));
  };
  EXPECT_EQ(redeem("asha@example.com", "short").error().code, Errc::unprocessable);
  EXPECT_EQ(redeem("not an address", password.reveal()).error().code, Errc::unprocessable);
  EXPECT_EQ(redeem("RAVI@example.com", password.reveal()).error().code, Errc::conflict);
  EXPECT_TRUE(redeem("asha@example.com", password.reveal()));
}

TEST_F(AccountsTest, OfTwoWhoRedeemOneSetupTokenAtOnceOneSucceeds) {
  const auto token = accounts.create_setup_token().value();
  const auto redeem = [&](std::string_view email) {
    return accounts.redeem_setup_token(token.reveal(), email, password).has_value();
  };
  auto one = std::async(std::launch::async, redeem, "one@example.com");
  auto two = std::async(std::launch::async, redeem, "two@example.com");
  EXPECT_NE(one.get(), two.get());
  EXPECT_EQ(accounts.users()->size(), 1U);
}

TEST_F(AccountsTest, UnknownOldAndReplacedSetupTokensAreRefusedBeforeAnythingElse) {
  const auto earlier = accounts.create_setup_token().value();
  const auto token = accounts.create_setup_token().value();
  const auto refused = [&](const std::string& text) {
    // The e-mail and the password are bad too, but a stranger must not learn that.
    const auto outcome = accounts.redeem_setup_token(text, "not an address", Secret("short"));
    return !outcome && outcome.error().code == Errc::unauthenticated;
  };
  EXPECT_TRUE(refused(earlier.reveal()));
  EXPECT_TRUE(refused(""));
  EXPECT_TRUE(refused("guess"));
  EXPECT_TRUE(refused(std::string(100'000, 'x')));
  EXPECT_FALSE(refused(token.reveal()));
  tamper("UPDATE setup_tokens SET expires_at = expires_at - 86400 * 1000");
  EXPECT_TRUE(refused(token.reveal()));
}

TEST_F(AccountsTest, ASetupTokenIsNoOtherToken) {
  const auto token = accounts.create_setup_token().value();
  EXPECT_FALSE(accounts.recognise(token.reveal(), TokenKind::bearer));
  EXPECT_FALSE(accounts.recognise(token.reveal(), TokenKind::session));
}

}  // namespace
}  // namespace exo::store::test
