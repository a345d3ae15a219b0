#include "simulator/call_clock.h"

#include <thread>
#include <utility>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "simulator/bot_talk.h"
#include "simulator/voicebot_options.h"

namespace exo::simulator {
namespace {

using namespace test;
using namespace std::chrono;

TEST(CallClock, IsTheRealTimeUnlessAskedOtherwise) {
  const CallClock clock;
  const auto before = steady_clock::now();
  const auto shown = clock.now();
  EXPECT_GE(shown, before);
  EXPECT_LE(shown, steady_clock::now());
  EXPECT_EQ(clock.real(shown + hours(1)), shown + hours(1));
}

TEST(CallClock, RunsAsManyTimesFasterAsAsked) {
  const auto before = steady_clock::now();
  const auto wall_before = wall_now();
  const CallClock clock(100);
  std::this_thread::sleep_for(milliseconds(50));
  const auto shown = clock.now();
  const auto real_after = steady_clock::now();
  EXPECT_GE(shown - before, seconds(5));
  EXPECT_LE(shown - before, (real_after - before) * 100);
  EXPECT_GE(clock.wall_now() - wall_before, seconds(5));
}

TEST(CallClock, SaysWhenItWillShowATime) {
  const CallClock clock(60);
  const auto shown = clock.now();
  const auto hour = clock.real(shown + hours(1)) - clock.real(shown);
  EXPECT_LE(abs(hour - minutes(1)), microseconds(1));
  EXPECT_GT(clock.real(shown + hours(1)), steady_clock::now());
}

TEST(CallClock, HasLimits) {
  VoicebotCallOptions options;
  for (const std::uint32_t speed : {0U, CallClock::kFastest + 1, 4'294'967'295U}) {
    options.clock_speed = speed;
    EXPECT_FALSE(check_options(options)) << speed;
  }
  for (const std::uint32_t speed : {1U, CallClock::kFastest}) {
    options.clock_speed = speed;
    EXPECT_TRUE(check_options(options)) << speed;
  }
}

// exotel.md §1.4: a stream lasts 60 minutes at most; §9 item 2.
TEST(CallSession, AnHourIsTheLongestStream) {
  Bot::Heard last;
  Bot::Heard before_last;
  std::string end;
  VoicebotCallOutcome outcome;
  const auto begin = steady_clock::now();
  {
    BotServer server({.http = {}, .talk = [&](Bot& bot) {
                        while (bot.read()) {
                          before_last = std::exchange(last, bot.heard.back());
                          bot.heard.clear();
                        }
                        end = bot.end;
                      }});
    auto options = call_to(server.at("ws", "/"), hours(2));
    options.clock_speed = CallClock::kFastest;
    options.frame_ms = 200;
    options.ending = Ending::reset;  // the caller's way to leave, which he has no time for
    outcome = play(options);
  }
  EXPECT_LT(steady_clock::now() - begin, minutes(5));
  EXPECT_EQ(outcome.ended_by, "exotel");
  EXPECT_EQ(outcome.close_code, 0) << "no close frame";
  EXPECT_GE(outcome.stream_ms, 3'600'000);
  EXPECT_LT(outcome.stream_ms, 7'200'000) << "the caller would have left";
  EXPECT_EQ(outcome.stream_status, "completed");
  EXPECT_EQ(outcome.disconnected_by, "NA");
  EXPECT_NE(outcome_text(outcome).find("Exotel ended the call"), std::string::npos);
  EXPECT_EQ(end, "End of file");
  EXPECT_EQ(parse_json(last.text).value_or(Json())["stop"]["reason"], "stopped");
  EXPECT_EQ(parse_json(before_last.text).value_or(Json())["event"], "media") << "it talked to the end";
}

TEST(CallSession, ALittleLessThanAnHourIsTheCallersToEnd) {
  BotServer server({.http = {}, .talk = [](Bot& bot) { bot.read_to_the_end(); }});
  auto options = call_to(server.at("ws", "/"), minutes(59));
  options.clock_speed = CallClock::kFastest;
  options.frame_ms = 200;
  const auto outcome = play(options);
  EXPECT_EQ(outcome.ended_by, "caller");
  EXPECT_GE(outcome.stream_ms, 59 * 60'000);
}

TEST(CallSession, PlayoutKeysAndMarksGoByTheFastClock) {
  BotServer server({.http = {}, .talk = [](Bot& bot) {
                      bot.wait_for("dtmf");
                      say(bot, ramp(60 * 8000));
                      bot.send(mark(bot, "minute"));
                      bot.wait_for("mark");
                      bot.close(1000);
                    }});
  auto options = call_to(server.at("ws", "/"), minutes(30));
  options.clock_speed = 100;
  options.frame_ms = 200;
  options.dtmf = {{.after_start = seconds(60), .digit = '7'}};
  const auto begin = steady_clock::now();
  const auto outcome = play(options);
  EXPECT_LT(steady_clock::now() - begin, seconds(60)) << "two minutes of a call";
  EXPECT_EQ(outcome.ended_by, "bot");
  EXPECT_EQ(outcome.marks, std::vector<std::string>{"minute"});
  EXPECT_EQ(outcome.heard_ms, 60'000);
  EXPECT_GE(outcome.stream_ms, 120'000);
}

}  // namespace
}  // namespace exo::simulator
