#include "speech/last_resort.h"

#include <algorithm>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "speech/builtin_voice.h"

namespace exo::speech {
namespace {

using domain::SampleRate;

constexpr SampleRate kRates[] = {SampleRate::hz8000, SampleRate::hz16000, SampleRate::hz24000};

TEST(LastResort, IsCompleteInBothLanguagesAtEveryRate) {
  LastResort last("Hello there, caller.");
  for (const auto rate : kRates) {
    for (const auto* language : {"en", "hi"}) {
      const auto audio = last.audio(language, rate, LastResortReason::late);
      EXPECT_TRUE(audio->complete());
      EXPECT_EQ(audio->rate(), rate);
      EXPECT_GT(audio->frames() * audio->frame_bytes(), domain::bytes_per_second(rate)) << language;
      EXPECT_EQ(audio->report().voice, std::string(language) == "hi" ? "embedded" : "builtin");
      EXPECT_EQ(audio->report().fallback, "no greeting audio in time");
      EXPECT_EQ(audio, last.audio(language, rate, LastResortReason::late)) << "made once";
    }
  }
}

TEST(LastResort, TellsWhyItPlays) {
  LastResort last("Hello there, caller.");
  EXPECT_EQ(last.audio("hi", SampleRate::hz8000, LastResortReason::busy)->report().fallback,
            "the speech workers are busy");
}

TEST(LastResort, SaysTheConfiguredGreetingWhenTheBuiltInVoiceCan) {
  EXPECT_EQ(LastResort("Hello there, caller.").pcm("en", SampleRate::hz8000)->samples,
            speak_builtin("Hello there, caller.", 8000)->samples);
  const auto shipped = speak_builtin("Hello. Thank you for calling. Please stay on the line.", 8000)->samples;
  EXPECT_EQ(LastResort("नमस्ते").pcm("en", SampleRate::hz8000)->samples, shipped);
  EXPECT_EQ(LastResort("").pcm("en", SampleRate::hz8000)->samples, shipped);
  EXPECT_EQ(LastResort(std::string(501, 'a')).pcm("en", SampleRate::hz8000)->samples, shipped);
}

TEST(LastResort, MayBeAskedByManyThreadsAtOnce) {
  LastResort last("Hello there, caller.");
  std::vector<std::shared_ptr<const domain::GreetingAudio>> got(16);
  std::vector<std::thread> threads;
  for (auto& each : got) {
    threads.emplace_back([&] { each = last.audio("en", SampleRate::hz16000, LastResortReason::late); });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& each : got) EXPECT_EQ(each, got.front());
}

TEST(LastResort, IsSorryInOtherWordsThanItGreets) {
  LastResort greeting("");
  LastResort sorry("", kEmbeddedSorry);
  for (const auto* language : {"en", "hi"}) {
    const auto audio = sorry.audio(language, SampleRate::hz8000, LastResortReason::asked);
    EXPECT_TRUE(audio->complete());
    EXPECT_GT(audio->frames() * audio->frame_bytes(), 2 * domain::bytes_per_second(SampleRate::hz8000)) << language;
    EXPECT_EQ(audio->report().fallback, "") << "it is what was asked for";
    const auto pcm = sorry.pcm(language, SampleRate::hz8000);
    ASSERT_TRUE(pcm);
    EXPECT_NE(pcm->samples, greeting.pcm(language, SampleRate::hz8000)->samples) << language;
    EXPECT_GT(*std::ranges::max_element(pcm->samples), 3'000) << "audible";
  }
}

}  // namespace
}  // namespace exo::speech
