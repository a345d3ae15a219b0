// Calls that go well.
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

class StreamTest : public StreamFixture {};

TEST_F(StreamTest, AFullCall) {
  start();
  play_full_call<PlainStream>();
}

TEST_F(StreamTest, AFullCallOverTls) {
  use_tls();
  start();
  play_full_call<TlsStream>();
}

TEST_F(StreamTest, TheHandshakeOffersNothingExtra) {
  start();
  Client caller;
  ASSERT_EQ(caller.open(plane->port(), "/exotel/sales"), 101U);
  for (const auto& [name, value] : caller.headers) {
    EXPECT_NE(name, "Sec-WebSocket-Protocol");
    EXPECT_NE(name, "Sec-WebSocket-Extensions");
  }
  caller.send_start("sid-1");
  EXPECT_EQ(caller.listen_until_mark(), "greeting_done");
  EXPECT_EQ(log.all().at(0).bot_id, "sales");
}

TEST_F(StreamTest, AtSixteenKilohertz) {
  start();
  Client caller;
  open(caller);
  caller.send_start("sid-1", "16000");
  EXPECT_EQ(caller.listen_until_mark(), "greeting_done");
  EXPECT_EQ(caller.heard, counting_pcm(SampleRate::hz16000, 4));
}

TEST_F(StreamTest, TheWebhookNamesTheCall) {
  start();
  Client asking;
  EXPECT_EQ(asking.open(plane->port(),
                        "/api/v1/exotel/voice/"
                        "connect?CallSid=sid-1&CallTo=08041234567&Direction=incoming&CustomField=cxb-test:did-1"),
            200U)
      << "a webhook is answered even when it asks for an upgrade";
  Client caller;
  open(caller);
  caller.send_start("sid-1");
  const auto record = log.wait_for([](const auto& each) { return each.started_at.has_value(); });
  EXPECT_EQ(record.direction, "incoming");
  EXPECT_EQ(record.test_call_did_id, "did-1");
}

TEST_F(StreamTest, OddMessagesDoNoHarm) {
  start();
  Client caller;
  open(caller);
  caller.send_binary(std::string(500, '\x07'));
  caller.send(R"({"event":"clear"})");
  caller.send("{");
  caller.send(R"({"event":"mark","mark":{"name":"never sent"}})");
  caller.send_start("sid-1");
  EXPECT_EQ(caller.listen_until_mark(), "greeting_done");
  caller.send_stop();
  caller.read_to_the_end();
  const auto record = log.wait_for_end();
  EXPECT_EQ(record.end_reason, EndReason::caller_hangup);
  EXPECT_EQ(record.ignored, 2U);
}

TEST_F(StreamTest, AHundredCallsAtOnce) {
  constexpr int kCalls = 100;
  start();
  std::atomic<int> heard_all{0};
  {
    std::vector<std::jthread> callers;
    for (int i = 0; i < kCalls; ++i) {
      callers.emplace_back([this, i, &heard_all] {
        Client caller;
        if (caller.open(plane->port(), "/voice-stream") != 101) return;
        caller.send_start("sid-" + std::to_string(i));
        for (int frame = 0; frame < 50; ++frame) caller.send(kMedia);
        if (caller.listen_until_mark() != "greeting_done") return;
        if (caller.heard == counting_pcm(SampleRate::hz8000, 4)) ++heard_all;
        caller.send_stop();
        caller.read_to_the_end();
      });
    }
  }
  EXPECT_EQ(heard_all, kCalls);
  const auto records = log.all();
  EXPECT_EQ(records.size(), static_cast<std::size_t>(kCalls));
  for (const auto& record : records) {
    EXPECT_EQ(record.end_reason, EndReason::caller_hangup);
    EXPECT_EQ(record.media_in, 50U);
  }
}

TEST_F(StreamTest, APingAfterSilence) {
  options.ping_after = milliseconds(100);
  start();
  Client caller;
  open(caller);
  caller.send_start("sid-1");
  EXPECT_EQ(caller.listen_until_mark(), "greeting_done");
  int pings = 0;
  caller.on_ping([&] {
    if (++pings == 2) caller.send_stop();
  });
  caller.read_to_the_end();
  EXPECT_GE(pings, 2) << "and an answered ping ends nothing";
  EXPECT_EQ(log.wait_for_end().end_reason, EndReason::caller_hangup);
}

}  // namespace
}  // namespace exo::test
