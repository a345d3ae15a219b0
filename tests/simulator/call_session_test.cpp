#include "simulator/call_session.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/file.h"
#include "base/json.h"
#include "simulator/bot_talk.h"
#include "speech/wav.h"
#include "support/temp_folder.h"

namespace exo::simulator {
namespace {

using namespace test;

TEST(CallSession, TheCallerHearsTheBotSampleForSample) {
  const ::exo::test::TempFolder folder;
  const auto said = ramp(4000);  // 500 ms, the last chunk is shorter
  BotServer server({.http = {}, .talk = [&](Bot& bot) {
                      bot.wait_for("start");
                      say(bot, said);
                      bot.send(mark(bot, "greeting_done"));
                      bot.read_to_the_end();
                    }});
  auto options = call_to(server.at("ws", "/"), milliseconds(20'000));
  options.heard_wav = folder / "heard.wav";
  options.hang_up_after_mark = milliseconds(40);
  const auto outcome = play(options);
  EXPECT_EQ(outcome.marks, std::vector<std::string>{"greeting_done"});
  EXPECT_EQ(outcome.media_received, 3U);
  EXPECT_EQ(outcome.bytes_received, 8000U);
  EXPECT_EQ(outcome.underruns, 0U);
  EXPECT_TRUE(outcome.first_audio_ms);
  const auto wav = speech::parse_wav(*read_file(options.heard_wav));
  ASSERT_TRUE(wav);
  EXPECT_EQ(wav->rate, 8000U);
  const auto& heard = wav->samples;
  const auto found = std::ranges::search(heard, said);
  ASSERT_FALSE(found.empty());
  EXPECT_TRUE(std::all_of(heard.begin(), found.begin(), [](auto sample) { return sample == 0; }));
  EXPECT_TRUE(std::all_of(found.end(), heard.end(), [](auto sample) { return sample == 0; }));
}

TEST(CallSession, MarksAreEchoedWhenTheirAudioWasPlayed) {
  SteadyTime sent;
  SteadyTime echoed;
  bool came = false;
  {
    BotServer server({.http = {}, .talk = [&](Bot& bot) {
                        bot.wait_for("start");
                        sent = std::chrono::steady_clock::now();
                        say(bot, ramp(3200));  // 400 ms
                        bot.send(mark(bot, "m1"));
                        came = bot.wait_for("mark");
                        echoed = bot.heard.back().when;
                        bot.read_to_the_end();
                      }});
    auto options = call_to(server.at("ws", "/"), milliseconds(20'000));
    options.hang_up_after_mark = milliseconds(100);
    play(options);
  }
  ASSERT_TRUE(came);
  EXPECT_GE(echoed - sent, milliseconds(400));
}

TEST(CallSession, MarksCanBeSwallowed) {
  Listener listener;
  {
    BotServer server(listener.behaviour([](Bot& bot) {
      bot.wait_for("start");
      bot.send(mark(bot, "m1"));
    }));
    auto options = call_to(server.at("ws", "/"));
    options.echo_marks = false;
    EXPECT_EQ(play(options).marks, std::vector<std::string>{"m1"});
  }
  for (const auto& one : listener.heard) EXPECT_EQ(one.text.find(R"("event":"mark")"), std::string::npos);
}

TEST(CallSession, ClearedAudioIsNotHeard) {
  const ::exo::test::TempFolder folder;
  bool echoed = false;
  auto options = call_to("", milliseconds(400));
  options.heard_wav = folder / "heard.wav";
  VoicebotCallOutcome outcome;
  {
    BotServer server({.http = {}, .talk = [&](Bot& bot) {
                        bot.wait_for("start");
                        say(bot, ramp(80'000));  // 10 s
                        bot.send(mark(bot, "never heard"));
                        bot.send(R"({"event":"clear","stream_sid":")" + bot.stream_sid() + R"("})");
                        echoed = bot.wait_for("mark");
                        bot.read_to_the_end();
                      }});
    options.applet_url = server.at("ws", "/");
    outcome = play(options);
  }
  EXPECT_EQ(outcome.clears, 1U);
  EXPECT_TRUE(outcome.marks.empty());
  EXPECT_TRUE(echoed);
  const auto wav = speech::parse_wav(*read_file(options.heard_wav));
  ASSERT_TRUE(wav);
  EXPECT_EQ(wav->samples.back(), 0);
}

TEST(CallSession, TheCallerIsHeardFromHisWav) {
  const ::exo::test::TempFolder folder;
  const auto speech_samples = ramp(400);
  const auto path = folder / "caller.wav";
  ASSERT_TRUE(write_file(path, speech::make_wav({8000, speech_samples}), FileAccess::owner_only));
  Listener listener;
  {
    BotServer server(listener.behaviour());
    auto options = call_to(server.at("ws", "/"));
    options.caller_wav = path;
    play(options);
  }
  std::vector<std::byte> heard;
  for (std::size_t i = 2; i < 6; ++i) {
    const auto frame = base64_decode((*parse_json(listener.heard.at(i).text))["media"]["payload"].get<std::string>());
    ASSERT_TRUE(frame);
    ASSERT_EQ(frame->size(), 320U);
    heard.insert(heard.end(), frame->begin(), frame->end());
  }
  auto expected = speech_samples;
  expected.resize(640);  // four frames: the rest is silence
  EXPECT_TRUE(std::ranges::equal(heard, std::as_bytes(std::span(expected))));
}

TEST(CallSession, KeysArePressedOnTime) {
  Listener listener;
  {
    BotServer server(listener.behaviour());
    auto options = call_to(server.at("ws", "/"));
    options.dtmf = {{milliseconds(40), '5'}, {milliseconds(100), '#'}};
    play(options);
  }
  std::string digits;
  for (const auto& one : listener.heard) {
    const auto message = parse_json(one.text);
    if ((*message)["event"] == "dtmf") digits += (*message)["dtmf"]["digit"].get<std::string>();
  }
  EXPECT_EQ(digits, "5#");
}

TEST(CallSession, MediaComesAtItsPaceAlsoDuringSilence) {
  Listener listener;
  VoicebotCallOutcome outcome;
  {
    BotServer server(listener.behaviour());
    outcome = play(call_to(server.at("ws", "/"), milliseconds(400)));
  }
  EXPECT_EQ(outcome.media_sent, 20U);
  EXPECT_EQ(listener.heard.size(), 1U + 1 + 20 + 1);
  EXPECT_GE(listener.heard.at(21).when - listener.heard.at(1).when, milliseconds(380));
}

TEST(CallSession, NotesWhatABotDoesWrong) {
  BotServer server({.http = {}, .talk = [](Bot& bot) {
                      bot.wait_for("connected");
                      bot.send(R"({"event":"clear","stream_sid":"x"})");
                      bot.wait_for("start");
                      bot.send("garbage");
                      bot.send_binary("\x01\x02");
                      bot.send(media(bot, std::vector<std::byte>(4096)));
                      bot.send(media(bot, std::vector<std::byte>(200'000)));
                      bot.send(R"({"event":"start"})");
                      bot.read_to_the_end();
                    }});
  auto options = call_to(server.at("ws", "/"), milliseconds(400));
  options.start_delay = milliseconds(300);
  const auto outcome = play(options);
  EXPECT_EQ(outcome.violations,
            (std::vector<std::string>{"stream_sid of another stream (once; first: x)", "message before start (once)",
                                      "text that is no JSON object (once; first: garbage)", "binary frame (once)",
                                      "audio chunk that is no multiple of 320 bytes (once; first: 4096 bytes)",
                                      "audio chunk above 100000 bytes (once; first: 200000 bytes)",
                                      "unknown event (once; first: start)"}));
}

TEST(CallSession, PingsAreAnswered) {
  int pongs = 0;
  {
    BotServer server({.http = {}, .talk = [&](Bot& bot) {
                        bot.wait_for("start");
                        bot.ping();
                        bot.read_to_the_end();
                        pongs = bot.pongs;
                      }});
    play(call_to(server.at("ws", "/")));
  }
  EXPECT_EQ(pongs, 1);
}

}  // namespace
}  // namespace exo::simulator
