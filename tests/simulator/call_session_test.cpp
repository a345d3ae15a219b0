#include "simulator/call_session.h"

#include <algorithm>
#include <atomic>
#include <thread>

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
namespace http = boost::beast::http;

// ---------------------------------------------------------------------------------------------------------- endings

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

// ------------------------------------------------------------------------------------------------------------ audio

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
