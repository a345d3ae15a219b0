// Limits that are met before a call begins.
#include "calls/stream_fixture.h"

namespace exo::test {
namespace {

using domain::EndReason;
using domain::GreetingOutcome;
using domain::SampleRate;
using std::chrono::milliseconds;

class StreamLimitsTest : public StreamFixture {};

TEST_F(StreamLimitsTest, UpgradesAreRefusedBeforeTheyHappen) {
  options.max_streams = 1;
  options.reserve_streams = 0;
  start();
  Client lost;
  EXPECT_EQ(lost.open(plane->port(), "/nowhere"), 404U);
  Client webhook;
  EXPECT_EQ(webhook.open(plane->port(), "/api/v1/exotel/voice/other"), 404U);
  Client first;
  open(first);
  Client second;
  EXPECT_EQ(second.open(plane->port(), "/voice-stream"), 503U);
  EXPECT_EQ(plane->active_streams(), 1U);
}

/// Reads until the sorry message has been said and the stream is closed.
template <class Stream>
void expect_sorry(MediaClient<Stream>& caller, FakeCallLog& log, const std::string& call_sid) {
  caller.send_start(call_sid);
  const auto mark = caller.listen_until_mark();
  EXPECT_TRUE(mark);
  EXPECT_EQ(caller.heard, counting_pcm(SampleRate::hz8000, 3, 55)) << "the sorry message, sample for sample";
  caller.send(R"({"event":"mark","mark":{"name":")" + mark.value_or("") + R"("}})");
  caller.read_to_the_end();
  EXPECT_EQ(caller.close_code(), 1000U);
  const auto record =
      log.wait_for([&](const auto& each) { return each.call_sid == call_sid && each.end_reason != EndReason::live; });
  EXPECT_EQ(record.end_reason, EndReason::busy);
}

TEST_F(StreamLimitsTest, BeyondTheSitesLimitTheCallerHearsSorry) {
  options.max_streams = 1;
  options.reserve_streams = 1;
  start();
  Client first;
  open(first);
  Client second;
  open(second);
  Client third;
  EXPECT_EQ(third.open(plane->port(), "/voice-stream"), 503U) << "the reserve is full";
  expect_sorry(second, log, "sid-2");
}

TEST_F(StreamLimitsTest, BeyondTheSitesLimitTheCallerHearsSorryOverTls) {
  use_tls();
  options.max_streams = 0;
  start();
  MediaClient<TlsStream> caller;
  ASSERT_EQ(caller.open(plane->port(), "/voice-stream"), 101U);
  expect_sorry(caller, log, "sid-1");
}

TEST_F(StreamLimitsTest, BeyondABotsOwnLimit) {
  domain::Bot bot{.id = "sales", .name = "Sales", .greeting_text = "Hi"};
  bot.max_calls = 1;
  board.publish_bots({bot});
  start();
  Client first;
  open(first);
  first.send_start("sid-1");
  EXPECT_EQ(first.listen_until_mark(), "greeting_done");
  Client second;
  open(second);
  expect_sorry(second, log, "sid-2");
  first.send_stop();
  first.read_to_the_end();
  std::ignore = log.wait_for(
      [](const auto& each) { return each.call_sid == "sid-1" && each.end_reason == EndReason::caller_hangup; });
}

TEST_F(StreamLimitsTest, BeyondTheSitesLimitOfANumber) {
  options.max_calls_per_number = 1;
  start();
  Client first;
  open(first);
  first.send_start("sid-1");
  EXPECT_EQ(first.listen_until_mark(), "greeting_done");
  Client second;
  open(second);
  expect_sorry(second, log, "sid-2");
}

TEST_F(StreamLimitsTest, StreamsThatHaveYetToStartAreLimitedPerAddress) {
  options.max_unfinished_per_address = 2;
  start();
  Client first;
  open(first);
  // The next connection is unfinished itself until its request is read; then its stream is the second.
  Client second;
  open(second);
  Client third;
  EXPECT_EQ(third.open(plane->port(), "/voice-stream"), 0U) << "closed without an answer";
  first.send_start("sid-1");
  EXPECT_EQ(first.listen_until_mark(), "greeting_done");
  Client fourth;
  open(fourth);
}

TEST_F(StreamLimitsTest, BehindAProxyTheForwardedAddressCounts) {
  options.max_unfinished_per_address = 1;
  options.trusted_proxies = {"127.0.0.1"};
  start();
  const std::vector<std::pair<std::string, std::string>> one = {{"X-Forwarded-For", "203.0.113.1"}};
  const std::vector<std::pair<std::string, std::string>> other = {{"X-Forwarded-For", "203.0.113.2"}};
  Client first;
  ASSERT_EQ(first.open(plane->port(), "/voice-stream", one), 101U);
  Client second;
  EXPECT_EQ(second.open(plane->port(), "/voice-stream", one), 503U);
  Client third;
  ASSERT_EQ(third.open(plane->port(), "/voice-stream", other), 101U);
  third.send_start("sid-3");
  const auto record = log.wait_for([](const auto& each) { return each.call_sid == "sid-3"; });
  EXPECT_EQ(record.peer, "203.0.113.2");
}

}  // namespace
}  // namespace exo::test
