#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "simulator/voicebot_call.h"

namespace exo::simulator {
namespace {

VoicebotCallOutcome greeted() {
  VoicebotCallOutcome outcome;
  outcome.webhook_ms = 3;
  outcome.connected = true;
  outcome.handshakes = 1;
  outcome.call_sid = "c1";
  outcome.stream_sid = "s1";
  outcome.socket_url = "wss://key:token@bot.example.com/ws?call_id=c1";
  outcome.first_audio_ms = 12;
  outcome.media_sent = 100;
  outcome.media_received = 10;
  outcome.bytes_received = 32'000;
  outcome.marks = {"greeting_done"};
  outcome.ended_by = "caller";
  return outcome;
}

TEST(CallOutcome, InPlainWords) {
  EXPECT_EQ(outcome_text(greeted()),
            "Call c1.\n"
            "The bot's webhook was asked and answered after 3 ms with wss://bot.example.com/ws?call_id=c1.\n"
            "The WebSocket wss://bot.example.com/ws?call_id=c1 opened.\n"
            "The first sound came 12 ms after start; 2.0 s of audio arrived in 10 chunks.\n"
            "The caller heard everything up to the mark \"greeting_done\".\n"
            "The caller ended the call.\n");
}

TEST(CallOutcome, TellsOfTheWebhookWheneverOneWasAsked) {
  auto outcome = greeted();
  outcome.webhook_ms = 0;
  EXPECT_NE(outcome_text(outcome).find("webhook was asked and answered after 0 ms"), std::string::npos);
  outcome.webhook_ms = VoicebotCallOutcome().webhook_ms;
  EXPECT_EQ(outcome_text(outcome).find("webhook"), std::string::npos);
}

TEST(CallOutcome, TellsSilenceAndViolations) {
  auto outcome = greeted();
  outcome.first_audio_ms.reset();
  outcome.violations = {"binary frame (once)"};
  outcome.ended_by = "connection";
  outcome.end_detail = "line\nbreak";
  const auto text = outcome_text(outcome);
  EXPECT_NE(text.find("The bot sent no sound: the caller heard silence.\n"), std::string::npos);
  EXPECT_NE(text.find("Against Exotel's rules: binary frame (once).\n"), std::string::npos);
  EXPECT_NE(text.find("The connection broke without a goodbye: line break.\n"), std::string::npos);
}

TEST(CallOutcome, JsonHasOneLinePerField) {
  const auto text = outcome_json(greeted());
  const auto parsed = parse_json(text);
  ASSERT_TRUE(parsed) << text;
  EXPECT_EQ(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')), parsed->size() + 2);
  EXPECT_EQ((*parsed)["first_audio_ms"], 12);
  EXPECT_EQ((*parsed)["marks"], Json::array({"greeting_done"}));
  EXPECT_EQ((*parsed)["close_code"], 0);
}

TEST(CallOutcome, TheUrlsPasswordIsNeverShown) {
  EXPECT_EQ(outcome_text(greeted()).find("token"), std::string::npos);
  EXPECT_EQ(outcome_json(greeted()).find("token"), std::string::npos);
}

}  // namespace
}  // namespace exo::simulator
