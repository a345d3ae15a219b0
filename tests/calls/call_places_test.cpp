#include "calls/call_places.h"

#include <vector>

#include <gtest/gtest.h>

namespace exo::calls {
namespace {

TEST(CallPlaces, ABotsLimit) {
  CallPlaces places;
  auto first = places.admit("sales", 2, "", 0);
  const auto second = places.admit("sales", 2, "", 0);
  EXPECT_TRUE(first.place);
  EXPECT_TRUE(second.place);
  const auto third = places.admit("sales", 2, "", 0);
  EXPECT_FALSE(third.place);
  EXPECT_EQ(third.full, "bot");
  EXPECT_TRUE(places.admit("support", 2, "", 0).place);
  first.place.reset();
  EXPECT_TRUE(places.admit("sales", 2, "", 0).place);
}

TEST(CallPlaces, ANumbersLimit) {
  CallPlaces places;
  const auto first = places.admit("a", 0, "did-1", 1);
  EXPECT_TRUE(first.place);
  const auto second = places.admit("b", 0, "did-1", 1);
  EXPECT_FALSE(second.place);
  EXPECT_EQ(second.full, "number");
  EXPECT_TRUE(places.admit("b", 1, "did-2", 1).place);
}

TEST(CallPlaces, ARefusalCountsForNothing) {
  CallPlaces places;
  auto held = places.admit("a", 0, "did-1", 1);
  EXPECT_FALSE(places.admit("b", 1, "did-1", 1).place);
  held.place.reset();
  EXPECT_TRUE(places.admit("b", 1, "did-1", 1).place) << "bot b never had a call";
  EXPECT_EQ(places.size(), 0U) << "and nothing is left behind";
}

TEST(CallPlaces, EmptyIdsAreAlwaysAdmitted) {
  CallPlaces places;
  const auto first = places.admit("", 1, "", 1);
  const auto second = places.admit("", 1, "", 1);
  EXPECT_TRUE(first.place);
  EXPECT_TRUE(second.place);
  EXPECT_EQ(places.size(), 0U);
}

TEST(CallPlaces, NoLimit) {
  CallPlaces places;
  std::vector<domain::Admission> calls;
  for (int i = 0; i < 1'000; ++i) calls.push_back(places.admit("a", 0, "d", 0));
  EXPECT_TRUE(calls.back().place);
  calls.clear();
  EXPECT_EQ(places.size(), 0U);
}

}  // namespace
}  // namespace exo::calls
