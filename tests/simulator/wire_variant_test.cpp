#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "simulator/bot_talk.h"
#include "simulator/call_session.h"
#include "support/temp_folder.h"

namespace exo::simulator {
namespace {

using namespace test;

/// What a bot hears of a short call with these options.
std::vector<Bot::Heard> heard_with(const std::function<void(VoicebotCallOptions&)>& change) {
  Listener listener;
  {
    BotServer server(listener.behaviour());
    auto options = call_to(server.at("ws", "/"));
    options.dtmf = {{milliseconds(60), '5'}};
    change(options);
    EXPECT_TRUE(play(options).connected);
  }
  return listener.heard;
}

std::vector<Json> parsed(const std::vector<Bot::Heard>& heard) {
  std::vector<Json> list;
  for (const auto& one : heard) list.push_back(parse_json(one.text).value_or(Json(nullptr)));
  return list;
}

TEST(WireVariant, TheLabelOfTheAudioIsFree) {
  for (const std::string label : {"raw", "audio/x-raw", "raw/slin", "audio/x-mulaw"}) {
    const auto heard = parsed(heard_with([&](auto& options) { options.encoding = label; }));
    EXPECT_EQ(heard.at(1)["start"]["media_format"]["encoding"], label);
    EXPECT_EQ(heard.at(2)["media"]["payload"].get<std::string>().size(), 428U) << "s16le all the same";
  }
}

struct RateCase {
  std::uint32_t rate;
  std::uint32_t frame_ms;
  const char* bit_rate;
  std::size_t payload;  ///< base64 characters
  const char* second_timestamp;
};

class RateTest : public ::testing::TestWithParam<RateCase> {};

TEST_P(RateTest, SetsSizesAndTimes) {
  const auto heard = parsed(heard_with([](auto& options) {
    options.sample_rate = GetParam().rate;
    options.frame_ms = GetParam().frame_ms;
    options.dtmf.clear();
    options.talk_time = milliseconds(400);
  }));
  EXPECT_EQ(heard.at(1)["start"]["media_format"]["sample_rate"], std::to_string(GetParam().rate));
  EXPECT_EQ(heard.at(1)["start"]["media_format"]["bit_rate"], GetParam().bit_rate);
  EXPECT_EQ(heard.at(3)["media"]["payload"].get<std::string>().size(), GetParam().payload);
  EXPECT_EQ(heard.at(3)["media"]["timestamp"], GetParam().second_timestamp);
}

INSTANTIATE_TEST_SUITE_P(All, RateTest,
                         ::testing::Values(RateCase{8000, 20, "128kbps", 428, "40"},
                                           RateCase{8000, 100, "128kbps", 2136, "200"},
                                           RateCase{16000, 20, "256kbps", 856, "40"},
                                           RateCase{24000, 20, "384kbps", 1280, "40"}));

struct PlaceCase {
  const char* name;
  StreamSidPlace place;
  bool top_of_start;
  bool inside_start;
  bool top_of_others;
};

class StreamSidPlaceTest : public ::testing::TestWithParam<PlaceCase> {};

TEST_P(StreamSidPlaceTest, IsWhereItIsWanted) {
  const auto heard = parsed(heard_with([](auto& options) { options.stream_sid_place = GetParam().place; }));
  EXPECT_EQ(heard.at(1).contains("stream_sid"), GetParam().top_of_start);
  EXPECT_EQ(heard.at(1)["start"].contains("stream_sid"), GetParam().inside_start);
  EXPECT_EQ(heard.at(1)["start"].contains("call_sid"), true);
  for (std::size_t i = 2; i < heard.size(); ++i) {
    EXPECT_EQ(heard[i].contains("stream_sid"), GetParam().top_of_others) << heard[i];
  }
}

INSTANTIATE_TEST_SUITE_P(All, StreamSidPlaceTest,
                         ::testing::Values(PlaceCase{"everywhere", StreamSidPlace::everywhere, true, true, true},
                                           PlaceCase{"inside_start", StreamSidPlace::inside_start, false, true, false},
                                           PlaceCase{"top_level", StreamSidPlace::top_level, true, false, true},
                                           PlaceCase{"from_media", StreamSidPlace::from_media, false, false, true}),
                         [](const auto& info) { return info.param.name; });

TEST(WireVariant, FramesCanBeBinary) {
  for (const auto opcode : {Opcode::text, Opcode::binary}) {
    const auto heard = heard_with([&](auto& options) { options.opcode = opcode; });
    ASSERT_GE(heard.size(), 3U);
    EXPECT_TRUE(std::ranges::all_of(heard, [&](const auto& one) { return one.binary == (opcode == Opcode::binary); }));
    EXPECT_EQ(heard[0].text, R"({"event":"connected"})");
  }
}

TEST(WireVariant, TheToKeyCanHaveABlank) {
  const auto heard = parsed(heard_with([](auto& options) { options.blank_in_to_key = true; }));
  EXPECT_EQ(heard.at(1)["start"]["to "], "08041234567");
  EXPECT_FALSE(heard.at(1)["start"].contains("to"));
}

TEST(WireVariant, ConnectedCanBeAbsent) {
  const auto heard = parsed(heard_with([](auto& options) { options.send_connected = false; }));
  EXPECT_EQ(heard.at(0)["event"], "start");
  EXPECT_EQ(heard.at(0)["sequence_number"], "1");
}

TEST(WireVariant, UnknownEventsAndFieldsComeAmongTheOthers) {
  const auto heard = parsed(heard_with([](auto& options) { options.unknown_extras = true; }));
  EXPECT_EQ(heard.at(2)["event"], "quality");
  EXPECT_EQ(heard.at(2)["sequence_number"], "2");
  EXPECT_EQ(heard.at(3)["event"], "media");
  EXPECT_EQ(heard.at(3)["media"]["chunk"], "1");
  for (std::size_t i = 1; i < heard.size(); ++i) EXPECT_TRUE(heard[i].contains("x_trace")) << heard[i];
}

TEST(WireVariant, ABotMaySeeTheSameCallOnASecondSocket) {
  std::mutex mutex;
  std::vector<std::pair<std::string, std::string>> starts;  // stream, call
  VoicebotCallOutcome outcome;
  {
    BotServer server({.http = {}, .talk = [&](Bot& bot) {
                        bot.wait_for("start");
                        const auto start = parse_json(bot.heard.back().text);
                        std::unique_lock lock(mutex);
                        starts.emplace_back((*start)["stream_sid"], (*start)["start"]["call_sid"]);
                        lock.unlock();
                        say(bot, ramp(1600));
                        bot.read_to_the_end();
                      }});
    auto options = call_to(server.at("ws", "/"), milliseconds(600));
    options.duplicate_after = milliseconds(100);
    outcome = play(options);
  }
  ASSERT_EQ(starts.size(), 2U);
  EXPECT_NE(starts[0].first, starts[1].first);
  EXPECT_EQ(starts[0].second, starts[1].second);
  EXPECT_EQ(outcome.stream_sid, starts[0].first);
  ASSERT_TRUE(outcome.duplicate);
  EXPECT_TRUE(outcome.duplicate->connected);
  EXPECT_EQ(outcome.duplicate->stream_sid, starts[1].first);
  EXPECT_EQ(outcome.duplicate->media_received, 1U);
  EXPECT_EQ(outcome.duplicate->ended_by, "caller");
  EXPECT_NE(outcome_json(outcome).find(starts[1].first), std::string::npos);
}

TEST(WireVariant, TheSecondSocketLivesOnWhenTheBotRetiresTheFirst) {
  std::atomic<int> sockets{0};
  VoicebotCallOutcome outcome;
  {
    std::atomic<bool> second_started{false};
    BotServer server({.http = {}, .talk = [&](Bot& bot) {
                        const int number = ++sockets;
                        bot.wait_for("start");
                        if (number == 2) {
                          second_started = true;
                          return bot.read_to_the_end();
                        }
                        while (!second_started && bot.read()) continue;
                        bot.close(1000);
                      }});
    auto options = call_to(server.at("ws", "/"), milliseconds(700));
    options.duplicate_after = milliseconds(50);
    outcome = play(options);
  }
  EXPECT_EQ(outcome.ended_by, "bot");
  ASSERT_TRUE(outcome.duplicate);
  EXPECT_EQ(outcome.duplicate->ended_by, "caller");
}

TEST(WireVariant, NoSecondSocketWhenTheCallWasShorter) {
  BotServer server({.http = {}, .talk = [](Bot& bot) { bot.read_to_the_end(); }});
  auto options = call_to(server.at("ws", "/"), milliseconds(100));
  options.duplicate_after = milliseconds(30'000);
  const auto outcome = play(options);
  ASSERT_TRUE(outcome.duplicate);
  EXPECT_FALSE(outcome.duplicate->connected);
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(WireVariant, TheReactionToAKeyIsMeasured) {
  BotServer server({.http = {}, .talk = [](Bot& bot) {
                      bot.wait_for("start");
                      say(bot, ramp(8000));
                      bot.wait_for("dtmf");
                      bot.send(R"({"event":"clear","stream_sid":")" + bot.stream_sid() + R"("})");
                      bot.read_to_the_end();
                    }});
  auto options = call_to(server.at("ws", "/"), milliseconds(500));
  options.dtmf = {{milliseconds(200), '1'}};
  const auto outcome = play(options);
  ASSERT_TRUE(outcome.first_clear_ms && outcome.clear_after_input_ms && outcome.heard_at_clear_ms);
  EXPECT_GE(*outcome.first_clear_ms, 200);
  EXPECT_LT(*outcome.clear_after_input_ms, 1'000);
  EXPECT_GE(*outcome.heard_at_clear_ms, 100);
  EXPECT_EQ(outcome.media_until_clear, 0U);
  EXPECT_EQ(outcome.media_after_clear, 0U);
}

// exotel.md §1.6, the column "Docs say"; Appendix A on timestamps.
TEST(WireVariant, AsTheDocumentationHasIt) {
  const auto heard = parsed(heard_with([](auto& options) {
    options.bit_rate = "16";
    options.socket_numbers = SocketNumbers::e164;
    options.documented_sids = true;
    options.empty_custom_parameters = true;
    options.timestamps_from_zero = true;
  }));
  const auto& start = heard.at(1);
  EXPECT_EQ(start["start"]["media_format"]["bit_rate"], "16");
  EXPECT_EQ(start["start"]["from"], "+919812345678");
  EXPECT_EQ(start["start"]["to"], "+918041234567");
  EXPECT_EQ(start["start"]["custom_parameters"], Json::object());
  EXPECT_TRUE(start["start"]["call_sid"].get<std::string>().starts_with("CA"));
  EXPECT_TRUE(start["stream_sid"].get<std::string>().starts_with("MZ"));
  EXPECT_EQ(start["stream_sid"].get<std::string>().size(), 34U);
  EXPECT_EQ(heard.at(2)["media"]["timestamp"], "0");
  EXPECT_EQ(heard.at(3)["media"]["timestamp"], "20");
}

}  // namespace
}  // namespace exo::simulator
