#include "calls/token_book.h"

#include <algorithm>
#include <cctype>
#include <string>

#include <gtest/gtest.h>

namespace exo::calls {
namespace {

using std::chrono::seconds;

const SteadyTime kBegin{std::chrono::hours(1)};

TEST(TokenBook, ATokenIsAPathSegmentOf128Bits) {
  TokenBook book;
  const auto token = book.issue("c1", kBegin);
  EXPECT_EQ(token.size(), 22U);
  EXPECT_TRUE(std::ranges::all_of(
      token, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_'; }));
  EXPECT_TRUE(TokenBook::has_shape(token));
  for (const auto* other : {"", "b", "AAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAA/"}) {
    EXPECT_FALSE(TokenBook::has_shape(other)) << other;
  }
  EXPECT_NE(token, book.issue("c2", kBegin));
}

TEST(TokenBook, ItOpensTwice) {
  TokenBook book;
  const auto token = book.issue("c1", kBegin);
  EXPECT_EQ(book.redeem(token, kBegin), "c1");
  EXPECT_EQ(book.redeem(token, kBegin), "c1") << "Exotel repeats a failed handshake once";
  EXPECT_FALSE(book.redeem(token, kBegin));
  EXPECT_NE(book.issue("c1", kBegin), token) << "a new one after that";
}

TEST(TokenBook, ForAMinute) {
  TokenBook book;
  const auto token = book.issue("c1", kBegin);
  EXPECT_FALSE(book.redeem(token, kBegin + seconds(60)));
  const auto next = book.issue("c1", kBegin + seconds(60));
  EXPECT_NE(next, token);
  EXPECT_TRUE(book.redeem(next, kBegin + seconds(119)));
}

TEST(TokenBook, AskedAgainACallGetsTheSameTokenForAnotherMinute) {
  TokenBook book;
  const auto token = book.issue("c1", kBegin);
  EXPECT_EQ(book.issue("c1", kBegin + seconds(50)), token);
  EXPECT_EQ(book.redeem(token, kBegin + seconds(100)), "c1");
  EXPECT_EQ(book.issue("c1", kBegin + seconds(101)), token) << "one use is left";
  EXPECT_TRUE(book.redeem(token, kBegin + seconds(101)));
  EXPECT_FALSE(book.redeem(token, kBegin + seconds(101))) << "asking again gave no third";
}

TEST(TokenBook, WhatIsNoTokenOpensNothing) {
  TokenBook book;
  const auto token = book.issue("c1", kBegin);
  for (const auto& wrong : {std::string(), std::string("c1"), token.substr(1), token + "A", std::string(22, 'A'),
                            std::string(100'000, 'x'), token + '\0'}) {
    EXPECT_FALSE(book.redeem(wrong, kBegin));
  }
  EXPECT_TRUE(book.redeem(token, kBegin)) << "and costs nothing";
}

TEST(TokenBook, CallsWithoutAnIdShareNoToken) {
  TokenBook book;
  EXPECT_NE(book.issue("", kBegin), book.issue("", kBegin));
}

TEST(TokenBook, ABotsTokenOpensThatBotOnce) {
  TokenBook book(10, 1);
  const auto token = book.issue("browser-1", kBegin, "sales");
  for (const auto* other : {"", "sale", "sales2", "Sales", "support"}) EXPECT_FALSE(book.redeem(token, kBegin, other));
  EXPECT_EQ(book.redeem(token, kBegin + seconds(59), "sales"), "browser-1") << "attempts at others cost nothing";
  EXPECT_FALSE(book.redeem(token, kBegin + seconds(59), "sales"));
  const auto late = book.issue("browser-2", kBegin, "sales");
  EXPECT_FALSE(book.redeem(late, kBegin + seconds(60), "sales"));
  EXPECT_FALSE(book.redeem(book.issue("c1", kBegin), kBegin, "sales")) << "of no bot's path";
}

TEST(TokenBook, IsBoundedAndTheOldestGoes) {
  TokenBook book(100);
  const auto first = book.issue("first", kBegin);
  std::string last;
  for (int i = 0; i < 1'000; ++i) last = book.issue(std::to_string(i), kBegin);
  EXPECT_EQ(book.size(), 100U);
  EXPECT_FALSE(book.redeem(first, kBegin));
  EXPECT_EQ(book.redeem(last, kBegin), "999");
}

}  // namespace
}  // namespace exo::calls
