// Calls on a crowded loop, whose sockets are settled: all that holds on a quiet one holds here.
#include <memory>
#include <thread>
#include <vector>

#include "calls/stream_fixture.h"

namespace exo::test {
namespace {

using domain::EndReason;
using std::chrono::milliseconds;

class CrowdedTest : public StreamFixture {
 protected:
  CrowdedTest() { options.crowd = 1; }

  /// A call whose greeting has been heard: its socket has long been settled.
  void begin(Client& caller) {
    open(caller);
    caller.send_start("sid-1");
    caller.send(kMedia);
    ASSERT_EQ(caller.listen_until_mark(), "greeting_done");
    caller.send(kMedia);
    caller.send(R"({"event":"mark","mark":{"name":"greeting_done"}})");
    log.wait_for([](const auto& record) { return record.greeting == domain::GreetingOutcome::heard; });
  }
};

TEST_F(CrowdedTest, AFullCall) {
  start();
  play_full_call<PlainStream>();
}

TEST_F(CrowdedTest, AFullCallOverTls) {
  use_tls();
  start();
  play_full_call<TlsStream>();
}

TEST_F(CrowdedTest, GoneWithoutAWord) {
  start();
  Client caller;
  begin(caller);
  caller.drop();
  EXPECT_EQ(log.wait_for_end().end_reason, EndReason::connection_lost);
}

TEST_F(CrowdedTest, AReset) {
  start();
  Client caller;
  begin(caller);
  caller.socket().set_option(asio::socket_base::linger(true, 0));
  caller.drop();
  EXPECT_EQ(log.wait_for_end().end_reason, EndReason::connection_lost);
}

TEST_F(CrowdedTest, ClosedByThePeer) {
  start();
  Client caller;
  begin(caller);
  caller.close(websocket::close_code::going_away);
  const auto record = log.wait_for_end();
  EXPECT_EQ(record.end_reason, EndReason::connection_lost);
  EXPECT_EQ(record.end_detail, "closed by the peer with code 1001");
}

TEST_F(CrowdedTest, NotAWebSocketFrame) {
  start();
  Client caller;
  begin(caller);
  asio::write(caller.socket(), asio::buffer(std::string(64, '\xFF')));
  EXPECT_EQ(log.wait_for_end().end_reason, EndReason::protocol_error);
}

TEST_F(CrowdedTest, TextThatIsNotUtf8) {
  start();
  Client caller;
  begin(caller);
  caller.send("{\"event\":\"\xFF\xFE\"}");
  caller.read_to_the_end();
  EXPECT_EQ(caller.close_code(), 1007U);
  EXPECT_EQ(log.wait_for_end().end_reason, EndReason::protocol_error);
}

TEST_F(CrowdedTest, AFrozenPeerIsGivenUp) {
  options.media_timeout = milliseconds(300);
  start();
  Client caller;
  begin(caller);
  caller.read_to_the_end();
  EXPECT_EQ(caller.close_code(), 1008U);
  EXPECT_EQ(log.wait_for_end().end_reason, EndReason::media_timeout);
}

TEST_F(CrowdedTest, APeerThatNeverReadsIsGivenUp) {
  greetings.frames = 20'000;
  options.lead = std::chrono::hours(1);  // as fast as the socket takes it
  options.send_timeout = milliseconds(200);
  start();
  Client caller;
  open(caller);
  caller.send_start("sid-1");
  caller.send(kMedia);
  const auto record = log.wait_for_end();
  EXPECT_EQ(record.end_reason, EndReason::connection_lost);
  EXPECT_EQ(record.end_detail, "the peer stopped reading");
}

TEST_F(CrowdedTest, ManyMessagesAtOnceAreAllTaken) {
  options.max_messages_per_second = 100'000;
  start();
  Client caller;
  begin(caller);
  const std::string long_media = R"({"event":"media","media":{"payload":")" + std::string(40'000, 'A') + R"("}})";
  for (int i = 0; i < 100; ++i) caller.send(i % 10 == 0 ? long_media : kMedia);
  caller.send_stop();
  caller.read_to_the_end();
  EXPECT_EQ(caller.close_code(), 1000U);
  EXPECT_EQ(log.wait_for_end().media_in, 102U);
}

TEST_F(CrowdedTest, AStopEndsLiveCallsPolitely) {
  start();
  Client caller;
  begin(caller);
  std::thread stopper([&] { plane->stop(milliseconds(0)); });
  caller.read_to_the_end();
  stopper.join();
  EXPECT_EQ(caller.close_code(), 1001U);
  EXPECT_EQ(log.wait_for_end().end_reason, EndReason::shutdown);
}

TEST_F(CrowdedTest, CallsGoOnWhenTheCrowdIsGone) {
  options.loops = 1;
  options.crowd = 4;
  start();
  Client caller;
  {
    std::vector<std::unique_ptr<Client>> crowd;
    for (int i = 0; i < 4; ++i) open(*crowd.emplace_back(std::make_unique<Client>()));
    begin(caller);
    for (auto& each : crowd) each->drop();
  }
  while (plane->active_streams() > 1) std::this_thread::yield();
  caller.send(R"({"event":"dtmf","dtmf":{"digit":"7"}})");
  caller.send_stop();
  caller.read_to_the_end();
  EXPECT_EQ(caller.close_code(), 1000U);
  const auto record = log.wait_for([](const auto& each) { return each.end_reason == EndReason::caller_hangup; });
  EXPECT_EQ(record.dtmf, "7");
}

}  // namespace
}  // namespace exo::test
