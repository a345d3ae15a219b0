#include "simulator/load.h"

#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "simulator/bot_talk.h"

namespace exo::simulator {
namespace {

using namespace test;

LoadOptions load_on(const BotServer& server, std::uint32_t calls) {
  LoadOptions options;
  options.call.applet_url = server.at("ws", "/");
  options.calls = calls;
  options.time = std::chrono::seconds(1);
  options.ramp = milliseconds(100);
  return options;
}

void greet(Bot& bot) {
  bot.wait_for("start");
  say(bot, ramp(3200));
  bot.read_to_the_end();
}

TEST(Load, KeepsItsLinesBusyAndMeasures) {
  BotServer server({.http = {}, .talk = greet});
  const auto report = play_load(load_on(server, 8));
  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_EQ(report->calls, 8U);
  EXPECT_EQ(report->connected, 8U);
  EXPECT_EQ(report->greeted, 8U);
  EXPECT_EQ(report->failed, 0U);
  EXPECT_EQ(report->most_at_once, 8U);
  EXPECT_EQ(report->media_received, 16U);
  EXPECT_GE(report->media_sent, 8U * 30);
  EXPECT_EQ(report->ended_by, (std::map<std::string, std::uint64_t>{{"caller", 8}}));
  EXPECT_TRUE(report->violations.empty());
  EXPECT_GE(report->first_audio.most, report->first_audio.p50);
}

TEST(Load, DialsAgainWhenTheBotEndsACall) {
  BotServer server({.http = {}, .talk = [](Bot& bot) {
                      bot.wait_for("media");
                      bot.close(1000);
                    }});
  auto options = load_on(server, 1);
  options.time = std::chrono::seconds(2);
  const auto report = play_load(options);
  ASSERT_TRUE(report);
  EXPECT_GE(report->calls, 2U);
  EXPECT_EQ(report->ended_by.at("bot"), report->connected);
  EXPECT_EQ(report->most_at_once, 1U);
}

TEST(Load, CountsFailuresByTheirSentence) {
  BotServer server({.http = [](const Request&, int) {
    return std::optional(PlainAnswer{.status = 503, .body = {}, .location = {}});
  }});
  const auto report = play_load(load_on(server, 2));
  ASSERT_TRUE(report);
  EXPECT_EQ(report->connected, 0U);
  EXPECT_EQ(report->failed, report->calls);
  ASSERT_EQ(report->failures.size(), 1U);
  EXPECT_NE(report->failures.begin()->first.find("HTTP 503"), std::string::npos);
}

TEST(Load, ViolationsAreCountedByKind) {
  BotServer server({.http = {}, .talk = [](Bot& bot) {
                      bot.wait_for("start");
                      bot.send_binary("x");
                      bot.send(media(bot, std::vector<std::byte>(bot.heard.size() * 160)));
                      bot.read_to_the_end();
                    }});
  const auto report = play_load(load_on(server, 3));
  ASSERT_TRUE(report);
  EXPECT_EQ(report->violations,
            (std::map<std::string, std::uint64_t>{{"audio chunk below 3200 bytes", 3}, {"binary frame", 3}}));
}

TEST(Load, EndsWhenItIsTold) {
  BotServer server({.http = {}, .talk = greet});
  auto options = load_on(server, 2);
  options.time = std::chrono::hours(1);
  const auto begin = std::chrono::steady_clock::now();
  const auto report = play_load(options, [] { return true; });
  ASSERT_TRUE(report);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
}

TEST(Load, WrongOptionsAreErrors) {
  const auto refused = [](auto change) {
    LoadOptions options;
    options.call.applet_url = "ws://127.0.0.1:1/";
    change(options);
    return !play_load(options);
  };
  EXPECT_TRUE(refused([](auto& options) { options.calls = 0; }));
  EXPECT_TRUE(refused([](auto& options) { options.calls = 20'001; }));
  EXPECT_TRUE(refused([](auto& options) { options.time = std::chrono::seconds(0); }));
  EXPECT_TRUE(refused([](auto& options) { options.ramp = std::chrono::minutes(1); }));
  EXPECT_TRUE(refused([](auto& options) { options.call.applet_url = "x"; }));
  EXPECT_TRUE(refused([](auto& options) { options.call.sample_rate = 1; }));
}

TEST(LoadMix, RepeatsWithItsSeedAndVariesByIndex) {
  LoadOptions options;
  options.mix = LoadMix::mixed;
  options.time = std::chrono::seconds(60);
  std::set<Ending> endings;
  std::set<std::uint32_t> rates;
  std::set<std::uint32_t> cadences;
  std::set<std::string> labels;
  std::size_t with_keys = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const auto call = mixed_call(options, i);
    const auto again = mixed_call(options, i);
    EXPECT_EQ(call.ending, again.ending);
    EXPECT_EQ(call.talk_time, again.talk_time);
    EXPECT_EQ(call.seed, again.seed);
    EXPECT_TRUE(check_options(call));
    EXPECT_GE(call.talk_time, milliseconds(3'000));
    EXPECT_LE(call.talk_time, options.time);
    endings.insert(call.ending);
    rates.insert(call.sample_rate);
    cadences.insert(call.frame_ms);
    labels.insert(call.encoding);
    with_keys += call.dtmf.empty() ? 0 : 1;
  }
  EXPECT_EQ(endings.size(), 5U);
  EXPECT_EQ(rates.size(), 3U);
  EXPECT_EQ(cadences, (std::set<std::uint32_t>{20, 100}));
  EXPECT_EQ(labels.size(), 4U);
  EXPECT_GT(with_keys, 20U);
  auto other = options;
  other.seed = 1'000;
  EXPECT_NE(mixed_call(options, 0).seed, mixed_call(other, 0).seed);
}

TEST(LoadMix, AlikeIsTheTemplateWithSidsOfItsOwn) {
  LoadOptions options;
  options.call.ending = Ending::stopped;
  EXPECT_EQ(mixed_call(options, 3).ending, Ending::stopped);
  EXPECT_NE(mixed_call(options, 3).seed, mixed_call(options, 4).seed);
}

TEST(LoadReport, InJsonAndInWords) {
  LoadReport report;
  report.calls = 2;
  report.connected = 1;
  report.failed = 1;
  report.first_audio = {1'500, 2'000, 2'500};
  report.failures = {{"HTTP 503", 1}};
  report.violations = {{"binary frame", 1}};
  const auto json = parse_json(load_json(report));
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["calls"], 2);
  EXPECT_EQ((*json)["first_audio_ms"], (Json{{"p50", 1.5}, {"p99", 2.0}, {"max", 2.5}}));
  EXPECT_EQ((*json)["failures"]["HTTP 503"], 1);
  const auto text = load_text(report);
  EXPECT_NE(text.find("half within 1.5 ms, 99% within 2.0 ms, all within 2.5 ms"), std::string::npos) << text;
  EXPECT_NE(text.find("Against Exotel's rules in 1 calls: binary frame."), std::string::npos) << text;
}

}  // namespace
}  // namespace exo::simulator
