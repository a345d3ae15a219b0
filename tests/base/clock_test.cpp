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

TEST(Clock, WritesIndianTimeWithItsOffset) {
  EXPECT_EQ(india_iso8601(WallTime{milliseconds(1787639828123)}), "2026-08-25T12:07:08.123+05:30");
  EXPECT_EQ(india_iso8601(WallTime{std::chrono::hours(18) + std::chrono::minutes(30)}),
            "1970-01-02T00:00:00.000+05:30");
}

TEST(Clock, ReadsRfc3339AndMilliseconds) {
  const WallTime moment{milliseconds(1787639828123)};
  for (const auto* text : {"2026-08-25T06:37:08.123Z", "2026-08-25t06:37:08.123z", "2026-08-25T12:07:08.123+05:30",
                           "2026-08-25 12:07:08.123 05:30", "2026-08-24T22:37:08.123999-08:00", "1787639828123"}) {
    EXPECT_EQ(time_from(text), moment) << text;
  }
  EXPECT_EQ(time_from("2026-08-25T06:37:08.1Z"), WallTime{milliseconds(1787639828100)});
  EXPECT_EQ(time_from("1970-01-01T00:00:00Z"), WallTime{});
  EXPECT_EQ(time_from("0"), WallTime{});
  EXPECT_EQ(time_from("2000-02-29T00:00:00Z"), WallTime{milliseconds(951782400000)});
}

TEST(Clock, ReadsNothingElse) {
  for (const auto* text : {"",
                           " ",
                           "now",
                           "-1",
                           "+1",
                           "1.5",
                           "1e3",
                           "2026-08-25",
                           "2026-08-25T06:37",
                           "2026-08-25T06:37:08",
                           "2026-08-25T06:37:08.Z",
                           "2026-08-25T06:37:08.1234567890Z",
                           "2026-02-29T00:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-00-10T00:00:00Z",
                           "2026-08-32T00:00:00Z",
                           "2026-08-25T24:00:00Z",
                           "2026-08-25T06:60:08Z",
                           "2026-08-25T06:37:61Z",
                           "2026-08-25T06:37:08+5:30",
                           "2026-08-25T06:37:08+24:00",
                           "2026-08-25T06:37:08Zjunk",
                           "1969-12-31T23:59:59Z",
                           "1970-01-01T00:00:00+05:30",
                           "999999999999999",
                           "9999999999999999999999999"}) {
    EXPECT_FALSE(time_from(text)) << text;
  }
}

TEST(Clock, NowIsBetweenTheYears2020And2100) {
  EXPECT_GT(wall_now(), WallTime{milliseconds(1577836800000)});
  EXPECT_LT(wall_now(), WallTime{milliseconds(4102444800000)});
}

}  // namespace
}  // namespace exo
