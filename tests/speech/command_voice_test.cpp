#include "speech/command_voice.h"

#include <cstring>

#include <gtest/gtest.h>

#include "fake_program.h"
#include "fake_vendor.h"

namespace exo::speech {
namespace {

using domain::SampleRate;

struct Spoken {
  Result<void> outcome;
  std::vector<std::int16_t> samples;
};

Spoken speak(const CommandOptions& options, const SpeechRequest& request = {"Hello", "en", SampleRate::hz8000}) {
  Spoken spoken;
  std::string bytes;
  CommandVoice voice(options);
  spoken.outcome =
      voice.speak(request, [&](Bytes pcm) { bytes.append(reinterpret_cast<const char*>(pcm.data()), pcm.size()); });
  spoken.samples.resize(bytes.size() / 2);
  if (!bytes.empty()) std::memcpy(spoken.samples.data(), bytes.data(), spoken.samples.size() * 2);
  return spoken;
}

constexpr std::chrono::seconds kPatient{30};

TEST(CommandVoice, PlaysTheWavThatTheProgramWrites) {
  const ScratchFile wav(make_wav({22050, sine(300, 22050, 22050)}));
  const FakeProgram program("cat >/dev/null; cat " + wav.path());
  for (const auto rate : {SampleRate::hz8000, SampleRate::hz16000, SampleRate::hz24000}) {
    const auto spoken = speak({.program = program.path(), .time_limit = kPatient}, {"Hello", "en", rate});
    ASSERT_TRUE(spoken.outcome) << spoken.outcome.error().detail;
    EXPECT_EQ(spoken.samples.size(), domain::hertz(rate)) << "one second";
  }
}

TEST(CommandVoice, PlaysRawPcmOfTheConfiguredRate) {
  const auto tone = sine(300, 16000, 16000);
  const ScratchFile pcm(bytes_of(tone) + "x");  // and half a sample
  const FakeProgram program("cat >/dev/null; cat " + pcm.path());
  const auto spoken = speak({.program = program.path(), .pcm_rate = 16000, .time_limit = kPatient},
                            {"Hello", "en", SampleRate::hz16000});
  ASSERT_TRUE(spoken.outcome) << spoken.outcome.error().detail;
  EXPECT_EQ(spoken.samples, tone);
}

TEST(CommandVoice, TakesAWavWhereRawPcmWasPromised) {
  const auto tone = sine(300, 8000, 800);
  const ScratchFile wav(make_wav({8000, tone}));
  const FakeProgram program("cat >/dev/null; cat " + wav.path());
  EXPECT_EQ(speak({.program = program.path(), .pcm_rate = 22050, .time_limit = kPatient}).samples, tone);
}

TEST(CommandVoice, PassesTheTextOnStandardInputAndTheLanguageInItsArguments) {
  const ScratchFile seen;
  const FakeProgram program("{ cat; for word; do echo; printf '%s' \"$word\"; done; } > " + seen.path());
  const auto spoken = speak({.program = program.path(),
                             .arguments = {"--voice={language}_IN-{language}", "$(id) `id`", "", "{Language}"},
                             .time_limit = kPatient},
                            {"नमस्ते; rm -rf / $(id)", "hi", SampleRate::hz8000});
  EXPECT_EQ(spoken.outcome.error().code, Errc::unprocessable) << "it wrote no audio";
  std::ifstream file(seen.path(), std::ios::binary);
  EXPECT_EQ(std::string((std::istreambuf_iterator<char>(file)), {}),
            "नमस्ते; rm -rf / $(id)\n--voice=hi_IN-hi\n$(id) `id`\n\n{Language}");
}

TEST(CommandVoice, FailsWithAReasonWhenItCannotSpeak) {
  const FakeProgram mute("cat >/dev/null");
  const FakeProgram broken("cat >/dev/null; echo usage: piper; exit 3");
  const FakeProgram chatty("cat >/dev/null; echo this is not a WAV file at all");
  const FakeProgram stuck("exec sleep 600");
  const FakeProgram endless("exec cat /dev/zero");
  const ScratchFile one_byte("x");
  const FakeProgram half("cat >/dev/null; cat " + one_byte.path());
  const struct {
    std::string program;
    std::uint32_t pcm_rate;
    Errc code;
    const char* words;
  } kTable[] = {
      {"exogate-no-such-program", 0, Errc::not_found, "No such file"},
      {mute.path(), 0, Errc::unprocessable, "wrote no audio"},
      {broken.path(), 0, Errc::upstream_failed, "exit status 3"},
      {chatty.path(), 0, Errc::upstream_failed, "not a WAV"},
      {stuck.path(), 0, Errc::upstream_timeout, "no answer in time"},
      {endless.path(), 8000, Errc::too_large, "wrote too much"},
      {half.path(), 8000, Errc::upstream_failed, "half a sample"},
      {chatty.path(), 500, Errc::upstream_failed, "cannot resample"},
  };
  for (const auto& row : kTable) {
    const bool is_stuck = row.code == Errc::upstream_timeout;
    const auto spoken = speak({.program = row.program,
                               .pcm_rate = row.pcm_rate,
                               .time_limit = is_stuck ? std::chrono::milliseconds(300) : kPatient});
    ASSERT_FALSE(spoken.outcome) << row.words;
    EXPECT_EQ(spoken.outcome.error().code, row.code) << spoken.outcome.error().detail;
    EXPECT_TRUE(spoken.outcome.error().detail.starts_with("command: ")) << spoken.outcome.error().detail;
    EXPECT_NE(spoken.outcome.error().detail.find(row.words), std::string::npos) << spoken.outcome.error().detail;
    EXPECT_TRUE(spoken.samples.empty());
  }
}

TEST(CommandVoice, SpeaksWithEspeakInEitherLanguage) {
  for (const auto& [text, language] : {std::pair("Hello there.", "en"), {"नमस्ते। आपका स्वागत है।", "hi"}}) {
    const auto spoken = speak(
        {.program = "espeak-ng", .arguments = {"-v", "{language}", "--stdin", "--stdout"}, .time_limit = kPatient},
        {text, language, SampleRate::hz8000});
    if (!spoken.outcome && spoken.outcome.error().code == Errc::not_found) GTEST_SKIP() << "no espeak-ng here";
    ASSERT_TRUE(spoken.outcome) << spoken.outcome.error().detail;
    EXPECT_GT(spoken.samples.size(), 4'000U);
  }
}

}  // namespace
}  // namespace exo::speech
