#include "simulator/exotel_values.h"

#include <chrono>
#include <regex>

#include <gtest/gtest.h>

namespace exo::simulator {
namespace {

using namespace std::chrono;

WallTime utc(int year, unsigned month, unsigned day, int hour, int minute, int second = 0) {
  return WallTime(sys_days(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day)) + hours(hour) +
                  minutes(minute) + seconds(second));
}

TEST(Sid, EndsWithTheIndianDay) {
  const std::string hex(28, 'a');
  EXPECT_EQ(make_sid(hex, utc(2026, 8, 25, 6, 37)), hex + "1a8p");  // exotel.md Appendix B
  EXPECT_EQ(make_sid(hex, utc(2020, 2, 20, 6, 0)), hex + "142k");
  EXPECT_EQ(make_sid(hex, utc(2025, 11, 13, 6, 0)), hex + "19bd");
  EXPECT_EQ(make_sid(hex, utc(2026, 4, 15, 6, 0)), hex + "1a4f");
  EXPECT_EQ(make_sid(hex, utc(2025, 12, 31, 20, 0)), hex + "1a11");  // the new year has begun in India
}

TEST(Sid, IsFreshEachTimeAndOfCapturedShape) {
  const auto now = wall_now();
  const auto sid = new_sid(now);
  EXPECT_TRUE(std::regex_match(sid, std::regex("[0-9a-f]{30}[1-9a-c][1-9a-v]"))) << sid;
  EXPECT_NE(sid, new_sid(now));
}

TEST(NationalNumber, IsZeroAndTenDigits) {
  for (const auto* spelling : {"+919812345678", "919812345678", "00919812345678", "09812345678", "9812345678",
                               "+91 98123-45678", "(0) 98123.45678"}) {
    EXPECT_EQ(national_number(spelling), "09812345678") << spelling;
  }
}

TEST(NationalNumber, LeavesOtherTextAlone) {
  for (const auto* other : {"", "+14155550123", "anonymous", "sip:9812345678@x", "+9198123456789"}) {
    EXPECT_EQ(national_number(other), other);
  }
}

TEST(NationalNumber, TenDigitsThatBegin91AreAMobile) {
  EXPECT_EQ(national_number("9123456789"), "09123456789");
}

TEST(CreatedTime, IsTheLongIndianForm) {
  EXPECT_EQ(created_time(utc(2026, 8, 25, 6, 37, 8)), "Tue, 25 Aug 2026 12:07:08");  // exotel.md Appendix A
  EXPECT_EQ(created_time(utc(2025, 12, 31, 18, 30, 0)), "Thu, 01 Jan 2026 00:00:00");
}

TEST(ExotelValues, InternationalNumbers) {
  EXPECT_EQ(international_number("09812345678"), "+919812345678");
  for (const std::string other : {"", "0", "9812345678", "anonymous", "0981234567x", "+919812345678"}) {
    EXPECT_EQ(international_number(other), other);
  }
}

}  // namespace
}  // namespace exo::simulator
