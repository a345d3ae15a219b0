#include <atomic>
#include <thread>

#include <sys/socket.h>

#include "calls/call_fixture.h"
#include "calls/media_client.h"
#include "support/test_authority.h"

namespace exo::test {
namespace {

using domain::EndReason;
using domain::GreetingOutcome;
using domain::SampleRate;
using std::chrono::milliseconds;
using Client = MediaClient<PlainStream>;

constexpr auto kMedia = R"({"event":"media","media":{"payload":"AAAA"}})";

class MediaSocketTest : public CallPlaneFixture {
 protected:
  MediaSocketTest() { greetings.frames = 4; }

  template <class Stream>
  void play_full_call() {
    MediaClient<Stream> caller;
    ASSERT_EQ(caller.open(plane->port(), "/voice-stream?call_id=from-url"), 101U);
    EXPECT_EQ(plane->active_streams(), 1U);
    caller.send_start("sid-1");
    EXPECT_EQ(caller.listen_until_mark(), "greeting_done");
    EXPECT_EQ(caller.heard, counting_pcm(SampleRate::hz8000, 4)) << "sample for sample";
    for (std::size_t i = 0; i < 4; ++i) {
      const auto& message = caller.messages.at(i);
      EXPECT_EQ(message["event"], "media");
      EXPECT_EQ(message["stream_sid"], "stream-sid-1");
      EXPECT_EQ(message["sequence_number"], std::to_string(i + 1));
      EXPECT_EQ(message["media"]["chunk"], std::to_string(i + 1));
      EXPECT_EQ(message["media"]["timestamp"], std::to_string(i * 200));
    }
    caller.send(R"({"event":"mark","mark":{"name":"greeting_done"}})");
    caller.send(R"({"event":"dtmf","dtmf":{"digit":"5"}})");
    caller.send(kMedia);
    caller.send_stop();
    caller.read_to_the_end();
    EXPECT_EQ(caller.close_code(), 1000U);
    const auto record = log.wait_for_end();
    EXPECT_EQ(record.end_reason, EndReason::caller_hangup);
    EXPECT_EQ(record.greeting, GreetingOutcome::heard);
    EXPECT_EQ(record.call_id, "from-url");
    EXPECT_EQ(record.call_sid, "sid-1");
    EXPECT_EQ(record.bot_id, "sales");
    EXPECT_EQ(record.did_id, "did-1");
    EXPECT_EQ(record.path, "/voice-stream");
    EXPECT_EQ(record.media_out, 4U);
    EXPECT_EQ(record.media_in, 1U);
    EXPECT_EQ(record.dtmf, "5");
    EXPECT_EQ(record.voice, "builtin");
    EXPECT_LE(record.first_audio_ms.value_or(9999), 5000);
    EXPECT_EQ(log.all().size(), 1U);
    EXPECT_EQ(log.saves(record.id), 5) << "open, start with the first audio, sent, heard, end";
  }
  void open(Client& caller) { ASSERT_EQ(caller.open(plane->port(), "/voice-stream"), 101U); }
};

TEST_F(MediaSocketTest, AFullCall) {
  start();
  play_full_call<PlainStream>();
}

TEST_F(MediaSocketTest, AFullCallOverTls) {
  TestAuthority authority;
  const auto files = authority.issue("IP:127.0.0.1");
  options.tls = {files.certificate_file, files.key_file};
  start();
  play_full_call<TlsStream>();
}

TEST_F(MediaSocketTest, TheHandshakeOffersNothingExtra) {
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

TEST_F(MediaSocketTest, UpgradesAreRefusedBeforeTheyHappen) {
  options.max_streams = 1;
  start();
  Client lost;
  EXPECT_EQ(lost.open(plane->port(), "/nowhere"), 404U);
  Client webhook;
  EXPECT_EQ(webhook.open(plane->port(), "/api/v1/exotel/voice/status"), 404U);
  Client first;
  open(first);
  Client second;
  EXPECT_EQ(second.open(plane->port(), "/voice-stream"), 503U);
  EXPECT_EQ(plane->active_streams(), 1U);
}

TEST_F(MediaSocketTest, AtSixteenKilohertz) {
  start();
  Client caller;
  open(caller);
  caller.send_start("sid-1", "16000");
  EXPECT_EQ(caller.listen_until_mark(), "greeting_done");
  EXPECT_EQ(caller.heard, counting_pcm(SampleRate::hz16000, 4));
}

TEST_F(MediaSocketTest, TheWebhookNamesTheCall) {
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

// --- who ends a call: src/calls/README.md ---

TEST_F(MediaSocketTest, StopDuringTheGreetingEndsIt) {
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

TEST_F(MediaSocketTest, StopAndGoneLikeLiveExotel) {
  start();
  Client caller;
  open(caller);
  caller.send_start("sid-1");
  caller.send_stop();
  caller.drop();
  EXPECT_EQ(log.wait_for_end().end_reason, EndReason::caller_hangup);
}

TEST_F(MediaSocketTest, GoneWithoutAWord) {
  start();
  Client caller;
  open(caller);
  caller.send_start("sid-1");
  ASSERT_TRUE(caller.read());
  caller.drop();
  EXPECT_EQ(log.wait_for_end().end_reason, EndReason::connection_lost);
}

TEST_F(MediaSocketTest, ClosedWithoutStop) {
  start();
  Client caller;
  open(caller);
  caller.close(websocket::close_code::going_away);
  const auto record = log.wait_for_end();
  EXPECT_EQ(record.end_reason, EndReason::connection_lost);
  EXPECT_EQ(record.end_detail, "closed by the peer with code 1001");
}

TEST_F(MediaSocketTest, NoStart) {
  options.start_timeout = milliseconds(100);
  start();
  Client caller;
  open(caller);
  caller.send(R"({"event":"connected"})");
  caller.read_to_the_end();
  EXPECT_EQ(caller.close_code(), 1008U);
  EXPECT_EQ(log.wait_for_end().end_reason, EndReason::no_start);
}

TEST_F(MediaSocketTest, AFrozenPeerIsGivenUp) {
  options.media_timeout = milliseconds(300);
  start();
  Client caller;
  open(caller);
  caller.send_start("sid-1");
  const auto record = log.wait_for_end();
  EXPECT_EQ(record.end_reason, EndReason::media_timeout);
  caller.read_to_the_end();
  EXPECT_EQ(caller.close_code(), 1008U);
}

TEST_F(MediaSocketTest, APeerThatNeverReadsIsGivenUp) {
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

TEST_F(MediaSocketTest, MaxDuration) {
  options.max_duration = std::chrono::seconds(1);
  start();
  Client caller;
  open(caller);
  caller.send_start("sid-1");
  caller.read_to_the_end();
  EXPECT_EQ(caller.close_code(), 1000U);
  EXPECT_EQ(log.wait_for_end().end_reason, EndReason::max_duration);
}

TEST_F(MediaSocketTest, OversizedMessage) {
  start();
  Client caller;
  open(caller);
  caller.send_start("sid-1");
  const std::string large = R"({"event":"media","x":")" + std::string(256 * 1024, 'x') + "\"}";
  try {
    caller.send(large);
  } catch (const boost::system::system_error&) {
    SUCCEED() << "we may be gone before it is all written";
  }
  caller.read_to_the_end();
  const auto record = log.wait_for_end();
  EXPECT_EQ(record.end_reason, EndReason::protocol_error);
  EXPECT_NE(record.end_detail.find("a message above 262144 bytes"), std::string::npos) << record.end_detail;
}

TEST_F(MediaSocketTest, TooMuchNonsense) {
  start();
  Client caller;
  open(caller);
  caller.send_start("sid-1");
  for (int i = 0; i < 100; ++i) caller.send("this is no JSON");
  caller.read_to_the_end();
  EXPECT_EQ(caller.close_code(), 1008U);
  EXPECT_EQ(log.wait_for_end().end_reason, EndReason::protocol_error);
}

TEST_F(MediaSocketTest, NotAWebSocketFrame) {
  start();
  Client caller;
  open(caller);
  asio::write(caller.socket(), asio::buffer(std::string(64, '\xFF')));
  EXPECT_EQ(log.wait_for_end().end_reason, EndReason::protocol_error);
}

TEST_F(MediaSocketTest, APeerThatClosesButKeepsTcpOpenIsGivenUp) {
  options.media_timeout = std::chrono::minutes(10);
  start();
  Client caller;
  open(caller);
  asio::write(caller.socket(), asio::buffer(std::string("\x88\x82\x00\x00\x00\x00\x03\xE8", 8)));
  const auto record = log.wait_for_end();
  EXPECT_EQ(record.end_reason, EndReason::connection_lost);
  EXPECT_EQ(record.end_detail, "closed by the peer with code 1000");
}

TEST_F(MediaSocketTest, OddMessagesDoNoHarm) {
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

TEST_F(MediaSocketTest, ShutdownEndsLiveCallsPolitely) {
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

TEST_F(MediaSocketTest, DrainingLetsLiveCallsFinishAndTakesNoNewOnes) {
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

TEST_F(MediaSocketTest, AHundredCallsAtOnce) {
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

}  // namespace
}  // namespace exo::test
