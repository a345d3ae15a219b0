// The Stream applet (exotel.md §1.1): Exotel tells and takes nothing; the flow goes on while the stream is open.
#include <algorithm>
#include <atomic>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "simulator/bot_talk.h"

namespace exo::simulator {
namespace {

using namespace test;
using Fields = std::map<std::string, std::string>;

std::vector<std::string> events_of(const std::vector<Bot::Heard>& heard) {
  std::vector<std::string> events;
  for (const auto& one : heard) {
    const auto json = parse_json(one.text);
    events.push_back(json ? (*json)["event"].get<std::string>() : "nonsense");
  }
  return events;
}

/// A server whose sockets are at /ws; everything else is answered with 200.
class StreamAppletTest : public ::testing::Test {
 protected:
  VoicebotCallOutcome call(const std::function<void(VoicebotCallOptions&)>& change) {
    auto options = call_to(server_.at("ws", "/ws"), milliseconds(400));
    options.applet = Applet::stream;
    options.passthru.url = server_.at("http", "/passthru");
    options.callback.url = server_.at("http", "/status");
    change(options);
    return play(options);
  }
  Fields passthru() const {
    for (const auto& request : server_.requests()) {
      const std::string target(request.target());
      if (!target.starts_with("/passthru")) continue;
      const auto fields = form_decode(target.substr(target.find('?') + 1));
      return {fields.begin(), fields.end()};
    }
    return {};
  }
  std::ptrdiff_t asked(const std::string& path) const {
    const auto requests = server_.requests();
    return std::ranges::count_if(requests, [&](const auto& one) { return one.target().starts_with(path); });
  }

  /// What the server's socket heard, once it has ended.
  const std::vector<Bot::Heard>& heard() const {
    socket_open_.wait(true);
    return heard_;
  }

  std::function<void(Bot&)> first_;
  std::vector<Bot::Heard> heard_;
  std::atomic<bool> socket_open_{false};
  std::atomic<bool> passed_while_open_{false};
  BotServer server_{{.http = [this](const Request& request, int) -> std::optional<PlainAnswer> {
                       if (request.target().starts_with("/ws")) {
                         socket_open_ = true;
                         return std::nullopt;
                       }
                       if (request.target().starts_with("/passthru")) passed_while_open_ = socket_open_.load();
                       return PlainAnswer{};
                     },
                     .talk =
                         [this](Bot& bot) {
                           if (first_) first_(bot);
                           bot.read_to_the_end();
                           heard_ = bot.heard;
                           socket_open_ = false;
                           socket_open_.notify_all();
                         }}};
};

TEST_F(StreamAppletTest, TellsOfAudioButNotOfKeys) {
  const auto outcome = call([](auto& options) { options.dtmf = {{milliseconds(60), '5'}}; });
  EXPECT_EQ(outcome.ended_by, "caller");
  const auto events = events_of(heard());
  EXPECT_EQ(events.at(0), "connected");
  EXPECT_EQ(events.at(1), "start");
  EXPECT_EQ(events.back(), "stop");
  EXPECT_EQ(std::ranges::count(events, "dtmf"), 0);
  EXPECT_GT(std::ranges::count(events, "media"), 0);
}

TEST_F(StreamAppletTest, PlaysNothingAndEchoesNoMark) {
  first_ = [](Bot& bot) {
    ASSERT_TRUE(bot.wait_for("start"));
    say(bot, ramp(1600));
    bot.send(mark(bot, "m1"));
    bot.send(R"({"event":"clear"})");
  };
  const auto outcome = call([](auto&) {});
  EXPECT_EQ(outcome.media_received, 0U);
  EXPECT_EQ(outcome.heard_ms, 0);
  EXPECT_EQ(outcome.clears, 0U);
  EXPECT_TRUE(outcome.marks.empty());
  ASSERT_EQ(outcome.violations.size(), 1U);
  EXPECT_EQ(outcome.violations[0].find("message to a Stream applet, which takes none"), 0U) << outcome.violations[0];
  EXPECT_EQ(std::ranges::count(events_of(heard()), "mark"), 0);
}

// The flow does not wait for the stream: its sum is not known yet.
TEST_F(StreamAppletTest, TheFlowGoesOnWhileTheStreamIsOpen) {
  const auto outcome = call([](auto&) {});
  EXPECT_TRUE(passed_while_open_);
  EXPECT_EQ(asked("/passthru"), 1);
  auto fields = passthru();
  EXPECT_EQ(fields["Stream[StreamSID]"], outcome.stream_sid);
  EXPECT_FALSE(fields.contains("Stream[Status]"));
  EXPECT_FALSE(fields.contains("Stream[DisconnectedBy]"));
  EXPECT_EQ(outcome.stream_status, "cancelled");
}

TEST_F(StreamAppletTest, AnotherAppletStopsItAndTheCallGoesOn) {
  const auto outcome = call([](auto& options) {
    options.talk_time = milliseconds(3'000);
    options.stream_stop_after = milliseconds(100);
  });
  EXPECT_EQ(outcome.ended_by, "exotel");
  EXPECT_LT(outcome.stream_ms, 3'000);
  const auto last = parse_json(heard().back().text);
  ASSERT_TRUE(last);
  EXPECT_EQ((*last)["stop"]["reason"], "stopped");
  auto fields = passthru();
  EXPECT_EQ(fields["Stream[Status]"], "completed");
  EXPECT_EQ(fields["CallType"], "call-attempt") << "the caller is still there";
  ASSERT_EQ(outcome.deliveries.size(), 2U);
  EXPECT_EQ(outcome.deliveries[0].what, "passthru");
  EXPECT_EQ(outcome.deliveries[1].what, "terminal");
}

TEST_F(StreamAppletTest, AServerThatClosesEndsTheStreamButNotTheCall) {
  first_ = [](Bot& bot) {
    ASSERT_TRUE(bot.wait_for("media"));
    bot.close(1000);
  };
  const auto begin = std::chrono::steady_clock::now();
  const auto outcome = call([](auto&) {});
  EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds(400)) << "the caller talks on";
  EXPECT_EQ(outcome.ended_by, "bot");
  EXPECT_EQ(asked("/passthru"), 1);
  EXPECT_EQ(asked("/status"), 1);
}

TEST_F(StreamAppletTest, AStreamThatCannotBeOpenedFailsWithoutEndingTheCall) {
  const auto outcome = call([](auto& options) { options.throttled = true; });
  EXPECT_FALSE(outcome.connected);
  auto fields = passthru();
  EXPECT_EQ(fields["Stream[Status]"], "failed");
  EXPECT_EQ(fields["Stream[DetailedStatus]"], "Streaming_call_throttled");
  EXPECT_EQ(asked("/status"), 1);
}

TEST(StreamApplet, OnlyAStreamIsStopped) {
  VoicebotCallOptions options;
  options.stream_stop_after = milliseconds(100);
  EXPECT_FALSE(check_options(options));
  options.applet = Applet::stream;
  EXPECT_TRUE(check_options(options));
  options.stream_stop_after = std::chrono::hours(2);
  EXPECT_FALSE(check_options(options));
}

}  // namespace
}  // namespace exo::simulator
