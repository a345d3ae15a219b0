#include "speech/byte_pipe.h"

#include <chrono>
#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace exo::speech {
namespace {

using std::chrono::steady_clock;

SteadyTime in_a_while() {
  return steady_clock::now() + std::chrono::seconds(20);
}

TEST(BytePipe, HandsOverBytesThenTheOutcome) {
  BytePipe pipe(100);
  std::thread transport([&pipe] {
    EXPECT_TRUE(pipe.push(as_bytes("one")));
    EXPECT_TRUE(pipe.push(as_bytes("two")));
    pipe.close(HttpReply{.status = 200, .headers = {}, .body = {}});
  });
  std::string all;
  for (;;) {
    auto pulled = pipe.pull(in_a_while());
    ASSERT_FALSE(pulled.timed_out);
    if (pulled.outcome) {
      EXPECT_TRUE(pulled.bytes.empty());
      EXPECT_EQ((*pulled.outcome)->status, 200);
      break;
    }
    all.append(reinterpret_cast<const char*>(pulled.bytes.data()), pulled.bytes.size());
  }
  EXPECT_EQ(all, "onetwo");
  transport.join();
}

TEST(BytePipe, TimesOutWhenNothingComes) {
  BytePipe pipe(100);
  EXPECT_TRUE(pipe.pull(steady_clock::now()).timed_out);
  ASSERT_TRUE(pipe.push(as_bytes("x")));
  EXPECT_FALSE(pipe.pull(steady_clock::now()).timed_out) << "bytes that are there beat the deadline";
}

TEST(BytePipe, RefusesBytesOnceAbandoned) {
  BytePipe pipe(100);
  pipe.abandon();
  EXPECT_FALSE(pipe.push(as_bytes("late")));
}

TEST(BytePipe, TurnsTooMuchIntoAFailure) {
  BytePipe pipe(4);
  EXPECT_TRUE(pipe.push(as_bytes("1234")));
  EXPECT_FALSE(pipe.push(as_bytes("5")));
  pipe.close(HttpReply{.status = 200, .headers = {}, .body = {}});
  EXPECT_EQ(pipe.pull(in_a_while()).bytes.size(), 4U);
  const auto end = pipe.pull(in_a_while());
  ASSERT_TRUE(end.outcome);
  EXPECT_FALSE(end.outcome->has_value());
}

TEST(BytePipe, AnInterruptionReachesAReaderThatWaits) {
  BytePipe pipe(1'000);
  BytePipe::Pulled pulled;
  std::thread reader([&] { pulled = pipe.pull(std::chrono::steady_clock::now() + std::chrono::seconds(60)); });
  pipe.interrupt({Errc::unavailable, "shutting down"});
  reader.join();
  ASSERT_TRUE(pulled.outcome);
  EXPECT_EQ(pulled.outcome->error().detail, "shutting down");
  EXPECT_FALSE(pipe.push(as_bytes("late")));
  pipe.close(HttpReply());
  const auto after = pipe.pull(std::chrono::steady_clock::now());
  EXPECT_TRUE(after.bytes.empty());
}

}  // namespace
}  // namespace exo::speech
