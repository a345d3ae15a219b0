#include "admin/login_throttle.h"

#include <string>

#include <gtest/gtest.h>

namespace exo::admin {
namespace {

using std::chrono::seconds;

class LoginThrottleTest : public testing::Test {
 protected:
  bool admit(std::string_view account, std::string_view address) {
    const auto admitted = throttle.admit(account, address, now);
    if (!admitted) {
      EXPECT_EQ(admitted.error().code, Errc::too_many_requests);
      EXPECT_GE(admitted.error().retry_after, seconds(1));
      wait = admitted.error().retry_after;
    }
    return admitted.has_value();
  }
  void fail_times(int times, std::string_view account, std::string_view address) {
    for (int i = 0; i < times; ++i) {
      ASSERT_TRUE(admit(account, address)) << i;
      throttle.failed(account, address, now);
    }
  }

  LoginThrottle throttle;
  SteadyTime now{std::chrono::hours(1000)};
  seconds wait{};
};

TEST_F(LoginThrottleTest, FiveFailuresAreFreeThenTheWaitDoubles) {
  fail_times(5, "a@x", "10.0.0.1");
  for (const int expected : {4, 8, 16, 32, 64, 128, 256, 512, 900, 900}) {
    ASSERT_FALSE(admit("a@x", "10.0.0.1"));
    EXPECT_EQ(wait, seconds(expected));
    now += wait - seconds(1);
    ASSERT_FALSE(admit("a@x", "10.0.0.1"));
    now += seconds(1);
    ASSERT_TRUE(admit("a@x", "10.0.0.1"));
    throttle.failed("a@x", "10.0.0.1", now);
  }
}

TEST_F(LoginThrottleTest, SimultaneousAttemptsCountBeforeTheyHaveFailed) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(admit("a@x", "10.0.0.1"));
  EXPECT_FALSE(admit("a@x", "10.0.0.1"));
}

TEST_F(LoginThrottleTest, TheWaitBeginsWhenThePasswordWasFoundWrong) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(admit("a@x", "10.0.0.1"));
  now += seconds(10);  // that long took the hash
  throttle.failed("a@x", "10.0.0.1", now);
  EXPECT_FALSE(admit("a@x", "10.0.0.1"));
}

TEST_F(LoginThrottleTest, TheSpellingOfTheAccountMakesNoDifference) {
  fail_times(5, "a@x", "10.0.0.1");
  EXPECT_FALSE(admit(" A@X ", "10.0.0.1"));
}

TEST_F(LoginThrottleTest, TheOwnerComesInFromAnotherAddress) {
  fail_times(5, "owner@x", "10.0.0.1");
  EXPECT_FALSE(admit("owner@x", "10.0.0.1"));
  EXPECT_TRUE(admit("owner@x", "10.0.0.2"));
  throttle.succeeded("owner@x", "10.0.0.2");
  EXPECT_FALSE(admit("owner@x", "10.0.0.1"));
}

TEST_F(LoginThrottleTest, ManyAddressesGetOneAttemptEachOnOneAccount) {
  for (int i = 0; i < 4; ++i) fail_times(5, "owner@x", "10.0.1." + std::to_string(i));
  ASSERT_TRUE(admit("owner@x", "10.0.2.1"));
  throttle.failed("owner@x", "10.0.2.1", now);
  EXPECT_FALSE(admit("owner@x", "10.0.2.1"));
  EXPECT_TRUE(admit("owner@x", "10.0.2.2"));
}

TEST_F(LoginThrottleTest, OneAddressIsSlowedAcrossAccounts) {
  for (int i = 0; i < 20; ++i) fail_times(1, "user" + std::to_string(i) + "@x", "10.0.0.1");
  EXPECT_FALSE(admit("fresh@x", "10.0.0.1"));
  EXPECT_TRUE(admit("fresh@x", "10.0.0.2"));
}

TEST_F(LoginThrottleTest, AnIpv6NetworkIsOneAddress) {
  fail_times(5, "a@x", "2001:db8:1:2::1");
  EXPECT_FALSE(admit("a@x", "2001:db8:1:2:ffff::9"));
  EXPECT_TRUE(admit("a@x", "2001:db8:1:3::1"));
}

