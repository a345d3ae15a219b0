#include "admin/refusal_fold.h"

#include <gtest/gtest.h>

namespace exo::admin {
namespace {

using std::chrono::seconds;

class RefusalFoldTest : public testing::Test {
 protected:
  std::vector<store::AuditEntry> add(const std::string& actor, SteadyTime when) {
    return fold.add({.actor = actor, .address = "10.0.0.1", .action = "sign_in.refused"}, when);
  }
  RefusalFold fold;
  const SteadyTime start = SteadyTime{} + std::chrono::hours(1);
};

TEST_F(RefusalFoldTest, TheFirstIsWrittenTheRestOfTheMinuteIsCounted) {
  const auto first = add("a@b", start);
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first.front().left_out, 0U);
  for (int i = 1; i < 10; ++i) EXPECT_TRUE(add("a@b", start + seconds(i)).empty());
  EXPECT_TRUE(fold.due(start + seconds(59)).empty());
  const auto sum = fold.due(start + seconds(60));
  ASSERT_EQ(sum.size(), 1U);
  EXPECT_EQ(sum.front().actor, "a@b");
  EXPECT_EQ(sum.front().left_out, 8U) << "with itself that makes nine";
  EXPECT_TRUE(fold.due(start + seconds(200)).empty()) << "told once";
}

TEST_F(RefusalFoldTest, TheNextOneTellsOfTheMinuteBefore) {
  add("a@b", start);
  add("a@b", start + seconds(1));
  const auto entries = add("a@b", start + seconds(61));
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].left_out, 0U);
  EXPECT_EQ(entries[1].left_out, 0U);
}

TEST_F(RefusalFoldTest, OtherAccountsAddressesAndActionsAreOtherKinds) {
  EXPECT_EQ(add("a@b", start).size(), 1U);
  EXPECT_EQ(add("c@d", start).size(), 1U);
  EXPECT_EQ(fold.add({.actor = "a@b", .address = "10.0.0.2", .action = "sign_in.refused"}, start).size(), 1U);
  EXPECT_EQ(fold.add({.actor = "a@b", .address = "10.0.0.1", .action = "password.refused"}, start).size(), 1U);
}

TEST_F(RefusalFoldTest, BeyondSomeKindsThoseOfAnAddressAreFolded) {
  for (std::size_t i = 0; i < RefusalFold::kMaxKinds; ++i) EXPECT_EQ(add(std::to_string(i), start).size(), 1U);
  EXPECT_TRUE(add("x@y", start).empty());
  EXPECT_TRUE(add("z@y", start).empty());
  EXPECT_TRUE(fold.add({.actor = "x@y", .address = "10.0.0.2", .action = "sign_in.refused"}, start).empty());
  const auto sums = fold.due(start + seconds(60));
  ASSERT_EQ(sums.size(), 2U);
  EXPECT_EQ(sums[0].address, "10.0.0.1");
  EXPECT_EQ(sums[0].actor, "") << "several accounts";
  EXPECT_EQ(sums[0].left_out, 1U);
  EXPECT_EQ(sums[1].address, "10.0.0.2");
  EXPECT_EQ(sums[1].actor, "x@y") << "one account";
}

TEST_F(RefusalFoldTest, ACrowdCannotFillTheDisk) {
  std::vector<store::AuditEntry> entries;
  constexpr int kAttempts = 10'000;
  for (int i = 0; i < kAttempts; ++i) {
    const auto number = std::to_string(i);
    for (auto& entry : fold.add({.actor = number + "@example.com", .address = number}, start)) entries.push_back(entry);
  }
  EXPECT_EQ(entries.size(), RefusalFold::kMaxKinds);
  for (auto& entry : fold.due(start + seconds(60))) entries.push_back(entry);
  EXPECT_LE(entries.size(), 20U);
  EXPECT_EQ(entries.back().address, "") << "many addresses";
  std::uint64_t told = 0;
  for (const auto& entry : entries) told += 1 + entry.left_out;
  EXPECT_EQ(told, kAttempts);
  EXPECT_EQ(add("a@b", start + seconds(61)).size(), 1U) << "a new minute";
}

TEST_F(RefusalFoldTest, AtTheEndNothingIsKeptBack) {
  for (int i = 0; i < 3; ++i) add("a@b", start);
  const auto kept = fold.drain();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept.front().left_out, 1U);
  EXPECT_TRUE(fold.drain().empty());
  EXPECT_TRUE(fold.due(start + seconds(200)).empty());
}

}  // namespace
}  // namespace exo::admin
