#include "speech/voice_wish.h"

#include <gtest/gtest.h>

namespace exo::speech {
namespace {

TEST(VoiceWish, IsReadFromABotsVoice) {
  const struct {
    std::string_view voice;
    VoiceWish expected;
  } kTable[] = {
      {"", {}},
      {"builtin", {FirstVoice::builtin}},
      {"command", {FirstVoice::command}},
      {"elevenlabs", {FirstVoice::elevenlabs}},
      {"elevenlabs:", {FirstVoice::elevenlabs}},
      {"elevenlabs:abc", {FirstVoice::elevenlabs, "abc"}},
      {" elevenlabs: a:b ", {FirstVoice::elevenlabs, "a:b"}},
      {"elevenlabsx", {}},
      {"Builtin", {}},
      {"sarvam", {}},
  };
  for (const auto& row : kTable) EXPECT_EQ(voice_wish(row.voice), row.expected) << row.voice;
}

}  // namespace
}  // namespace exo::speech
