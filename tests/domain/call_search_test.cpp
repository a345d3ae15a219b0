#include "domain/call_search.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "domain/phone_number.h"

namespace exo::domain {
namespace {

constexpr WallTime at(std::int64_t ms) {
  return WallTime{std::chrono::milliseconds{ms}};
}

TEST(CallSearch, EveryReasonIsInExactlyOneGroup) {
  for (int value = 0; value <= static_cast<int>(EndReason::no_stream); ++value) {
    const auto reason = static_cast<EndReason>(value);
    const auto groups = std::ranges::count_if(
        outcome_groups(), [&](std::string_view name) { return std::ranges::count(outcome_from(name), reason) == 1; });
    EXPECT_EQ(groups, 1) << to_string(reason);
    EXPECT_EQ(outcome_from(to_string(reason)), std::vector{reason});
  }
  EXPECT_FALSE(end_reason_from("unknown"));
}

TEST(CallSearch, GroupsHoldWhatTheySay) {
  const auto holds = [](std::string_view group, EndReason reason) {
    return std::ranges::count(outcome_from(group), reason) == 1;
  };
  EXPECT_TRUE(holds("answered", EndReason::caller_hangup));
  EXPECT_TRUE(holds("answered", EndReason::bot_hangup));
  EXPECT_TRUE(holds("failed", EndReason::no_stream));
  EXPECT_TRUE(holds("failed", EndReason::interrupted));
  EXPECT_TRUE(holds("refused", EndReason::busy));
  EXPECT_EQ(outcome_from("live"), std::vector{EndReason::live});
  for (const auto* word : {"", "LIVE", "answered ", "unknown", "any", "busy,live"}) {
    EXPECT_TRUE(outcome_from(word).empty()) << word;
  }
}

TEST(CallSearch, ACursorLeadsBackToItsPlace) {
  for (const auto& place : {CallPlace{at(0), "a"}, CallPlace{at(1'787'639'828'123), "6b0e…-?~"},
                            CallPlace{at(253'402'300'799'999), std::string(64, 'x')}}) {
    const auto cursor = cursor_of(place);
    EXPECT_EQ(place_of(cursor), place);
    EXPECT_TRUE(std::ranges::all_of(cursor, [](char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; }));
  }
}

TEST(CallSearch, AnythingElseIsNoCursor) {
  const auto made = [](std::string_view text) { return base64url_encode(as_bytes(text)); };
  for (const auto& text :
       {std::string(), std::string("x"), std::string("null"), std::string("1.a"), made("1"), made("1."), made(".a"),
        made("-1.a"), made("253402300800000.a"), made("99999999999999999999.a"), made(" 1.a"), made("01.a"),
        made("1.a") + "=", made("1.\xFF"), made("1." + std::string(65, 'x')), std::string(10'000, 'A'),
        std::string("MS5h\n")}) {
    EXPECT_FALSE(place_of(text)) << text;
  }
}

TEST(NumberSpellings, AreAllOneNumber) {
  for (const auto* typed : {"9876543210", "+91 98765-43210", "00919876543210", "09876543210", "+91 (0) 9876543210"}) {
    const auto spellings = number_spellings(typed);
    for (const auto* stored : {"+919876543210", "919876543210", "09876543210", "9876543210", "00919876543210"}) {
      EXPECT_EQ(std::ranges::count(spellings, stored), 1) << typed << " " << stored;
    }
  }
  for (const auto* typed : {"9876543210", "08041234567", "1800123456", "+18001234567", "+4930123456", "12345",
                            "anonymous", "", "*#06#", "' OR 1=1"}) {
    const auto spellings = number_spellings(typed);
    ASSERT_FALSE(spellings.empty()) << typed;
    for (const auto& spelling : spellings) {
      EXPECT_TRUE(same_number(spelling, typed)) << typed << " " << spelling;
      EXPECT_EQ(std::ranges::count(spellings, spelling), 1) << spelling;
    }
  }
}

}  // namespace
}  // namespace exo::domain
