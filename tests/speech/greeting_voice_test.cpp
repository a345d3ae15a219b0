// The voice and the recording of a bot, and the local command, in the greeting service.
#include <map>

#include "fake_program.h"
#include "service_fixture.h"
#include "speech/builtin_voice.h"

namespace exo::speech {
namespace {

using domain::SampleRate;

constexpr const char* kHindi = "नमस्ते। आपका स्वागत है।";

class GreetingVoiceTest : public ServiceTest {
 protected:
  void use_command() { options_.command = {.program = program_.path(), .time_limit = std::chrono::seconds(30)}; }
  [[nodiscard]] std::size_t runs() const {
    std::ifstream log(log_.path());
    return static_cast<std::size_t>(std::count(std::istreambuf_iterator<char>(log), {}, '\n'));
  }

  const std::vector<std::int16_t> vendor_says_ = sine(300, 8000, 4001);
  const std::vector<std::int16_t> command_says_ = sine(500, 8000, 3001);
  const ScratchFile wav_{make_wav({8000, command_says_})};
  const ScratchFile log_;
  FakeProgram program_{"cat >/dev/null; echo >> " + log_.path() + "; cat " + wav_.path()};
};

TEST_F(GreetingVoiceTest, TheVoiceOfTheBotComesFirst) {
  use_vendor();
  use_command();
  options_.cache_folder.clear();
  const std::map<std::string, std::string> kTable = {
      {"", "elevenlabs"},     {"elevenlabs", "elevenlabs"}, {"elevenlabs:other", "elevenlabs"},
      {"builtin", "builtin"}, {"command", "command"},       {"something else", "elevenlabs"}};
  FakeVendor vendor(bytes_of(vendor_says_));
  GreetingService service(options_, vendor.transport());
  for (const auto& [wanted, speaks] : kTable) {
    const auto audio = made(service, {.text = "Welcome.", .language = "en", .voice = wanted});
    EXPECT_EQ(audio->report().voice, speaks) << wanted;
    EXPECT_EQ(audio->report().fallback, "") << wanted;
  }
}

TEST_F(GreetingVoiceTest, AnIdNamesTheVendorsVoice) {
  use_vendor();
  FakeVendor vendor(bytes_of(vendor_says_));
  GreetingService service(options_, vendor.transport());
  const auto one = made(service, {.text = "Welcome.", .language = "en", .voice = "elevenlabs:one"});
  const auto two = made(service, {.text = "Welcome.", .language = "en", .voice = "elevenlabs:two"});
  EXPECT_NE(one, two) << "the voice is part of the key";
  ASSERT_EQ(vendor.requests().size(), 2U);
  EXPECT_NE(vendor.requests()[0].url.find("/one/stream"), std::string::npos);
  EXPECT_NE(vendor.requests()[1].url.find("/two/stream"), std::string::npos);
}

TEST_F(GreetingVoiceTest, AVoiceThatIsNotConfiguredIsReportedAndTheChainSpeaks) {
  GreetingService service(options_, nullptr);
  for (const auto& [voice, reason] : {std::pair("elevenlabs:one", "elevenlabs: no API key is configured"),
                                      {"command", "command: none is configured"}}) {
    const auto audio = made(service, {.text = "Welcome.", .language = "en", .voice = voice});
    EXPECT_EQ(audio->report().voice, "builtin");
    EXPECT_EQ(audio->report().fallback, reason);
    expect_heard(*audio, speak_builtin("Welcome.", 8000)->samples);
  }
}

TEST_F(GreetingVoiceTest, TheRestOfTheChainFollowsTheVoiceOfTheBot) {
  use_vendor();
  FakeVendor vendor(bytes_of(vendor_says_));
  GreetingService service(options_, vendor.transport());
  const auto audio = made(service, {.text = kHindi, .language = "hi", .voice = "builtin"});
  EXPECT_EQ(audio->report().voice, "elevenlabs");
  EXPECT_EQ(audio->report().fallback, "builtin: speaks Latin script only");
  EXPECT_NE(vendor.requests().front().url.find(options_.elevenlabs.voice_id), std::string::npos);
}

TEST_F(GreetingVoiceTest, EveryVoiceEndsInEmbeddedAudio) {
  use_vendor();
  options_.espeak_program = "";
  options_.command.program = "exogate-no-such-program";
  for (const auto* voice : {"", "builtin", "command", "elevenlabs", "elevenlabs:x"}) {
    FakeVendor vendor;
    vendor.next({.status = 401});
    GreetingService service(options_, vendor.transport());
    const auto audio = made(service, {.text = kHindi, .language = "hi", .voice = voice});
    EXPECT_EQ(audio->report().voice, "embedded") << voice;
    EXPECT_NE(audio->report().fallback, "") << voice;
    EXPECT_GT(audio->frames(), 5U) << voice;
  }
}

TEST_F(GreetingVoiceTest, TheCommandIsFirstWithoutAVendorAndStandsInForOneThatFails) {
  use_command();
  {
    GreetingService service(options_, nullptr);
    const auto audio = made(service, kHindi, "hi");
    EXPECT_EQ(audio->report().voice, "command");
    EXPECT_EQ(audio->report().fallback, "");
    expect_heard(*audio, command_says_);
  }
  use_vendor();
  FakeVendor vendor;
  vendor.next({.status = 401});
  GreetingService service(options_, vendor.transport());
  const auto audio = made(service, "Welcome.");
  EXPECT_EQ(audio->report().voice, "command");
  EXPECT_EQ(audio->report().fallback, "elevenlabs: 401");
}

TEST_F(GreetingVoiceTest, WhatTheCommandSaidIsKeptOnDisk) {
  use_command();
  made(*std::make_unique<GreetingService>(options_, nullptr), "Welcome.");
  GreetingService restarted(options_, nullptr);
  expect_heard(*made(restarted, "Welcome."), command_says_);
  EXPECT_EQ(runs(), 1U);
  options_.command.arguments = {"--louder"};
  made(*std::make_unique<GreetingService>(options_, nullptr), "Welcome.");
  EXPECT_EQ(runs(), 2U) << "its arguments shape the audio";
}

TEST_F(GreetingVoiceTest, ACommandThatFailsIsNotRunAgainSoon) {
  const FakeProgram broken("echo >> " + log_.path() + "; exit 3");
  options_.command.program = broken.path();
  GreetingService service(options_, nullptr);
  for (const auto* text : {"Welcome.", "Good day."}) {
    const auto audio = made(service, text);
    EXPECT_EQ(audio->report().voice, "builtin");
    EXPECT_EQ(audio->report().fallback, "command: " + broken.path() + ": exit status 3");
  }
  EXPECT_EQ(runs(), 1U);
  EXPECT_EQ(service.trouble(), "command: " + broken.path() + ": exit status 3");
}

TEST_F(GreetingVoiceTest, ARecordingIsPlayedInsteadOfTheText) {
  const auto tone = sine(700, 8000, 5000);
  std::atomic<int> loads{0};
  const RecordingSource source = [&](std::string_view id) -> Result<std::string> {
    ++loads;
    EXPECT_EQ(id, "r1");
    return make_wav({8000, tone});
  };
  FakeVendor vendor;
  use_vendor();
  GreetingService service(options_, vendor.transport(), source);
  const domain::GreetingScript script{.text = "Welcome.", .language = "en", .voice = "command", .recording = "r1"};
  const auto audio = made(service, script);
  expect_heard(*audio, tone);
  EXPECT_EQ(audio->report().voice, "recording");
  EXPECT_EQ(audio->report().fallback, "");
  EXPECT_EQ(made(service, script), audio);
  EXPECT_EQ(made(service, script, SampleRate::hz16000)->rate(), SampleRate::hz16000);
  EXPECT_EQ(loads, 2);
  EXPECT_TRUE(vendor.requests().empty());
}

TEST_F(GreetingVoiceTest, AnUnusableRecordingGivesWayToTheTextWithTheReason) {
  const std::map<std::string, Result<std::string>> kTable = {
      {"gone", fail(Errc::not_found, "no such recording")},
      {"mp3", std::string("ID3\x04 and so on")},
      {"empty", std::string()},
      {"long", make_wav({8000, std::vector<std::int16_t>(121 * 8000)})}};
  const RecordingSource source = [&](std::string_view id) { return kTable.at(std::string(id)); };
  GreetingService service(options_, nullptr, source);
  for (const auto& [id, file] : kTable) {
    const auto audio = made(service, {.text = "Welcome.", .language = "en", .voice = "builtin", .recording = id});
    expect_heard(*audio, speak_builtin("Welcome.", 8000)->samples);
    EXPECT_EQ(audio->report().voice, "builtin") << id;
    EXPECT_TRUE(audio->report().fallback.starts_with("recording: ")) << audio->report().fallback;
  }
  const RecordingSource good = [](std::string_view) { return make_wav({8000, sine(700, 8000, 5000)}); };
  GreetingService bad_text(options_, nullptr, good);
  EXPECT_EQ(made(bad_text, {.text = "\xFF", .language = "en", .voice = "command", .recording = "r"})->report().fallback,
            "")
      << "neither text nor voice matter";
  GreetingService without(options_, nullptr);
  EXPECT_EQ(made(without, {.text = "Welcome.", .language = "en", .voice = {}, .recording = "r1"})->report().fallback,
            "recording: none can be played here");
}

}  // namespace
}  // namespace exo::speech
