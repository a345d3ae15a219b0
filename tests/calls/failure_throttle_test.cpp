#include "calls/failure_throttle.h"

#include <string>

#include <gtest/gtest.h>

namespace exo::calls {
namespace {

using std::chrono::seconds;

const SteadyTime kBegin{std::chrono::hours(1)};

TEST(FailureThrottle, TenFailuresAMinute) {
  FailureThrottle throttle;
  for (int i = 0; i < 10; ++i) {
    EXPECT_FALSE(throttle.blocks("10.0.0.1", "key", kBegin)) << i;
    throttle.failed("10.0.0.1", "key", kBegin + seconds(i));
  }
  EXPECT_TRUE(throttle.blocks("10.0.0.1", "key", kBegin + seconds(10)));
  EXPECT_TRUE(throttle.blocks("10.0.0.1", "key", kBegin + seconds(59)));
  EXPECT_FALSE(throttle.blocks("10.0.0.1", "key", kBegin + seconds(60))) << "the minute is over";
  EXPECT_EQ(throttle.size(), 0U);
}

TEST(FailureThrottle, OtherThingsAndOtherAddressesAreNotTouched) {
  FailureThrottle throttle;
  for (int i = 0; i < 20; ++i) throttle.failed("10.0.0.1", "login of bot a", kBegin);
  EXPECT_TRUE(throttle.blocks("10.0.0.1", "login of bot a", kBegin));
  EXPECT_FALSE(throttle.blocks("10.0.0.1", "login of bot b", kBegin));
  EXPECT_FALSE(throttle.blocks("10.0.0.2", "login of bot a", kBegin));
}

TEST(FailureThrottle, IsBoundedAndTheOldestGoes) {
  FailureThrottle throttle(100);
  for (int i = 0; i < 10; ++i) throttle.failed("first", "key", kBegin);
  for (int i = 0; i < 100; ++i) throttle.failed(std::to_string(i), "key", kBegin);
  EXPECT_EQ(throttle.size(), 100U);
  EXPECT_FALSE(throttle.blocks("first", "key", kBegin));
}

}  // namespace
}  // namespace exo::calls
