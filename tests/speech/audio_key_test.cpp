#include "speech/audio_key.h"

#include <set>

#include <gtest/gtest.h>

namespace exo::speech {
namespace {

using domain::SampleRate;

TEST(AudioKey, DependsOnEverythingThatShapesTheAudio) {
  const SpeechRequest request{"Hello", "en", SampleRate::hz8000};
  const ElevenLabsOptions vendor;
  std::set<std::string> names = {audio_key(request, vendor).name()};
  const auto differs = [&](const SpeechRequest& r, const ElevenLabsOptions& v) {
    return names.insert(audio_key(r, v).name()).second;
  };
  EXPECT_TRUE(differs({"Hello!", "en", SampleRate::hz8000}, vendor));
  EXPECT_TRUE(differs({"Hello", "hi", SampleRate::hz8000}, vendor));
  EXPECT_TRUE(differs({"Hello", "en", SampleRate::hz16000}, vendor));
  EXPECT_TRUE(differs(request, {.voice_id = "other"}));
  EXPECT_TRUE(differs(request, {.model = "other"}));
  EXPECT_TRUE(differs(request, {.base_url = "https://other"}));
  EXPECT_TRUE(differs(request, {.voice_id = "a", .model = "bc"}));
  EXPECT_TRUE(differs(request, {.voice_id = "ab", .model = "c"}));
  EXPECT_TRUE(differs({"Hello", "en", SampleRate::hz8000, "of this bot"}, vendor));
}

TEST(AudioKey, ABotsVoiceIsThatVoice) {
  EXPECT_EQ(audio_key({"Hello", "en", SampleRate::hz8000, "v"}, ElevenLabsOptions()),
            audio_key({"Hello", "en", SampleRate::hz8000}, {.voice_id = "v"}));
}

TEST(AudioKey, OfACommandDependsOnEverythingThatShapesTheAudio) {
  const SpeechRequest request{"Hello", "en", SampleRate::hz8000};
  const CommandOptions piper{.program = "piper", .arguments = {"-m", "a b"}, .pcm_rate = 22050};
  std::set<std::string> names = {audio_key(request, piper).name(), audio_key(request, ElevenLabsOptions()).name()};
  const auto differs = [&](const SpeechRequest& r, const CommandOptions& c) {
    return names.insert(audio_key(r, c).name()).second;
  };
  EXPECT_EQ(names.size(), 2U);
  EXPECT_TRUE(differs({"Hello!", "en", SampleRate::hz8000}, piper));
  EXPECT_TRUE(differs({"Hello", "hi", SampleRate::hz8000}, piper));
  EXPECT_TRUE(differs({"Hello", "en", SampleRate::hz16000}, piper));
  EXPECT_TRUE(differs(request, {.program = "other", .arguments = {"-m", "a b"}, .pcm_rate = 22050}));
  EXPECT_TRUE(differs(request, {.program = "piper", .arguments = {"-m", "a", "b"}, .pcm_rate = 22050}));
  EXPECT_TRUE(differs(request, {.program = "piper", .arguments = {"-m", "a b"}, .pcm_rate = 16000}));
  EXPECT_EQ(audio_key(request, piper).script, audio_key(request, ElevenLabsOptions()).script);
}

TEST(AudioKey, DoesNotDependOnTheSecret) {
  const SpeechRequest request{"Hello", "en", SampleRate::hz8000};
  EXPECT_EQ(audio_key(request, {.api_key = Secret("one")}), audio_key(request, {.api_key = Secret("two")}));
}

TEST(AudioKey, SharesItsScriptAmongVoicesAndRates) {
  const auto one = audio_key({"Hello", "en", SampleRate::hz8000}, ElevenLabsOptions());
  const auto other = audio_key({"Hello", "en", SampleRate::hz24000}, {.voice_id = "other"});
  EXPECT_EQ(one.script, other.script);
  EXPECT_NE(one.voicing, other.voicing);
  EXPECT_EQ(one.script.size(), 32U);
  EXPECT_EQ(one.voicing.size(), 32U);
}

// On disk: a changed hash would orphan every stored greeting.
TEST(AudioKey, StaysTheSameAcrossReleases) {
  EXPECT_EQ(audio_key({"Hello", "en", SampleRate::hz8000}, ElevenLabsOptions()).name(),
            "787526d0b9a5a6cefcac7d4aae0c9f6e-f3bb58cbfeef63c060a3f49ec3560015");
}

}  // namespace
}  // namespace exo::speech
