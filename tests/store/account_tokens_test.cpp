#include <set>
#include <thread>

#include "store/accounts.h"
#include "store_fixture.h"

namespace exo::store::test {
namespace {

using domain::Role;

class AccountTokensTest : public StoreTest {
 protected:
  AccountTokensTest() { tamper("INSERT INTO users VALUES ('u', 'asha@example.com', 'admin', '!', 0, 5)"); }

  [[nodiscard]] IssuedToken issue(TokenKind kind) { return accounts.issue_token(asha, kind).value(); }
  [[nodiscard]] bool is_live(const IssuedToken& token, TokenKind kind) {
    const auto holder = accounts.recognise(token.text.reveal(), kind);
    if (!holder) EXPECT_EQ(holder.error().code, Errc::unauthenticated);
    return holder.has_value();
  }
  /// As if that much time had passed since everything in the table.
  void pass(std::chrono::milliseconds time) const {
    const auto ms = std::to_string(time.count());
    tamper("UPDATE tokens SET created_at = created_at - " + ms + ", expires_at = expires_at - " + ms +
           ", last_used_at = last_used_at - " + ms);
  }
  void drain() const {
    ASSERT_TRUE(database->write([](SQLite::Database&) -> Result<void> { return {}; }));
  }
  [[nodiscard]] std::string last_used() const { return peek("SELECT last_used_at FROM tokens"); }