TEST_F(LoginThrottleTest, SuccessBeginsAnew) {
  fail_times(4, "a@x", "10.0.0.1");
  ASSERT_TRUE(admit("a@x", "10.0.0.1"));
  throttle.succeeded("a@x", "10.0.0.1");
  fail_times(5, "a@x", "10.0.0.1");
  EXPECT_FALSE(admit("a@x", "10.0.0.1"));
}

TEST_F(LoginThrottleTest, AnAccountOfOnesOwnDoesNotBuyMoreGuesses) {
  for (int i = 0; i < 20; ++i) {
    fail_times(1, "victim" + std::to_string(i) + "@x", "10.0.0.1");
    if (i == 19) break;
    ASSERT_TRUE(admit("mine@x", "10.0.0.1"));
    throttle.succeeded("mine@x", "10.0.0.1");
  }
  EXPECT_FALSE(admit("victim99@x", "10.0.0.1"));
}

TEST_F(LoginThrottleTest, ASuccessDoesNotEndTheWaitOfItsAddress) {
  for (int i = 0; i < 20; ++i) fail_times(1, "victim" + std::to_string(i) + "@x", "10.0.0.1");
  now += LoginThrottle::kFirstWait;
  ASSERT_TRUE(admit("mine@x", "10.0.0.1"));
  throttle.succeeded("mine@x", "10.0.0.1");
  ASSERT_FALSE(admit("victim99@x", "10.0.0.1"));
  EXPECT_EQ(wait, LoginThrottle::kFirstWait) << "the wait of twenty attempts: one's own does not count";
}

TEST_F(LoginThrottleTest, AWithdrawnAttemptDoesNotEndTheWaitOfOthers) {
  for (int i = 0; i < 20; ++i) fail_times(1, "victim" + std::to_string(i) + "@x", "10.0.0.1");
  now += LoginThrottle::kFirstWait;
  ASSERT_TRUE(admit("mine@x", "10.0.0.1"));
  throttle.withdrawn("mine@x", "10.0.0.1");
  EXPECT_FALSE(admit("victim99@x", "10.0.0.1"));
}

TEST_F(LoginThrottleTest, AWithdrawnAttemptDidNotHappen) {
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(admit("a@x", "10.0.0.1"));
    throttle.withdrawn("a@x", "10.0.0.1");
  }
  fail_times(5, "a@x", "10.0.0.1");
}

TEST_F(LoginThrottleTest, ForgetsAfterAnHour) {
  fail_times(5, "a@x", "10.0.0.1");
  now += LoginThrottle::kForgetAfter + seconds(1);
  fail_times(5, "a@x", "10.0.0.1");
  EXPECT_FALSE(admit("a@x", "10.0.0.1"));
}

TEST_F(LoginThrottleTest, AFloodOfNamesFromManyAddressesIsSurvived) {
  for (std::size_t i = 0; i < LoginThrottle::kMaxTallies / 3 + 300; ++i) {
    const auto number = std::to_string(i);
    ASSERT_TRUE(admit(number + std::string(400, 'x'), "address" + number));
    throttle.failed(number + std::string(400, 'x'), "address" + number, now);
    now += std::chrono::milliseconds(1);
  }
  fail_times(5, "a@x", "10.0.0.1");
  EXPECT_FALSE(admit("a@x", "10.0.0.1"));
}

TEST_F(LoginThrottleTest, LoopbackIsManyPeopleAndNeverBlockedAsAnAddress) {
  for (int i = 0; i < 60; ++i) {
    ASSERT_TRUE(admit("guess" + std::to_string(i) + "@x", "127.0.0.1"));
    throttle.failed("guess" + std::to_string(i) + "@x", "127.0.0.1", now);
  }
  EXPECT_TRUE(admit("owner@x", "127.0.0.1"));
  EXPECT_TRUE(admit("owner@x", "::1"));
  fail_times(5, "one@x", "127.0.0.1");
  EXPECT_FALSE(admit("one@x", "127.0.0.1")) << "one account is still slowed";
}

}  // namespace
}  // namespace exo::admin
