#include "calls/call_memory.h"

#include <string>

#include <gtest/gtest.h>

namespace exo::calls {
namespace {

using std::chrono::seconds;

const SteadyTime kBegin{std::chrono::hours(1)};

domain::WebhookHit hit_from(std::string from) {
  return {std::move(from), "", "", "", ""};
}

TEST(CallMemory, RemembersUntilItExpires) {
  CallMemory memory(10, seconds(60));
  memory.remember("a", hit_from("1"), kBegin);
  EXPECT_EQ(memory.find("a", kBegin + seconds(59))->from, "1");
  EXPECT_EQ(memory.find("a", kBegin + seconds(59))->from, "1") << "asking does not forget";
  EXPECT_FALSE(memory.find("a", kBegin + seconds(60)));
  EXPECT_EQ(memory.size(), 0U);
}

TEST(CallMemory, TheNewestWordsCount) {
  CallMemory memory(10, seconds(60));
  memory.remember("a", hit_from("1"), kBegin);
  memory.remember("b", hit_from("2"), kBegin + seconds(1));
  memory.remember("a", hit_from("3"), kBegin + seconds(30));
  EXPECT_EQ(memory.size(), 2U);
  EXPECT_EQ(memory.find("a", kBegin + seconds(80))->from, "3") << "a retry also renews";
  EXPECT_FALSE(memory.find("b", kBegin + seconds(80)));
}

TEST(CallMemory, IsBoundedAndTheOldestGoes) {
  CallMemory memory(100, seconds(60));
  for (int i = 0; i < 10'000; ++i) memory.remember("call-" + std::to_string(i), hit_from("1"), kBegin);
  EXPECT_EQ(memory.size(), 100U);
  EXPECT_FALSE(memory.find("call-9899", kBegin));
  EXPECT_TRUE(memory.find("call-9900", kBegin));
  EXPECT_TRUE(memory.find("call-9999", kBegin));
}

TEST(CallMemory, AnEmptyIdIsNobodys) {
  CallMemory memory;
  memory.remember("", hit_from("1"), kBegin);
  EXPECT_EQ(memory.size(), 0U);
  EXPECT_FALSE(memory.find("", kBegin));
}

}  // namespace
}  // namespace exo::calls
