#include <atomic>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "simulator/bot_talk.h"
#include "simulator/call_session.h"

namespace exo::simulator {
namespace {

using namespace test;

struct EndingCase {
  const char* name;
  Ending ending;
  const char* last_reason;  ///< nullptr: no stop
  const char* socket_end;
};

class EndingTest : public ::testing::TestWithParam<EndingCase> {};

TEST_P(EndingTest, IsWhatTheBotSees) {
  Listener listener;
  VoicebotCallOutcome outcome;
  {
    BotServer server(listener.behaviour());
    auto options = call_to(server.at("ws", "/"));
    options.ending = GetParam().ending;
    options.freeze_time = kShort;
    outcome = play(options);
  }
  EXPECT_EQ(outcome.ended_by, "caller");
  EXPECT_EQ(outcome.close_code, 0);
  EXPECT_EQ(listener.end, GetParam().socket_end);
  ASSERT_GE(listener.heard.size(), 3U);
  const auto last = parse_json(listener.heard.back().text);
  ASSERT_TRUE(last);
  if (GetParam().last_reason == nullptr) {
    EXPECT_EQ((*last)["event"], "media");
  } else {
    EXPECT_EQ((*last)["stop"]["reason"], GetParam().last_reason);
    EXPECT_EQ((*last)["stop"]["call_sid"], outcome.call_sid);
  }
}

INSTANTIATE_TEST_SUITE_P(All, EndingTest,
                         ::testing::Values(EndingCase{"hangup", Ending::hangup, "canceled or call ended",
                                                      "End of file"},
                                           EndingCase{"callended", Ending::callended, "callended", "End of file"},
                                           EndingCase{"stopped", Ending::stopped, "stopped", "End of file"},
                                           EndingCase{"no_stop", Ending::no_stop, nullptr, "End of file"},
                                           EndingCase{"reset", Ending::reset, nullptr, "Connection reset by peer"},
                                           EndingCase{"freeze", Ending::freeze, nullptr, "End of file"}),
                         [](const auto& info) { return info.param.name; });

TEST(CallSession, AFrozenCallerSeesTheBotGo) {
  BotServer server({.http = {}, .talk = [](Bot& bot) {
                      bot.wait_for("media");
                      const auto begin = std::chrono::steady_clock::now();
                      while (std::chrono::steady_clock::now() < begin + milliseconds(600)) {
                        bot.ping();  // never answered once the caller is frozen
                        std::this_thread::sleep_for(milliseconds(20));
                      }
                      bot.cut();
                    }});
  auto options = call_to(server.at("ws", "/"), milliseconds(100));
  options.ending = Ending::freeze;
  const auto outcome = play(options);
  EXPECT_EQ(outcome.ended_by, "bot");
}

TEST(CallSession, TheBotMayClose) {
  BotServer server({.http = {}, .talk = [](Bot& bot) {
                      bot.wait_for("media");
                      bot.close(1000);
                    }});
  const auto outcome = play(call_to(server.at("ws", "/"), milliseconds(10'000)));
  EXPECT_EQ(outcome.ended_by, "bot");
  EXPECT_EQ(outcome.close_code, 1000);
  EXPECT_EQ(outcome.end_detail, "done");
  EXPECT_NE(outcome_text(outcome).find("The bot ended the call with close code 1000: done."), std::string::npos);
}

TEST(CallSession, ALostConnectionIsToldFromAClose) {
  BotServer server({.http = {}, .talk = [](Bot& bot) {
                      bot.wait_for("media");
                      bot.cut();
                    }});
  const auto outcome = play(call_to(server.at("ws", "/"), milliseconds(10'000)));
  EXPECT_EQ(outcome.ended_by, "connection");
  EXPECT_EQ(outcome.close_code, 0);
}

TEST(CallSession, UntilMakesTheCallerHangUp) {
  Listener listener;
  {
    std::atomic<bool> leave{false};
    BotServer server(listener.behaviour([&](Bot& bot) {
      bot.wait_for("media");
      leave = true;
    }));
    auto options = call_to(server.at("ws", "/"), milliseconds(60'000));
    options.ending = Ending::freeze;
    EXPECT_EQ(play(options, [&] { return leave.load(); }).ended_by, "caller");
  }
  EXPECT_NE(listener.heard.back().text.find("canceled or call ended"), std::string::npos);
}

TEST(CallSession, NeverStartedCallsSendNoMedia) {
  Listener listener;
  {
    BotServer server(listener.behaviour());
    auto options = call_to(server.at("ws", "/"));
    options.never_start = true;
    const auto outcome = play(options);
    EXPECT_TRUE(outcome.connected);
    EXPECT_EQ(outcome.media_sent, 0U);
  }
  ASSERT_EQ(listener.heard.size(), 2U);
  EXPECT_EQ(listener.heard[0].text, R"({"event":"connected"})");
  EXPECT_NE(listener.heard[1].text.find(R"("event":"stop")"), std::string::npos);
}

}  // namespace
}  // namespace exo::simulator
