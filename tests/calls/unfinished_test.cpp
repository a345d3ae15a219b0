#include "calls/unfinished.h"

#include <vector>

#include <gtest/gtest.h>

namespace exo::calls {
namespace {

TEST(Unfinished, IsLimitedPerAddressAndGivenBack) {
  UnfinishedSockets sockets(2, 100);
  auto first = sockets.enter("10.0.0.1");
  const auto second = sockets.enter("10.0.0.1");
  EXPECT_TRUE(second);
  EXPECT_FALSE(sockets.enter("10.0.0.1"));
  EXPECT_TRUE(sockets.enter("10.0.0.2")) << "others are not touched";
  first.reset();
  EXPECT_TRUE(sockets.enter("10.0.0.1"));
  EXPECT_EQ(sockets.count(), 1U) << "what was not kept was given back";
}

TEST(Unfinished, IsLimitedInAll) {
  UnfinishedSockets sockets(2, 3);
  std::vector<Unfinished> held;
  for (const auto* address : {"a", "b", "c"}) held.push_back(*sockets.enter(address));
  EXPECT_FALSE(sockets.enter("d"));
  EXPECT_FALSE(sockets.enter(""));
  held.clear();
  EXPECT_EQ(sockets.count(), 0U);
  EXPECT_TRUE(sockets.enter("d"));
}

TEST(Unfinished, AnUnknownAddressCountsInAllOnly) {
  UnfinishedSockets sockets(1, 3);
  const auto first = sockets.enter("");
  const auto second = sockets.enter("");
  EXPECT_TRUE(second);
  EXPECT_EQ(sockets.count(), 2U);
}

TEST(Unfinished, MovingGivesNothingBackTwice) {
  UnfinishedSockets sockets(2, 3);
  {
    auto first = sockets.enter("a");
    auto second = sockets.enter("a");
    Unfinished moved(*std::move(first));
    moved = *std::move(second);
    EXPECT_EQ(sockets.count(), 2U) << "swapped: each is still held by one";
  }
  EXPECT_EQ(sockets.count(), 0U);
}

TEST(Unfinished, NoneAtAll) {
  UnfinishedSockets sockets(0, 3);
  EXPECT_FALSE(sockets.enter("a"));
  EXPECT_EQ(sockets.count(), 0U);
}

}  // namespace
}  // namespace exo::calls
