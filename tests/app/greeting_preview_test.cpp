#include "app/greeting_preview.h"

#include <thread>

#include <gtest/gtest.h>

#include "speech/wav.h"
#include "support/fake_greetings.h"

namespace exo::app {
namespace {

TEST(GreetingPreview, IsTheWholeGreetingAsAWav) {
  exo::test::FakeGreetings greetings;
  greetings.frames = 3;
  const auto preview = preview_greeting(greetings, {.text = "Hi"});
  ASSERT_TRUE(preview) << preview.error().detail;
  EXPECT_EQ(preview->voice, "builtin");
  const auto pcm = speech::parse_wav(preview->wav);
  ASSERT_TRUE(pcm);
  EXPECT_EQ(pcm->rate, 8000U);
  const auto expected = exo::test::counting_pcm(domain::SampleRate::hz8000, 3);
  ASSERT_EQ(pcm->samples.size() * 2, expected.size());
  EXPECT_TRUE(std::ranges::equal(std::as_bytes(std::span(pcm->samples)), expected));
}

TEST(GreetingPreview, WaitsForWhatIsStillBeingMade) {
  exo::test::FakeGreetings greetings;
  greetings.next = std::make_shared<domain::GreetingAudio>(domain::SampleRate::hz8000);
  std::jthread speaker([audio = greetings.next] {
    audio->append(exo::test::counting_pcm(domain::SampleRate::hz8000, 2));
    audio->set_report({"elevenlabs", ""});
    audio->finish();
  });
  const auto preview = preview_greeting(greetings, {.text = "Hi"});
  ASSERT_TRUE(preview);
  EXPECT_EQ(preview->voice, "elevenlabs");
}

TEST(GreetingPreview, GivesUpOnAVoiceThatHangs) {
  exo::test::FakeGreetings greetings;
  greetings.next = std::make_shared<domain::GreetingAudio>(domain::SampleRate::hz8000);
  const auto preview = preview_greeting(greetings, {.text = "Hi"}, std::chrono::milliseconds(30));
  ASSERT_FALSE(preview);
  EXPECT_EQ(preview.error().code, Errc::upstream_timeout);
}

}  // namespace
}  // namespace exo::app
