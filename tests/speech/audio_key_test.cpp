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
}

TEST(AudioKey, DoesNotDependOnTheSecret) {
  const SpeechRequest request{"Hello", "en", SampleRate::hz8000};
  EXPECT_EQ(audio_key(request, {.api_key = Secret("one")}), audio_key(request, {.api_key = Secret("two")}));
}

TEST(AudioKey, SharesItsScriptAmongVoicesAndRates) {
  const auto one = audio_key({"Hello", "en", SampleRate::hz8000}, {});
  const auto other = audio_key({"Hello", "en", SampleRate::hz24000}, {.voice_id = "other"});
  EXPECT_EQ(one.script, other.script);
  EXPECT_NE(one.voicing, other.voicing);
  EXPECT_EQ(one.script.size(), 32U);
  EXPECT_EQ(one.voicing.size(), 32U);
}

// On disk: a changed hash would orphan every stored greeting.
TEST(AudioKey, StaysTheSameAcrossReleases) {
  EXPECT_EQ(audio_key({"Hello", "en", SampleRate::hz8000}, {}).name(),
            "787526d0b9a5a6cefcac7d4aae0c9f6e-f3bb58cbfeef63c060a3f49ec3560015");
}

}  // namespace
}  // namespace exo::speech
