#include "admin/cooldown.h"

#include <gtest/gtest.h>

namespace exo::admin {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const SteadyTime kStart{std::chrono::hours(7)};

TEST(Cooldown, LetsEachKeyThroughOncePerInterval) {
  Cooldown cooldown{seconds(5)};
  EXPECT_TRUE(cooldown.take({"a"}, kStart));
  const auto refused = cooldown.take({"a"}, kStart + milliseconds(1500));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::too_many_requests);
  EXPECT_EQ(refused.error().retry_after, seconds(4));
  EXPECT_FALSE(cooldown.take({"a"}, kStart + milliseconds(4999)));
  EXPECT_TRUE(cooldown.take({"a"}, kStart + seconds(5)));
}

TEST(Cooldown, OneHotKeyHoldsBackTheOthersWithoutHeatingThem) {
  Cooldown cooldown{seconds(5)};
  EXPECT_TRUE(cooldown.take({"user 1", "did 1"}, kStart));
  EXPECT_FALSE(cooldown.take({"user 2", "did 1"}, kStart));
  EXPECT_FALSE(cooldown.take({"user 1", "did 2"}, kStart));
  EXPECT_TRUE(cooldown.take({"user 2", "did 2"}, kStart));
}

TEST(Cooldown, ARefusalDoesNotProlongTheWait) {
  Cooldown cooldown{seconds(5)};
  EXPECT_TRUE(cooldown.take({"a"}, kStart));
  EXPECT_FALSE(cooldown.take({"a"}, kStart + seconds(4)));
  EXPECT_TRUE(cooldown.take({"a"}, kStart + seconds(5)));
}

}  // namespace
}  // namespace exo::admin
