// What each kind of bot does, as it goes over the socket.
#include <string>
#include <vector>

#include "base/encoding.h"
#include "calls/stream_fixture.h"

namespace exo::test {
namespace {

using domain::EndReason;
using domain::SampleRate;

std::string media_of(const std::vector<std::byte>& pcm) {
  return R"({"event":"media","media":{"payload":")" + base64_encode(pcm) + R"("}})";
}

class BotKindsTest : public StreamFixture {
 protected:
  void begin(Client& caller) {
    start();
    open(caller);
    caller.send_start("sid-1");
  }
  /// Reads up to the first message of that event; false at the end of the stream.
  static bool read_until(Client& caller, const std::string& event) {
    while (const auto message = caller.read()) {
      if ((*message)["event"] == event) return true;
    }
    return false;
  }

  domain::Bot bot{.id = "sales", .name = "Sales", .greeting_text = "Hello"};
};

TEST_F(BotKindsTest, AnEchoBotSaysWhatItHears) {
  bot.kind = domain::BotKind::echo;
  board.publish_bots({bot});
  Client caller;
  begin(caller);
  EXPECT_EQ(caller.listen_until_mark(), "greeting_done");
  caller.heard.clear();
  const auto said = counting_pcm(SampleRate::hz8000, 4, 77);
  for (std::size_t at = 0; at < said.size(); at += 320) {
    const auto from = said.begin() + static_cast<std::ptrdiff_t>(at);
    caller.send(media_of({from, from + 320}));
  }
  while (caller.heard.size() < said.size()) {
    const auto message = caller.read();
    ASSERT_TRUE(message) << "the stream ended after " << caller.heard.size() << " bytes";
    if ((*message)["event"] != "media") continue;
    const auto pcm = base64_decode(std::string((*message)["media"]["payload"]));
    EXPECT_EQ(pcm->size() % 320, 0U);
    caller.heard.insert(caller.heard.end(), pcm->begin(), pcm->end());
  }
  EXPECT_EQ(caller.heard, said) << "sample for sample";
}

TEST_F(BotKindsTest, ADigitInterruptsAnInterruptibleGreeting) {
  bot.interruptible = true;
  board.publish_bots({bot});
  greetings.frames = 500;
  options.barge_in_grace = std::chrono::milliseconds(0);
  Client caller;
  begin(caller);
  ASSERT_TRUE(read_until(caller, "media"));
  caller.send(R"({"event":"dtmf","dtmf":{"digit":"5"}})");
  EXPECT_TRUE(read_until(caller, "clear"));
  caller.send_stop();
  while (const auto message = caller.read()) EXPECT_NE((*message)["event"], "media") << "after the clear";
  const auto record = log.wait_for_end();
  EXPECT_EQ(record.interruptions, 1U);
  EXPECT_EQ(record.greeting, domain::GreetingOutcome::cut);
}

TEST_F(BotKindsTest, AProtectedGreetingIsNotInterrupted) {
  board.publish_bots({bot});
  options.barge_in_grace = std::chrono::milliseconds(0);
  Client caller;
  begin(caller);
  caller.send(R"({"event":"dtmf","dtmf":{"digit":"5"}})");
  EXPECT_EQ(caller.listen_until_mark(), "greeting_done");
  EXPECT_EQ(caller.heard, counting_pcm(SampleRate::hz8000, 4));
}

TEST_F(BotKindsTest, AMenuGivesTheCallToAnotherBot) {
  bot.after = domain::AfterGreeting::menu;
  bot.menu = {{.digit = '2', .bot_id = "support"}};
  board.publish_bots({bot, domain::Bot{.id = "support", .name = "Support", .greeting_text = "Support here"}});
  Client caller;
  begin(caller);
  const auto mark = caller.listen_until_mark();
  ASSERT_TRUE(mark);
  caller.send(R"({"event":"mark","mark":{"name":")" + *mark + R"("}})");
  caller.send(R"({"event":"dtmf","dtmf":{"digit":"2"}})");
  EXPECT_TRUE(read_until(caller, "media")) << "the other bot's greeting";
  const auto asked = greetings.asked();
  EXPECT_EQ(asked.back().script.text, "Support here");
  caller.send_stop();
  caller.read_to_the_end();
  EXPECT_EQ(log.wait_for_end().bot_id, "support");
}

}  // namespace
}  // namespace exo::test
