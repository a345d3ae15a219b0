#include "simulator/bot_message.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace exo::simulator {
namespace {

std::string chunk_of(std::size_t bytes, const std::string& sid = "s1") {
  return R"({"event":"media","stream_sid":")" + sid + R"(","media":{"payload":")" +
         base64_encode(std::vector<std::byte>(bytes)) + R"("}})";
}

TEST(BotMessage, ReadsTheThreeEvents) {
  Violations violations;
  const auto audio = read_bot_message(chunk_of(3200), "s1", violations);
  EXPECT_EQ(audio.event, BotMessage::Event::media);
  EXPECT_EQ(audio.audio.size(), 3200U);
  const auto mark = read_bot_message(R"({"event":"mark","stream_sid":"s1","mark":{"name":"m"}})", "s1", violations);
  EXPECT_EQ(mark.event, BotMessage::Event::mark);
  EXPECT_EQ(mark.mark_name, "m");
  const auto clear = read_bot_message(R"({"event":"clear","stream_sid":"s1"})", "s1", violations);
  EXPECT_EQ(clear.event, BotMessage::Event::clear);
  EXPECT_TRUE(violations.list().empty());
}

TEST(BotMessage, AcceptsTheCamelCaseStreamSid) {
  Violations violations;
  EXPECT_EQ(read_bot_message(R"({"event":"clear","streamSid":"s1"})", "s1", violations).event,
            BotMessage::Event::clear);
  EXPECT_TRUE(violations.list().empty());
}

struct Case {
  const char* name;
  std::string text;
  BotMessage::Event event;
  std::vector<std::string> violations;
};

class BotViolationTest : public ::testing::TestWithParam<Case> {};

TEST_P(BotViolationTest, IsNoted) {
  Violations violations;
  EXPECT_EQ(read_bot_message(GetParam().text, "s1", violations).event, GetParam().event);
  EXPECT_EQ(violations.list(), GetParam().violations);
}

using enum BotMessage::Event;

INSTANTIATE_TEST_SUITE_P(
    All, BotViolationTest,
    ::testing::Values(
        Case{"least_chunk", chunk_of(3200), media, {}}, Case{"largest_chunk", chunk_of(99'840), media, {}},
        Case{"small_chunk", chunk_of(2880), media, {"audio chunk below 3200 bytes (once; first: 2880 bytes)"}},
        Case{"large_chunk", chunk_of(100'160), media, {"audio chunk above 100000 bytes (once; first: 100160 bytes)"}},
        Case{"unaligned",
             chunk_of(4096),
             media,
             {"audio chunk that is no multiple of 320 bytes (once; first: 4096 bytes)"}},
        Case{"odd",
             chunk_of(3201),
             media,
             {"audio chunk with half a sample (once; first: 3201 bytes)",
              "audio chunk that is no multiple of 320 bytes (once; first: 3201 bytes)"}},
        Case{"other_stream", chunk_of(3200, "s2"), media, {"stream_sid of another stream (once; first: s2)"}},
        Case{"no_stream", R"({"event":"clear"})", clear, {"message without stream_sid (once)"}},
        Case{"unknown_event", R"({"event":"hangup","stream_sid":"s1"})", none, {"unknown event (once; first: hangup)"}},
        Case{"no_event", R"({"stream_sid":"s1"})", none, {"message without event (once)"}},
        Case{"event_is_number", R"({"event":1})", none, {"message without event (once)"}},
        Case{"bad_base64",
             R"({"event":"media","stream_sid":"s1","media":{"payload":"@@"}})",
             none,
             {"payload that is not base64 (once)"}},
        Case{"no_payload", R"({"event":"media","stream_sid":"s1","media":{}})", none, {"media without payload (once)"}},
        Case{"media_is_text",
             R"({"event":"media","stream_sid":"s1","media":"x"})",
             none,
             {"media without payload (once)"}},
        Case{"no_mark_name", R"({"event":"mark","stream_sid":"s1"})", none, {"mark without name (once)"}},
        Case{"not_json", "hello\nworld", none, {"text that is no JSON object (once; first: hello world)"}},
        Case{"empty", "", none, {"text that is no JSON object (once)"}},
        Case{"array", "[]", none, {"text that is no JSON object (once; first: [])"}},
        Case{"deep",
             std::string(100'000, '['),
             none,
             {"text that is no JSON object (once; first: " + std::string(60, '[') + ")"}}),
    [](const auto& info) { return info.param.name; });

TEST(Violations, AreBoundedAndCounted) {
  Violations violations;
  for (int i = 0; i < 10'000; ++i) violations.note("unknown event", "event " + std::to_string(i));
  violations.note("binary frame");
  EXPECT_EQ(violations.list(),
            (std::vector<std::string>{"unknown event (10000 times; first: event 0)", "binary frame (once)"}));
}

}  // namespace
}  // namespace exo::simulator
