#include "domain/stream_login.h"

#include <gtest/gtest.h>

#include "base/digest.h"

namespace exo::domain {
namespace {

TEST(StreamLoginTest, WithoutAPasswordAnybodyMayConnect) {
  EXPECT_FALSE(StreamLogin{}.required());
  EXPECT_TRUE(StreamLogin{}.accepts("whatever", WallTime{}));
}

TEST(StreamLoginTest, OnlyTheDigestIsKept) {
  const auto password = new_stream_password();
  EXPECT_EQ(password.reveal().size(), 32U);
  const auto login = rotated({}, password, WallTime{});
  EXPECT_EQ(login.hash, blake2b_hex(password.reveal()));
  EXPECT_TRUE(login.accepts(password.reveal(), WallTime{}));
  EXPECT_FALSE(login.accepts("", WallTime{}));
  EXPECT_FALSE(login.accepts(login.hash, WallTime{})) << "the digest is no password";
}

TEST(StreamLoginTest, TheOldPasswordIsAcceptedForADay) {
  const WallTime now(std::chrono::hours(100));
  const auto first = new_stream_password();
  const auto second = new_stream_password();
  const auto third = new_stream_password();
  const auto login = rotated(rotated({}, first, now), second, now);
  EXPECT_TRUE(login.accepts(second.reveal(), now));
  EXPECT_TRUE(login.accepts(first.reveal(), now + std::chrono::hours(24) - std::chrono::milliseconds(1)));
  EXPECT_FALSE(login.accepts(first.reveal(), now + std::chrono::hours(24)));
  const auto later = rotated(login, third, now);
  EXPECT_FALSE(later.accepts(first.reveal(), now)) << "only the last one";
  EXPECT_TRUE(later.accepts(second.reveal(), now));
}

}  // namespace
}  // namespace exo::domain
