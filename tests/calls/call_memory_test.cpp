#include "calls/call_memory.h"

#include <string>

#include <gtest/gtest.h>

namespace exo::calls {
namespace {

using std::chrono::seconds;

const SteadyTime kBegin{std::chrono::hours(1)};

domain::WebhookHit hit_from(std::string from) {
  return {.from = std::move(from)};
}

domain::CallRecord record_of(std::string id) {
  domain::CallRecord record{};
  record.id = std::move(id);
  return record;
}

using Record = CallMemory::Record;

TEST(CallMemory, RemembersUntilItExpires) {
  CallMemory memory(10, seconds(60));
  std::ignore = memory.remember("a", hit_from("1"), record_of("r"), kBegin);
  EXPECT_EQ(memory.find("a", kBegin + seconds(59))->from, "1");
  EXPECT_EQ(memory.find("a", kBegin + seconds(59))->from, "1") << "asking does not forget";
  EXPECT_FALSE(memory.find("a", kBegin + seconds(60)));
  EXPECT_EQ(memory.size(), 0U);
}

TEST(CallMemory, TheNewestWordsCount) {
  CallMemory memory(10, seconds(60));
  std::ignore = memory.remember("a", hit_from("1"), record_of("r"), kBegin);
  std::ignore = memory.remember("b", hit_from("2"), record_of("r"), kBegin + seconds(1));
  std::ignore = memory.remember("a", hit_from("3"), record_of("r"), kBegin + seconds(30));
  EXPECT_EQ(memory.size(), 2U);
  EXPECT_EQ(memory.find("a", kBegin + seconds(80))->from, "3") << "a retry also renews";
  EXPECT_FALSE(memory.find("b", kBegin + seconds(80)));
}

TEST(CallMemory, IsBoundedAndTheOldestGoes) {
  CallMemory memory(100, seconds(60));
  for (int i = 0; i < 10'000; ++i)
    std::ignore = memory.remember("call-" + std::to_string(i), hit_from("1"), record_of("r"), kBegin);
  EXPECT_EQ(memory.size(), 100U);
  EXPECT_FALSE(memory.find("call-9899", kBegin));
  EXPECT_TRUE(memory.find("call-9900", kBegin));
  EXPECT_TRUE(memory.find("call-9999", kBegin));
}

TEST(CallMemory, AnEmptyIdIsNobodys) {
  CallMemory memory;
  std::ignore = memory.remember("", hit_from("1"), record_of("r"), kBegin);
  EXPECT_EQ(memory.size(), 0U);
  EXPECT_FALSE(memory.find("", kBegin));
}

TEST(CallMemory, TheFirstStreamTakesTheRecordOver) {
  CallMemory memory(10, seconds(60));
  EXPECT_EQ(memory.remember("a", hit_from("1"), record_of("r1"), kBegin), Record::begun);
  EXPECT_EQ(memory.remember("a", hit_from("2"), record_of("r2"), kBegin), Record::none) << "a retry begins no second";
  EXPECT_EQ(memory.find("a", kBegin)->record_id, "r1");
  EXPECT_EQ(memory.find("a", kBegin)->record_id, "") << "only the first";
  EXPECT_EQ(memory.remember("a", hit_from("3"), record_of("r3"), kBegin), Record::none);
  EXPECT_EQ(memory.find("a", kBegin)->record_id, "");
  EXPECT_TRUE(memory.take_lapsed(10, kBegin + seconds(61)).empty()) << "a claimed record is the stream's";
}

TEST(CallMemory, AnOpenedStreamIsToldOnceAndClaimsNothing) {
  CallMemory memory(10, seconds(60));
  EXPECT_FALSE(memory.first_opening("a", kBegin)) << "nobody announced it";
  std::ignore = memory.remember("a", hit_from("1"), record_of("r1"), kBegin);
  const auto opened = memory.first_opening("a", kBegin);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->id, "r1");
  EXPECT_FALSE(memory.first_opening("a", kBegin));
  std::ignore = memory.remember("a", hit_from("1"), record_of("r2"), kBegin);
  EXPECT_FALSE(memory.first_opening("a", kBegin)) << "a retry of the webhook makes no more of it";
  EXPECT_EQ(memory.find("a", kBegin)->record_id, "r1") << "the stream that starts claims it";
}

TEST(CallMemory, AClaimedOrForgottenRecordOpensNoMore) {
  CallMemory memory(10, seconds(60));
  std::ignore = memory.remember("a", hit_from("1"), record_of("ra"), kBegin);
  std::ignore = memory.find("a", kBegin);
  EXPECT_FALSE(memory.first_opening("a", kBegin));
  std::ignore = memory.remember("b", hit_from("1"), record_of("rb"), kBegin);
  EXPECT_FALSE(memory.first_opening("b", kBegin + seconds(60)));
  EXPECT_FALSE(memory.first_opening("", kBegin));
}

TEST(CallMemory, TheFirstTimeIsKept) {
  CallMemory memory;
  const WallTime first{std::chrono::milliseconds(1'000)};
  std::ignore = memory.remember("a", {.from = "1", .at = first}, record_of("r"), kBegin);
  std::ignore = memory.remember("a", {.from = "1", .at = first + seconds(5)}, record_of("r"), kBegin);
  EXPECT_EQ(memory.find("a", kBegin)->at, first);
  EXPECT_EQ(memory.find("a", kBegin)->at, first) << "for a later stream as well";
}

TEST(CallMemory, WhatNobodyClaimedComesBackInPortions) {
  CallMemory memory(1'000, seconds(60));
  for (int i = 0; i < 100; ++i) {
    std::ignore = memory.remember(std::to_string(i), hit_from("1"), record_of("r" + std::to_string(i)), kBegin);
  }
  EXPECT_TRUE(memory.take_lapsed(30, kBegin + seconds(59)).empty());
  const auto some = memory.take_lapsed(30, kBegin + seconds(60));
  ASSERT_EQ(some.size(), 30U);
  EXPECT_EQ(some.front().id, "r0");
  EXPECT_EQ(memory.take_lapsed(1'000, kBegin + seconds(60)).size(), 70U);
  EXPECT_TRUE(memory.take_lapsed(1'000, kBegin + seconds(60)).empty());
}

TEST(CallMemory, AtHalfItsCapacityNoRecordIsBegunInAdvance) {
  CallMemory memory(10, seconds(60));
  int begun = 0;
  for (int i = 0; i < 100; ++i) {
    begun += memory.remember(std::to_string(i), hit_from("1"), record_of("r"), kBegin) == Record::begun ? 1 : 0;
  }
  EXPECT_EQ(begun, 5) << "those that were pushed out count until they are taken";
  EXPECT_EQ(memory.take_lapsed(100, kBegin).size(), 5U);
  EXPECT_EQ(memory.remember("new", hit_from("1"), record_of("r"), kBegin), Record::begun);
}

TEST(CallMemory, AtTheEndAllUnclaimedComeBack) {
  CallMemory memory;
  std::ignore = memory.remember("a", hit_from("1"), record_of("ra"), kBegin);
  std::ignore = memory.remember("b", hit_from("1"), record_of("rb"), kBegin);
  std::ignore = memory.find("a", kBegin);
  const auto left = memory.take_all();
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].id, "rb");
  EXPECT_EQ(memory.size(), 0U);
  EXPECT_TRUE(memory.take_all().empty());
}

}  // namespace
}  // namespace exo::calls