  std::unique_ptr<Database> database = open_database();
  Accounts accounts{*database};
  const User asha{.id = "u", .email = "asha@example.com", .role = Role::admin};
};

TEST_F(AccountTokensTest, BearerTokensHaveAPrefixAndLiveTwelveHours) {
  const auto token = issue(TokenKind::bearer);
  EXPECT_TRUE(token.text.reveal().starts_with("exo_"));
  EXPECT_EQ(token.text.reveal().size(), 4U + 43U);
  EXPECT_EQ(token.expires_in, std::chrono::hours(12));
  EXPECT_TRUE(is_live(token, TokenKind::bearer));
  pass(std::chrono::hours(12) - std::chrono::minutes(1));
  EXPECT_TRUE(is_live(token, TokenKind::bearer));
  pass(std::chrono::minutes(1));
  EXPECT_FALSE(is_live(token, TokenKind::bearer));
}

TEST_F(AccountTokensTest, ASessionEndsAfterThirtyIdleMinutes) {
  const auto token = issue(TokenKind::session);
  EXPECT_EQ(token.expires_in, std::chrono::hours(12));
  pass(std::chrono::minutes(29));
  EXPECT_TRUE(is_live(token, TokenKind::session));
  drain();
  pass(std::chrono::minutes(29));
  EXPECT_TRUE(is_live(token, TokenKind::session));
  drain();
  pass(std::chrono::minutes(30));
  EXPECT_FALSE(is_live(token, TokenKind::session));
  drain();
  EXPECT_FALSE(is_live(token, TokenKind::session));
}

TEST_F(AccountTokensTest, ASessionEndsAfterTwelveHoursOfUse) {
  const auto token = issue(TokenKind::session);
  for (int i = 1; i < 12 * 60 / 20; ++i) {
    pass(std::chrono::minutes(20));
    ASSERT_TRUE(is_live(token, TokenKind::session)) << i;
    drain();
  }
  pass(std::chrono::minutes(20));
  EXPECT_FALSE(is_live(token, TokenKind::session));
}

TEST_F(AccountTokensTest, UseIsWrittenAtMostOnceAMinute) {
  const auto token = issue(TokenKind::session);
  const auto at_first = last_used();
  EXPECT_TRUE(is_live(token, TokenKind::session));
  drain();
  EXPECT_EQ(last_used(), at_first);
  pass(std::chrono::seconds(61));
  const auto before = last_used();
  EXPECT_TRUE(is_live(token, TokenKind::session));
  drain();
  const auto noted = last_used();
  EXPECT_NE(noted, before);
  EXPECT_TRUE(is_live(token, TokenKind::session));
  drain();
  EXPECT_EQ(last_used(), noted);
}

TEST_F(AccountTokensTest, TheTwoKindsAreNotExchangeable) {
  EXPECT_FALSE(is_live(issue(TokenKind::bearer), TokenKind::session));
  EXPECT_FALSE(is_live(issue(TokenKind::session), TokenKind::bearer));
}

TEST_F(AccountTokensTest, TheUserIsReadEveryTime) {
  const auto token = issue(TokenKind::bearer);
  tamper("UPDATE users SET role = 'super_admin', email = 'Rao@example.com'");
  const auto promoted = accounts.recognise(token.text.reveal(), TokenKind::bearer);
  ASSERT_TRUE(promoted.has_value());
  EXPECT_EQ(promoted->user.role, Role::super_admin);
  EXPECT_EQ(promoted->user.email, "Rao@example.com");
  EXPECT_EQ(promoted->user.id, "u");
  EXPECT_EQ(promoted->user.created_at, WallTime{std::chrono::milliseconds{5}});
  tamper("UPDATE users SET disabled = 1");
  EXPECT_FALSE(is_live(token, TokenKind::bearer));
  tamper("UPDATE users SET disabled = 0");
  EXPECT_TRUE(is_live(token, TokenKind::bearer));
}

TEST_F(AccountTokensTest, DeletingAUserEndsTheirTokens) {
  const auto token = issue(TokenKind::bearer);
  ASSERT_TRUE(database->write([](SQLite::Database& db) { return execute(db, "DELETE FROM users"); }));
  EXPECT_FALSE(is_live(token, TokenKind::bearer));
  EXPECT_EQ(peek("SELECT count(*) FROM tokens"), "0");
}

TEST_F(AccountTokensTest, RevokingEndsThatTokenOnly) {
  const auto one = issue(TokenKind::bearer);
  const auto two = issue(TokenKind::bearer);
  EXPECT_TRUE(accounts.revoke(one.text.reveal()));
  EXPECT_FALSE(is_live(one, TokenKind::bearer));
  EXPECT_TRUE(is_live(two, TokenKind::bearer));
  EXPECT_TRUE(accounts.revoke(one.text.reveal()));
  EXPECT_TRUE(accounts.revoke(""));
  EXPECT_TRUE(accounts.revoke(std::string(100'000, 'x')));
}

TEST_F(AccountTokensTest, NoTokenForSomebodyWhoIsGoneOrDisabled) {
  EXPECT_EQ(accounts.issue_token(User{.id = "ghost", .email = ""}, TokenKind::bearer).error().code,
            Errc::unauthenticated);
  tamper("UPDATE users SET disabled = 1");
  EXPECT_EQ(accounts.issue_token(asha, TokenKind::session).error().code, Errc::unauthenticated);
  EXPECT_EQ(peek("SELECT count(*) FROM tokens"), "0");
}

TEST_F(AccountTokensTest, NothingElseIsAToken) {
  const auto token = issue(TokenKind::bearer).text.reveal();
  const auto hash = peek("SELECT hex(hash) FROM tokens");
  for (const auto& guess :
       {std::string(), std::string("exo_"), token.substr(4), token + "x", token.substr(0, 46), "EXO_" + token.substr(4),
        " " + token, hash, std::string(100'000, 'x'), token + std::string(1, '\0'), std::string("' OR '1'='1")}) {
    const auto refused = accounts.recognise(guess, TokenKind::bearer);
    ASSERT_FALSE(refused.has_value()) << guess.substr(0, 60);
    EXPECT_EQ(refused.error().code, Errc::unauthenticated);
  }
}

TEST_F(AccountTokensTest, OnlyHashesAreOnDisk) {
  const auto bearer = issue(TokenKind::bearer);
  const auto session = issue(TokenKind::session);
  const auto bytes = bytes_on_disk();
  EXPECT_EQ(bytes.find(bearer.text.reveal().substr(4)), std::string::npos);
  EXPECT_EQ(bytes.find(session.text.reveal()), std::string::npos);
}

TEST_F(AccountTokensTest, ExpiredTokensAreSweptWhenANewOneIsIssued) {
  for (int i = 0; i < 3; ++i) std::ignore = issue(TokenKind::bearer);
  pass(std::chrono::hours(12));
  const auto fresh = issue(TokenKind::bearer);
  EXPECT_EQ(peek("SELECT count(*) FROM tokens"), "1");
  EXPECT_TRUE(is_live(fresh, TokenKind::bearer));
}

TEST_F(AccountTokensTest, ManyThreadsGetDifferentWorkingTokens) {
  std::mutex mutex;
  std::set<std::string> texts;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 10; ++i) {
          const auto token = issue(TokenKind::bearer);
          EXPECT_TRUE(is_live(token, TokenKind::bearer));
          const std::lock_guard lock(mutex);
          texts.insert(token.text.reveal());
        }
      });
    }
  }
  EXPECT_EQ(texts.size(), 80U);
}

}  // namespace
}  // namespace exo::store::test
