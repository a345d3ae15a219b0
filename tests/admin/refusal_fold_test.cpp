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

TEST_F(RefusalFoldTest, ACrowdCannotFillTheDisk) {
  std::size_t written = 0;
  for (int i = 0; i < 10'000; ++i) written += add(std::to_string(i) + "@example.com", start).size();
  EXPECT_EQ(written, RefusalFold::kMaxKinds);
  const auto sum = fold.due(start + seconds(60));
  ASSERT_EQ(sum.size(), 1U);
  EXPECT_EQ(sum.front().left_out, 10'000U - RefusalFold::kMaxKinds - 1);
  EXPECT_EQ(add("a@b", start + seconds(61)).size(), 1U) << "a new minute";
}

}  // namespace
}  // namespace exo::admin
