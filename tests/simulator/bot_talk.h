#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "simulator/bot_server.h"
#include "simulator/voicebot_call.h"

namespace exo::simulator::test {

using std::chrono::milliseconds;

inline constexpr milliseconds kShort{200};

inline std::vector<std::int16_t> ramp(std::size_t count) {
  std::vector<std::int16_t> samples(count);
  for (std::size_t i = 0; i < count; ++i) samples[i] = static_cast<std::int16_t>(1 + i % 30'000);
  return samples;
}

inline std::string media(const Bot& bot, Bytes pcm) {
  return R"({"event":"media","stream_sid":")" + bot.stream_sid() + R"(","media":{"payload":")" + base64_encode(pcm) +
         R"("}})";
}

inline std::string mark(const Bot& bot, const std::string& name) {
  return R"({"event":"mark","stream_sid":")" + bot.stream_sid() + R"(","mark":{"name":")" + name + R"("}})";
}

inline void say(Bot& bot, const std::vector<std::int16_t>& samples) {
  const auto bytes = std::as_bytes(std::span(samples));
  for (std::size_t at = 0; at < bytes.size(); at += 3200) {
    bot.send(media(bot, bytes.subspan(at, std::min<std::size_t>(3200, bytes.size() - at))));
  }
}

inline VoicebotCallOptions call_to(const std::string& url, milliseconds talk_time = kShort) {
  VoicebotCallOptions options;
  options.applet_url = url;
  options.talk_time = talk_time;
  return options;
}

inline VoicebotCallOutcome play(const VoicebotCallOptions& options, const std::function<bool()>& until = {}) {
  auto outcome = play_voicebot_call(options, until);
  EXPECT_TRUE(outcome) << outcome.error().detail;
  return outcome.value_or(VoicebotCallOutcome{});
}

/// What one bot heard, readable after its server is gone.
struct Listener {
  std::vector<Bot::Heard> heard;
  std::string end;

  BotServer::Behaviour behaviour(std::function<void(Bot&)> first = {}) {
    return {.http = {}, .talk = [this, first](Bot& bot) {
              if (first) first(bot);
              bot.read_to_the_end();
              heard = bot.heard;
              end = bot.end;
            }};
  }
};

}  // namespace exo::simulator::test
