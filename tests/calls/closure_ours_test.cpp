// Calls that we end: src/calls/README.md, "Who ends a call".
#include "calls/stream_fixture.h"

namespace exo::test {
namespace {

using domain::EndReason;
using domain::GreetingOutcome;
using domain::SampleRate;
using std::chrono::milliseconds;

class ClosureByUs : public StreamFixture {};

TEST_F(ClosureByUs, NoStart) {
  options.start_timeout = milliseconds(100);
  start();
  Client caller;
  open(caller);
  caller.send(R"({"event":"connected"})");
  caller.read_to_the_end();
  EXPECT_EQ(caller.close_code(), 1008U);
  EXPECT_EQ(log.wait_for_end().end_reason, EndReason::no_start);
}

TEST_F(ClosureByUs, AFrozenPeerIsGivenUp) {
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

TEST_F(ClosureByUs, MaxDuration) {
  options.max_duration = std::chrono::seconds(1);
  start();
  Client caller;
  open(caller);
  caller.send_start("sid-1");
  caller.read_to_the_end();
  EXPECT_EQ(caller.close_code(), 1000U);
  EXPECT_EQ(log.wait_for_end().end_reason, EndReason::max_duration);
}

TEST_F(ClosureByUs, OversizedMessage) {
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

TEST_F(ClosureByUs, TooMuchNonsense) {
  start();
  Client caller;
  open(caller);
  caller.send_start("sid-1");
  for (int i = 0; i < 100; ++i) caller.send("this is no JSON");
  caller.read_to_the_end();
  EXPECT_EQ(caller.close_code(), 1008U);
  EXPECT_EQ(log.wait_for_end().end_reason, EndReason::protocol_error);
}

TEST_F(ClosureByUs, NotAWebSocketFrame) {
  start();
  Client caller;
  open(caller);
  asio::write(caller.socket(), asio::buffer(std::string(64, '\xFF')));
  EXPECT_EQ(log.wait_for_end().end_reason, EndReason::protocol_error);
}

TEST_F(ClosureByUs, TextThatIsNotUtf8) {
  start();
  Client caller;
  open(caller);
  caller.send_start("sid-1");
  caller.send("{\"event\":\"\xFF\xFE\"}");
  caller.read_to_the_end();
  EXPECT_EQ(caller.close_code(), 1007U);
  EXPECT_EQ(log.wait_for_end().end_reason, EndReason::protocol_error);
}

TEST_F(ClosureByUs, AWebSocketWithoutAWordLeavesOneRecordAtItsEnd) {
  options.start_timeout = milliseconds(200);
  start();
  Client caller;
  open(caller);
  EXPECT_TRUE(log.all().empty()) << "nothing is written for a stream that has not started";
  const auto record = log.wait_for_end();
  EXPECT_EQ(record.end_reason, EndReason::no_start);
  EXPECT_EQ(record.peer, "127.0.0.1");
  EXPECT_EQ(log.saves(record.id), 1);
}

TEST_F(ClosureByUs, AG711Label) {
  start();
  for (const std::string label : {"audio/x-mulaw", "PCMU", "alaw", "audio/G711"}) {
    Client caller;
    open(caller);
    caller.send_start("sid-" + label, "8000", label);
    caller.read_to_the_end();
    EXPECT_EQ(caller.close_code(), 1003U) << label;
    const auto record = log.wait_for(
        [&](const auto& each) { return each.call_sid == "sid-" + label && each.end_reason != EndReason::live; });
    EXPECT_EQ(record.end_reason, EndReason::protocol_error);
    EXPECT_NE(record.end_detail.find(label), std::string::npos) << record.end_detail;
    EXPECT_NE(record.end_detail.find("16-bit PCM"), std::string::npos) << record.end_detail;
  }
}

TEST_F(ClosureByUs, OtherLabelsAreTakenAsLinearPcm) {
  start();
  for (const std::string label : {"raw/slin", "base64", "", "opus"}) {
    Client caller;
    open(caller);
    caller.send_start("sid-1", "8000", label);
    EXPECT_EQ(caller.listen_until_mark(), "greeting_done") << label;
  }
}

TEST_F(ClosureByUs, TooManyMessages) {
  options.max_messages_per_second = 10;
  start();
  Client caller;
  open(caller);
  caller.send_start("sid-1");
  try {
    for (int i = 0; i < 2'000; ++i) caller.send(kMedia);
  } catch (const boost::system::system_error&) {
    SUCCEED() << "we may be gone before it is all written";
  }
  const auto record = log.wait_for_end();
  EXPECT_EQ(record.end_reason, EndReason::protocol_error);
  EXPECT_NE(record.end_detail.find("messages"), std::string::npos) << record.end_detail;
}

TEST_F(ClosureByUs, ABotThatHangsUp) {
  domain::Bot bot{.id = "sales", .name = "Sales", .greeting_text = "Bye"};
  bot.after = domain::AfterGreeting::hang_up;
  board.publish_bots({bot});
  start();
  Client caller;
  open(caller);
  caller.send_start("sid-1");
  EXPECT_EQ(caller.listen_until_mark(), "greeting_done");
  caller.send(R"({"event":"mark","mark":{"name":"greeting_done"}})");
  caller.read_to_the_end();
  EXPECT_EQ(caller.close_code(), 1000U);
  const auto record = log.wait_for_end();
  EXPECT_EQ(record.end_reason, EndReason::bot_hangup);
  EXPECT_EQ(record.greeting, GreetingOutcome::heard);
}

TEST_F(ClosureByUs, AMenuThatNobodyAnswers) {
  domain::Bot bot{.id = "sales", .name = "Sales", .greeting_text = "Press 1"};
  bot.after = domain::AfterGreeting::menu;
  bot.menu = {{.digit = '1', .say = "One"}};
  bot.menu_wait = std::chrono::seconds(1);
  bot.menu_tries = 1;
  board.publish_bots({bot});
  greetings.frames = 1;
  start();
  Client caller;
  open(caller);
  caller.send_start("sid-1");
  const auto mark = caller.listen_until_mark();
  ASSERT_TRUE(mark);
  caller.send(R"({"event":"mark","mark":{"name":")" + *mark + R"("}})");
  caller.read_to_the_end();
  EXPECT_EQ(caller.close_code(), 1000U);
  EXPECT_EQ(log.wait_for_end().end_reason, EndReason::bot_hangup);
}

}  // namespace
}  // namespace exo::test
