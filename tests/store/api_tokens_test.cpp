#include "store/api_tokens.h"

#include "store/token.h"
#include "store_fixture.h"

namespace exo::store::test {
namespace {

using domain::Role;

class ApiTokensTest : public StoreTest {
 protected:
  ApiTokensTest() {
    tamper("INSERT INTO users VALUES ('u1', 'asha@example.com', 'super_admin', '!', 0, 0)");
    tamper("INSERT INTO users VALUES ('u2', 'ravi@example.com', 'admin', '!', 0, 0)");
  }
  IssuedApiToken make(const std::string& user, Role role = Role::admin, std::optional<std::chrono::days> life = {}) {
    return accounts
        .create_api_token(
            {.user_id = user, .name = "nightly", .role = role, .life = life, .created_by = "asha@example.com"})
        .value();
  }
  Result<SignedIn> recognise(const IssuedApiToken& token) {
    return accounts.recognise(token.text.reveal(), TokenKind::bearer);
  }
  void settle() {
    ASSERT_TRUE(database->write([](SQLite::Database&) -> Result<void> { return {}; }));
  }

  std::unique_ptr<Database> database = open_database();
  Accounts accounts{*database};
};

TEST_F(ApiTokensTest, HaveAPrefixToTellThemApartBy) {
  const auto made = make("u1");
  EXPECT_EQ(made.token.prefix.size(), 12U);
  EXPECT_TRUE(made.text.reveal().starts_with(made.token.prefix + "_"));
  EXPECT_TRUE(is_api_token(made.text.reveal()));
  EXPECT_EQ(made.token.user_email, "asha@example.com");
  EXPECT_EQ(made.token.created_by, "asha@example.com");
  EXPECT_FALSE(made.token.last_used_at.has_value());
  const auto known = recognise(made).value();
  EXPECT_EQ(known.kind, TokenKind::api);
  EXPECT_EQ(known.prefix, made.token.prefix);
  EXPECT_EQ(known.id, made.token.id);
  EXPECT_EQ(known.user.email, "asha@example.com");
}

TEST_F(ApiTokensTest, AreNotTakenForOtherTokensNorTheOtherWayRound) {
  const auto made = make("u1");
  EXPECT_FALSE(accounts.recognise(made.text.reveal(), TokenKind::session));
  for (int i = 0; i < 50; ++i) {
    const auto bearer = accounts.issue_token(accounts.user("u1").value(), TokenKind::bearer).value();
    EXPECT_FALSE(is_api_token(bearer.text.reveal()));
  }
  for (const auto* text : {"", "exo_", "exo_01234567_", "exo_01234567-0123456789012345678901234567890123456789012",
                           "EXO_01234567_0123456789012345678901234567890123456789012"}) {
    EXPECT_FALSE(is_api_token(text)) << text;
  }
}

TEST_F(ApiTokensTest, AreRecognisedAgainAsWhatTheyAre) {
  const auto made = make("u1", Role::admin, std::chrono::days(3));
  const auto again = accounts.recognise(made.text.reveal(), TokenKind::api, TokenUse::does_not_count);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->id, made.token.id);
  EXPECT_EQ(again->expires_at, made.token.expires_at);
  settle();
  EXPECT_FALSE(accounts.api_tokens({})->front().last_used_at) << "that look was no use";
}

TEST_F(ApiTokensTest, EndNoLaterThanTheyMay) {
  const auto limit = wall_now() + std::chrono::hours(5);
  const auto expiry = [&](std::optional<std::chrono::days> life, std::optional<WallTime> not_after) {
    return accounts.create_api_token({.user_id = "u1", .name = "n", .life = life, .not_after = not_after})
        .value()
        .token.expires_at;
  };
  EXPECT_EQ(expiry({}, limit), limit);
  EXPECT_EQ(expiry(std::chrono::days(1), limit), limit);
  EXPECT_LT(expiry(std::chrono::days(1), wall_now() + std::chrono::days(9)), wall_now() + std::chrono::days(2));
  EXPECT_FALSE(expiry({}, {}).has_value());
}

TEST_F(ApiTokensTest, OfAHigherRoleAreOutOfReach) {
  const auto high = make("u1", Role::super_admin);
  const auto low = make("u1", Role::admin);
  const TokenReach reach{.user_id = "u1", .highest_role = Role::admin};
  ASSERT_EQ(accounts.api_tokens(reach)->size(), 1U);
  EXPECT_EQ(accounts.api_tokens(reach)->front().id, low.token.id);
  EXPECT_EQ(accounts.remove_api_token(high.token.id, reach).error().code, Errc::not_found);
  EXPECT_TRUE(accounts.remove_api_token(low.token.id, reach));
}

TEST_F(ApiTokensTest, HaveTheLowerOfTheirRoleAndTheirOwners) {
  const auto high = make("u1", Role::super_admin);
  const auto low = make("u1", Role::admin);
  const auto above = make("u2", Role::super_admin);
  EXPECT_EQ(recognise(high)->user.role, Role::super_admin);
  EXPECT_EQ(recognise(low)->user.role, Role::admin);
  EXPECT_EQ(recognise(above)->user.role, Role::admin);
  tamper("UPDATE users SET role = 'admin' WHERE id = 'u1'");
  EXPECT_EQ(recognise(high)->user.role, Role::admin) << "the owner's present role counts";
}

TEST_F(ApiTokensTest, EndOnTheirDayOrNever) {
  const auto brief = make("u1", Role::admin, std::chrono::days(1));
  const auto lasting = make("u1");
  EXPECT_EQ(brief.token.expires_at, brief.token.created_at + std::chrono::days(1));
  EXPECT_FALSE(lasting.token.expires_at.has_value());
  EXPECT_TRUE(recognise(brief));
  tamper("UPDATE api_tokens SET created_at = created_at - 86400000, expires_at = expires_at - 86400000");
  EXPECT_EQ(recognise(brief).error().code, Errc::unauthenticated);
  EXPECT_TRUE(recognise(lasting));
  EXPECT_EQ(accounts.api_tokens({})->size(), 2U) << "an expired one is still listed";
}

TEST_F(ApiTokensTest, TellTheirLastUseToTheMinute) {
  const auto made = make("u1");
  ASSERT_TRUE(recognise(made));
  settle();
  const auto first = peek("SELECT last_used_at FROM api_tokens");
  EXPECT_NE(first, "");
  ASSERT_TRUE(recognise(made));
  settle();
  EXPECT_EQ(peek("SELECT last_used_at FROM api_tokens"), first) << "within a minute";
  tamper("UPDATE api_tokens SET last_used_at = last_used_at - 60000");
  ASSERT_TRUE(recognise(made));
  settle();
  EXPECT_GE(std::stoll(peek("SELECT last_used_at FROM api_tokens")), std::stoll(first));
}

TEST_F(ApiTokensTest, AreListedAndRevokedWithinReach) {
  const auto mine = make("u1");
  const auto theirs = make("u2");
  EXPECT_EQ(accounts.api_tokens({})->size(), 2U);
  ASSERT_EQ(accounts.api_tokens({.user_id = "u2"})->size(), 1U);
  EXPECT_EQ(accounts.api_tokens({.user_id = "u2"})->front().id, theirs.token.id);
  EXPECT_EQ(accounts.remove_api_token(mine.token.id, {.user_id = "u2"}).error().code, Errc::not_found);
  EXPECT_TRUE(recognise(mine));
  ASSERT_TRUE(accounts.remove_api_token(mine.token.id, {}));
  EXPECT_FALSE(recognise(mine));
  ASSERT_TRUE(accounts.revoke(theirs.text.reveal())) << "by its holder";
  EXPECT_FALSE(recognise(theirs));
  EXPECT_EQ(accounts.create_api_token({.user_id = "nobody", .name = "n"}).error().code, Errc::not_found);
}

TEST_F(ApiTokensTest, OnlyPrefixAndHashAreOnDisk) {
  const auto made = make("u1");
  const auto bytes = bytes_on_disk();
  EXPECT_NE(bytes.find(made.token.prefix), std::string::npos);
  EXPECT_EQ(bytes.find(made.text.reveal().substr(made.token.prefix.size() + 1)), std::string::npos);
}

TEST_F(ApiTokensTest, GuessesAreNobodys) {
  const auto text = make("u1").text.reveal();
  auto other_secret = text;
  other_secret.back() = other_secret.back() == 'A' ? 'E' : 'A';
  auto other_prefix = text;
  other_prefix[4] = other_prefix[4] == '0' ? '1' : '0';
  for (const auto& guess : {other_secret, other_prefix, text + "x", text.substr(0, text.size() - 1)}) {
    const auto refused = accounts.recognise(guess, TokenKind::bearer);
    ASSERT_FALSE(refused) << guess.substr(0, 12);
    EXPECT_EQ(refused.error().code, Errc::unauthenticated);
  }
}

}  // namespace
}  // namespace exo::store::test
