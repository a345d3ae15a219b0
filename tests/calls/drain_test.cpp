// How the call plane stops.
#include <atomic>
#include <thread>
#include <vector>

#include "calls/stream_fixture.h"

namespace exo::test {
namespace {

using domain::EndReason;
using domain::GreetingOutcome;
using domain::SampleRate;
using std::chrono::milliseconds;

class Drain : public StreamFixture {};

TEST_F(Drain, ShutdownEndsLiveCallsPolitely) {
  start();
  Client caller;
  open(caller);
  caller.send_start("sid-1");
  EXPECT_EQ(caller.listen_until_mark(), "greeting_done");
  std::jthread listener([&] { caller.read_to_the_end(); });
  plane->stop(milliseconds(0));
  listener.join();
  EXPECT_EQ(caller.close_code(), 1001U);
  EXPECT_EQ(log.wait_for_end().end_reason, EndReason::shutdown);
  EXPECT_EQ(plane->active_streams(), 0U);
}

TEST_F(Drain, DrainingLetsLiveCallsFinishAndTakesNoNewOnes) {
  start();
  Client caller;
  open(caller);
  caller.send_start("sid-1");
  EXPECT_EQ(caller.listen_until_mark(), "greeting_done");
  std::jthread stopping([&] { plane->stop(std::chrono::seconds(30)); });
  for (unsigned status = 0; status != 503;) {
    Client late;
    status = late.open(plane->port(), "/voice-stream");
    ASSERT_TRUE(status == 101 || status == 503) << status;
  }
  caller.send(kMedia);
  caller.send_stop();
  caller.read_to_the_end();
  EXPECT_EQ(caller.close_code(), 1000U) << "it ended by itself";
  stopping.join();
  const auto record = log.wait_for([](const auto& each) { return each.call_sid == "sid-1"; });
  EXPECT_EQ(record.end_reason, EndReason::caller_hangup);
}

TEST_F(Drain, ASecondStopEndsAtOnce) {
  start();
  Client caller;
  open(caller);
  caller.send_start("sid-1");
  EXPECT_EQ(caller.listen_until_mark(), "greeting_done");
  const auto begin = std::chrono::steady_clock::now();
  std::jthread stopping([&] { plane->stop(std::chrono::hours(1)); });
  for (unsigned status = 0; status != 503;) {
    Client late;
    status = late.open(plane->port(), "/voice-stream");
    ASSERT_TRUE(status == 101 || status == 503) << status;
  }
  std::jthread listener([&] { caller.read_to_the_end(); });
  plane->stop(milliseconds(0));
  EXPECT_EQ(plane->active_streams(), 0U) << "it returns when all has ended";
  stopping.join();
  listener.join();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::minutes(1));
  EXPECT_EQ(caller.close_code(), 1001U);
  const auto record = log.wait_for([](const auto& each) { return each.call_sid == "sid-1"; });
  EXPECT_EQ(record.end_reason, EndReason::shutdown);
}

TEST_F(Drain, StopsOverTls) {
  use_tls();
  start();
  MediaClient<TlsStream> caller;
  ASSERT_EQ(caller.open(plane->port(), "/voice-stream"), 101U);
  caller.send_start("sid-1");
  EXPECT_EQ(caller.listen_until_mark(), "greeting_done");
  std::jthread listener([&] { caller.read_to_the_end(); });
  plane->stop(milliseconds(0));
  listener.join();
  EXPECT_EQ(caller.close_code(), 1001U);
}

TEST_F(Drain, CallsWhoseStreamDidNotComeEnd) {
  start();
  Client asking;
  EXPECT_EQ(asking.open(plane->port(), "/api/v1/exotel/voice/connect?CallSid=sid-1"), 200U);
  EXPECT_EQ(log.all().at(0).end_reason, EndReason::live);
  plane->stop(milliseconds(0));
  const auto records = log.all();
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].end_reason, EndReason::shutdown);
  EXPECT_TRUE(records[0].ended_at);
}

TEST_F(Drain, WhileSocketsAreBeingOpenedNoneSlipsThrough) {
  for (int round = 0; round < 20; ++round) {
    start();
    std::atomic<bool> stop{false};
    std::vector<std::jthread> callers;
    for (int i = 0; i < 4; ++i) {
      callers.emplace_back([&] {
        while (!stop) {
          Client caller;
          try {
            if (caller.open(plane->port(), "/voice-stream") == 101) caller.read_to_the_end();
          } catch (const boost::system::system_error&) {
            return;  // nobody listens any more
          }
        }
      });
    }
    plane->stop(milliseconds(0));
    EXPECT_EQ(plane->active_streams(), 0U);
    stop = true;
    callers.clear();
    plane.reset();
  }
}

}  // namespace
}  // namespace exo::test
