// Calls that the other end ends: src/calls/README.md, "Who ends a call".
#include "calls/stream_fixture.h"

namespace exo::test {
namespace {

using domain::EndReason;
using domain::GreetingOutcome;
using domain::SampleRate;
using std::chrono::milliseconds;

class ClosureByPeer : public StreamFixture {};

TEST_F(ClosureByPeer, StopDuringTheGreetingEndsIt) {
  greetings.frames = 500;
  start();
  Client caller;
  open(caller);
  caller.send_start("sid-1");
  ASSERT_TRUE(caller.read());
  caller.send_stop("stopped");
  caller.read_to_the_end();
  EXPECT_EQ(caller.close_code(), 1000U);
  const auto record = log.wait_for_end();
  EXPECT_EQ(record.end_reason, EndReason::applet_ended);
  EXPECT_LT(record.media_out, 500U);
  EXPECT_EQ(record.greeting, GreetingOutcome::playing);
}

TEST_F(ClosureByPeer, StopAndGoneLikeLiveExotel) {
  start();
  Client caller;
  open(caller);
  caller.send_start("sid-1");
  caller.send_stop();
  caller.drop();
  EXPECT_EQ(log.wait_for_end().end_reason, EndReason::caller_hangup);
}

TEST_F(ClosureByPeer, GoneWithoutAWord) {
  start();
  Client caller;
  open(caller);
  caller.send_start("sid-1");
  ASSERT_TRUE(caller.read());
  caller.drop();
  EXPECT_EQ(log.wait_for_end().end_reason, EndReason::connection_lost);
}

TEST_F(ClosureByPeer, ClosedWithoutStop) {
  start();
  Client caller;
  open(caller);
  caller.close(websocket::close_code::going_away);
  const auto record = log.wait_for_end();
  EXPECT_EQ(record.end_reason, EndReason::connection_lost);
  EXPECT_EQ(record.end_detail, "closed by the peer with code 1001");
}

TEST_F(ClosureByPeer, APeerThatClosesButKeepsTcpOpenIsGivenUp) {
  options.media_timeout = std::chrono::minutes(10);
  start();
  Client caller;
  open(caller);
  asio::write(caller.socket(), asio::buffer(std::string("\x88\x82\x00\x00\x00\x00\x03\xE8", 8)));
  const auto record = log.wait_for_end();
  EXPECT_EQ(record.end_reason, EndReason::connection_lost);
  EXPECT_EQ(record.end_detail, "closed by the peer with code 1000");
}

TEST_F(ClosureByPeer, APeerThatNeverReadsIsGivenUp) {
  options.media_timeout = std::chrono::minutes(10);
  options.send_timeout = milliseconds(300);
  options.lead = std::chrono::hours(24);
  greetings.frames = 20'000;  // 80 MB: more than any socket buffer holds
  start();
  Client caller;
  open(caller);
  caller.send_start("sid-1");
  const auto record = log.wait_for_end();
  EXPECT_EQ(record.end_reason, EndReason::connection_lost);
  EXPECT_EQ(record.end_detail, "the peer stopped reading");
}

}  // namespace
}  // namespace exo::test
