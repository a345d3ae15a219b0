#include "calls/read_rhythm.h"

#include <algorithm>
#include <tuple>

#include <gtest/gtest.h>

namespace exo::calls {
namespace {

using Loop = ReadRhythm::Loop;
using Next = ReadRhythm::Next;

/// A stream that sends `per_tick` messages; how many wait unread at most, over `ticks`.
unsigned most_waiting(ReadRhythm& rhythm, unsigned per_tick, int ticks) {
  unsigned waiting = 0;
  unsigned most = 0;
  for (int i = 0; i < ticks; ++i) {
    waiting += per_tick;
    auto next = rhythm.tick();
    while (waiting > 0 && next == Next::read) {
      --waiting;
      next = rhythm.after_message(Loop::crowded);
    }
    most = std::max(most, waiting);
  }
  return most;
}

TEST(ReadRhythm, OnAQuietLoopEverythingIsReadAsItComes) {
  ReadRhythm rhythm;
  for (int i = 0; i < 100; ++i) EXPECT_EQ(rhythm.after_message(Loop::quiet), Next::read);
}

TEST(ReadRhythm, OnACrowdedLoopItRests) {
  ReadRhythm rhythm;
  most_waiting(rhythm, 1, 64);
  int rests = 0;
  for (int i = 0; i < 160; ++i) {
    if (rhythm.tick() == Next::rest) continue;
    std::ignore = rhythm.after_message(Loop::crowded);
    if (rhythm.after_message(Loop::crowded) == Next::rest) ++rests;
  }
  EXPECT_EQ(rests, 70) << "80 rounds, but for those in which it is read dry";
}

TEST(ReadRhythm, FasterStreamsAreLearned) {
  for (const unsigned per_tick : {1U, 2U, 3U, 5U}) {
    ReadRhythm rhythm;
    most_waiting(rhythm, per_tick, 64);
    EXPECT_LE(most_waiting(rhythm, per_tick, 200), per_tick * (ReadRhythm::kTicksOfRest + 1)) << per_tick;
  }
}

TEST(ReadRhythm, WhatIsLeftBehindIsTakenSoon) {
  ReadRhythm rhythm;
  EXPECT_LE(most_waiting(rhythm, 3, 16), 3 * 16U);
  most_waiting(rhythm, 0, 16);
  EXPECT_EQ(most_waiting(rhythm, 0, 16), 0U);
}

}  // namespace
}  // namespace exo::calls
