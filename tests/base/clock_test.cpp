#include "base/clock.h"

#include <gtest/gtest.h>

namespace exo {
namespace {

using std::chrono::milliseconds;

TEST(Clock, WritesIso8601InUtcWithMilliseconds) {
  EXPECT_EQ(iso8601(WallTime{}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(iso8601(WallTime{milliseconds(1787639828123)}), "2026-08-25T06:37:08.123Z");
  EXPECT_EQ(iso8601(WallTime{milliseconds(951782399999)}), "2000-02-28T23:59:59.999Z");
  EXPECT_EQ(iso8601(WallTime{milliseconds(951782400000)}), "2000-02-29T00:00:00.000Z");
}

TEST(Clock, WritesTimesBefore1970) {
  EXPECT_EQ(iso8601(WallTime{milliseconds(-1)}), "1969-12-31T23:59:59.999Z");
}

TEST(Clock, WritesExotelTimeAsIndianStandardTime) {
  EXPECT_EQ(exotel_time(WallTime{milliseconds(1787639828123)}), "2026-08-25 12:07:08");
  // 18:30 UTC is midnight in India.
  EXPECT_EQ(exotel_time(WallTime{std::chrono::hours(18) + std::chrono::minutes(30)}), "1970-01-02 00:00:00");
}

TEST(Clock, NowIsBetweenTheYears2020And2100) {
  EXPECT_GT(wall_now(), WallTime{milliseconds(1577836800000)});
  EXPECT_LT(wall_now(), WallTime{milliseconds(4102444800000)});
}

}  // namespace
}  // namespace exo
