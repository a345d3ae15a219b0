#include "speech/workers.h"

#include <atomic>
#include <barrier>
#include <latch>
#include <memory>

#include <gtest/gtest.h>

namespace exo::speech {
namespace {

TEST(Workers, RunManyTasksAtOnce) {
  std::barrier together(3);
  std::atomic<int> done = 0;
  {
    Workers workers(3, 0);
    for (int i = 0; i < 3; ++i) {
      ASSERT_TRUE(workers.post([&] {
        together.arrive_and_wait();  // passes only when three threads are here
        ++done;
      }));
    }
  }
  EXPECT_EQ(done, 3);
}

TEST(Workers, RefuseWhenThreadsAndQueueAreFull) {
  std::latch started(1);
  std::latch release(1);
  std::atomic<int> done = 0;
  {
    Workers workers(1, 2);
    ASSERT_TRUE(workers.post([&] {
      started.count_down();
      release.wait();
      ++done;
    }));
    started.wait();
    EXPECT_TRUE(workers.post([&] { ++done; }));
    EXPECT_TRUE(workers.post([&] { ++done; }));
    EXPECT_FALSE(workers.post([&] { done += 100; }));
    release.count_down();
  }
  EXPECT_EQ(done, 3) << "what was queued ran before the end";
}

TEST(Workers, WithoutAQueueTakeATaskOnlyForAFreeThread) {
  std::latch started(1);
  std::latch release(1);
  Workers workers(1, 0);
  ASSERT_TRUE(workers.post([&] {
    started.count_down();
    release.wait();
  }));
  started.wait();
  EXPECT_FALSE(workers.post([] {}));
  release.count_down();
}

TEST(Workers, DropWhatATaskHoldsWhenItIsDone) {
  Workers workers(1, 8);
  auto held = std::make_shared<int>(1);
  const std::weak_ptr<int> watch = held;
  std::latch next(1);
  ASSERT_TRUE(workers.post([held = std::move(held)] {}));
  ASSERT_TRUE(workers.post([&] { next.count_down(); }));
  next.wait();
  EXPECT_TRUE(watch.expired());
}

}  // namespace
}  // namespace exo::speech
