#include "calls/counters.h"

#include <set>
#include <string_view>

#include <gtest/gtest.h>

namespace exo::calls {
namespace {

TEST(Counters, EachHasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < static_cast<std::size_t>(Count::last); ++i) {
    const auto name = to_string(static_cast<Count>(i));
    EXPECT_FALSE(name.empty()) << i;
    EXPECT_TRUE(names.insert(name).second) << name;
  }
  EXPECT_EQ(to_string(Count::connections), "connections");
  EXPECT_EQ(to_string(Count::late_ticks), "late_ticks") << "the last name belongs to the last count";
  EXPECT_EQ(to_string(Count::last), "");
}

TEST(Counters, TheSnapshotIsInTheirOrder) {
  Counters counters;
  counters.add(Count::webhooks);
  counters.add(Count::malformed, 7);
  const auto snapshot = counters.snapshot();
  EXPECT_EQ(snapshot[static_cast<std::size_t>(Count::webhooks)], 1U);
  EXPECT_EQ(snapshot[static_cast<std::size_t>(Count::malformed)], 7U);
  EXPECT_EQ(snapshot[static_cast<std::size_t>(Count::streams)], 0U);
}

}  // namespace
}  // namespace exo::calls
