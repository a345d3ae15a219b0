#include "speech/espeak_voice.h"

#include <string>

#include <gtest/gtest.h>

#include "fake_program.h"

namespace exo::speech {
namespace {

using domain::SampleRate;

Result<std::size_t> spoken_bytes(EspeakVoice& voice, const SpeechRequest& request) {
  std::size_t bytes = 0;
  const auto spoken = voice.speak(request, [&](Bytes pcm) { bytes += pcm.size(); });
  if (!spoken) return std::unexpected(spoken.error());
  return bytes;
}

TEST(EspeakVoice, TheRealOneSpeaksHindi) {
  EspeakVoice voice("espeak-ng", std::chrono::seconds(30));
  for (const auto rate : {SampleRate::hz8000, SampleRate::hz16000, SampleRate::hz24000}) {
    const auto bytes = spoken_bytes(voice, {"नमस्ते। आपका स्वागत है।", "hi", rate});
    if (!bytes && bytes.error().code == Errc::not_found) GTEST_SKIP() << bytes.error().detail;
    ASSERT_TRUE(bytes) << bytes.error().detail;
    EXPECT_GT(*bytes, domain::bytes_per_second(rate));
    EXPECT_LT(*bytes, 10 * domain::bytes_per_second(rate));
  }
}

TEST(EspeakVoice, PassesTheTextOnStandardInputAndTheVoiceAsAnArgument) {
  const FakeProgram program(
      "[ \"$(cat)\" = '-w /tmp/x $(id)' ] || exit 4; echo \"$@\" | grep -q -- '-v hi' || exit 5; exit 6");
  EspeakVoice voice(program.path(), std::chrono::seconds(30));
  const auto bytes = spoken_bytes(voice, {"-w /tmp/x $(id)", "hi", SampleRate::hz8000});
  ASSERT_FALSE(bytes);
  EXPECT_NE(bytes.error().detail.find("exit status 6"), std::string::npos) << bytes.error().detail;
}

TEST(EspeakVoice, FailsWithAReasonWhenItCannotSpeak) {
  const FakeProgram mute("cat >/dev/null");
  const FakeProgram chatty("cat >/dev/null; echo this is not a WAV file at all");
  const FakeProgram stuck("sleep 600");
  const struct {
    std::string program;
    Errc code;
  } kTable[] = {
      {"", Errc::not_found},
      {"exogate-no-such-program", Errc::not_found},
      {mute.path(), Errc::upstream_failed},
      {chatty.path(), Errc::upstream_failed},
      {stuck.path(), Errc::upstream_timeout},
  };
  for (const auto& row : kTable) {
    EspeakVoice voice(row.program, std::chrono::milliseconds(500));
    const auto bytes = spoken_bytes(voice, {"Hello", "en", SampleRate::hz8000});
    ASSERT_FALSE(bytes) << row.program;
    EXPECT_EQ(bytes.error().code, row.code) << bytes.error().detail;
    EXPECT_EQ(bytes.error().detail.find("espeak-ng: "), 0U) << bytes.error().detail;
  }
}

}  // namespace
}  // namespace exo::speech
