#include "speech/vendor_health.h"

#include <gtest/gtest.h>

namespace exo::speech {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using Scope = VendorHealth::Scope;

constexpr SteadyTime kNow{std::chrono::hours(1)};

TEST(VendorHealth, IsGoodAtFirst) {
  const VendorHealth health(seconds(30));
  EXPECT_EQ(health.pause_reason(kNow), "");
  EXPECT_EQ(health.trouble(kNow), "");
  EXPECT_EQ(health.trouble(SteadyTime{}), "");
}

TEST(VendorHealth, PausesAfterAFailureAndRemembersItForTenMinutes) {
  VendorHealth health(seconds(30));
  health.failed("elevenlabs: 500", Scope::every_text, kNow);
  EXPECT_EQ(health.pause_reason(kNow + seconds(29)), "elevenlabs: 500");
  EXPECT_EQ(health.pause_reason(kNow + seconds(30)), "");
  EXPECT_EQ(health.trouble(kNow + minutes(9)), "elevenlabs: 500");
  EXPECT_EQ(health.trouble(kNow + minutes(10)), "");
}

TEST(VendorHealth, IsGoodAgainAfterASuccess) {
  VendorHealth health(seconds(30));
  health.failed("elevenlabs: 500", Scope::every_text, kNow);
  health.succeeded();
  EXPECT_EQ(health.pause_reason(kNow), "");
  EXPECT_EQ(health.trouble(kNow), "");
}

TEST(VendorHealth, DoesNotPauseForOneBadText) {
  VendorHealth health(seconds(30));
  health.failed("elevenlabs: 422", Scope::this_text_only, kNow);
  EXPECT_EQ(health.pause_reason(kNow), "");
  EXPECT_EQ(health.trouble(kNow), "elevenlabs: 422");
  health.failed("elevenlabs: 401", Scope::every_text, kNow);
  health.failed("elevenlabs: 422", Scope::this_text_only, kNow);
  EXPECT_EQ(health.pause_reason(kNow), "elevenlabs: 401") << "one bad text does not end the pause";
}

}  // namespace
}  // namespace exo::speech
