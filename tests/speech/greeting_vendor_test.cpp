// The greeting service with a vendor that behaves, fails, stalls and comes back.
#include <fstream>
#include <functional>
#include <utility>

#include "service_fixture.h"
#include "speech/builtin_voice.h"

namespace exo::speech {
namespace {

using domain::SampleRate;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr const char* kHindi = "नमस्ते। आपका स्वागत है।";

class GreetingVendorTest : public ServiceTest {
 protected:
  GreetingVendorTest() { use_vendor(); }

  /// Asks for "Welcome." until the audio is as `expected`; every answer on the way must be complete.
  static Audio eventually(GreetingService& service, const std::function<bool(const Audio&)>& expected) {
    const auto deadline = std::chrono::steady_clock::now() + seconds(60);
    for (;;) {
      auto audio = service.greeting({"Welcome.", "en"}, SampleRate::hz8000);
      EXPECT_TRUE(audio->complete());
      if (expected(audio) || std::chrono::steady_clock::now() > deadline) return audio;
      std::this_thread::sleep_for(milliseconds(1));
    }
  }

  const std::vector<std::int16_t> speech_ = sine(300, 8000, 4001);
};

std::vector<std::int16_t> builtin(std::string_view text) {
  return speak_builtin(text, 8000)->samples;
}

TEST_F(GreetingVendorTest, IsHeardByteForByteHoweverItsAnswerIsCut) {
  for (const std::size_t step : {1U, 3U, 1601U, 100'000U}) {
    FakeVendor vendor;
    vendor.next({.body = bytes_of(speech_), .chunk_bytes = step});
    options_.cache_folder.clear();
    GreetingService service(options_, vendor.transport());
    const auto audio = made(service, "Welcome.");
    expect_heard(*audio, speech_);
    EXPECT_EQ(audio->report().voice, "elevenlabs");
    EXPECT_EQ(audio->report().fallback, "");
    EXPECT_EQ(service.trouble(), "");
  }
}

TEST_F(GreetingVendorTest, IsHeardWhileItStillSpeaks) {
  FakeVendor vendor;
  vendor.next({.body = bytes_of(sine(300, 8000, 8000)), .stall_after = 8000});
  GreetingService service(options_, vendor.transport());
  const auto audio = service.greeting({"Welcome.", "en"}, SampleRate::hz8000);
  while (audio->frames() < 2) std::this_thread::sleep_for(milliseconds(1));
  EXPECT_FALSE(audio->complete());
  EXPECT_EQ(audio->report().voice, "elevenlabs");
  vendor.release();
  wait_until_complete(*audio);
  EXPECT_EQ(audio->frames(), 5U);
}

TEST_F(GreetingVendorTest, ThatFailsIsReplacedByTheBuiltInVoiceWithTheReason) {
  const struct {
    int status;
    std::string body;
    std::string reason;
  } kTable[] = {
      {401, R"({"detail":{"status":"invalid_api_key","message":"Invalid API key"}})",
       "elevenlabs: 401 invalid_api_key"},
      {403, "<html>blocked</html>", "elevenlabs: 403 HTML page"},
      {429, R"({"detail":{"code":"rate_limit_exceeded"}})", "elevenlabs: 429 rate_limit_exceeded"},
      {500, "", "elevenlabs: 500"},
      {200, "", "elevenlabs: 200 without audio"},
      {200, "<!DOCTYPE html><html></html>", "elevenlabs: answered HTML instead of PCM"},
  };
  for (const auto& row : kTable) {
    FakeVendor vendor;
    for (int i = 0; i < 2; ++i) vendor.next({.status = row.status, .body = row.body});
    GreetingService service(options_, vendor.transport());
    const auto audio = made(service, "Welcome.");
    expect_heard(*audio, builtin("Welcome."));
    EXPECT_EQ(audio->report().voice, "builtin");
    EXPECT_EQ(audio->report().fallback, row.reason);
    EXPECT_EQ(service.trouble(), row.reason);
  }
}

TEST_F(GreetingVendorTest, ThatStallsBeforeItsFirstAudioIsReplaced) {
  FakeVendor vendor;
  vendor.next({.body = bytes_of(speech_), .stall_after = 0});
  options_.first_audio_budget = milliseconds(100);
  GreetingService service(options_, vendor.transport());
  const auto audio = made(service, "Welcome.");
  expect_heard(*audio, builtin("Welcome."));
  EXPECT_EQ(audio->report().fallback, "elevenlabs: no audio in time");
  const auto frames = audio->frames();
  vendor.release();
  while (!vendor.refused_late_bytes()) std::this_thread::sleep_for(milliseconds(1));
  EXPECT_EQ(audio->frames(), frames) << "late bytes go nowhere";
}

TEST_F(GreetingVendorTest, ThatStallsInTheMiddleIsCutOffAndTheWholeGreetingFollows) {
  FakeVendor vendor;
  // In the middle of a sample, too.
  vendor.next({.body = bytes_of(speech_), .chunk_bytes = 801, .stall_after = 4001});
  options_.stall_budget = milliseconds(100);
  GreetingService service(options_, vendor.transport());
  const auto audio = made(service, "Welcome.");
  EXPECT_EQ(audio->report().voice, "builtin");
  EXPECT_EQ(audio->report().fallback, "elevenlabs: stalled after 250 ms of audio");
  const auto heard = samples_of(*audio);
  EXPECT_TRUE(std::equal(speech_.begin(), speech_.begin() + 2000, heard.begin()));
  for (std::size_t i = 2001; i < 2001 + 1600; ++i) ASSERT_EQ(heard[i], 0) << i;
  expect_heard(*audio, builtin("Welcome."), 2001 + 1600);
  vendor.release();
}

TEST_F(GreetingVendorTest, IsNotAskedAgainSoonAfterAFailure) {
  FakeVendor vendor(bytes_of(speech_));
  vendor.next({.status = 401, .body = R"({"detail":{"status":"invalid_api_key"}})"});
  GreetingService service(options_, vendor.transport());
  made(service, "Welcome.");
  const auto other = made(service, "Good day.");
  expect_heard(*other, builtin("Good day."));
  EXPECT_EQ(other->report().fallback, "elevenlabs: 401 invalid_api_key");
  EXPECT_EQ(vendor.requests().size(), 1U);
}

TEST_F(GreetingVendorTest, IsAskedAgainAfterThePauseWhileTheSecondChoiceIsHeardAtOnce) {
  FakeVendor vendor;
  vendor.next({.status = 401});
  vendor.next({.body = bytes_of(speech_), .stall_after = 0});
  options_.vendor_pause = milliseconds(0);
  GreetingService service(options_, vendor.transport());
  const auto second_choice = made(service, "Welcome.");
  EXPECT_EQ(second_choice->report().voice, "builtin");
  EXPECT_EQ(service.trouble(), "elevenlabs: 401");
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(service.greeting({"Welcome.", "en"}, SampleRate::hz8000), second_choice) << "nobody waits";
  }
  vendor.release();
  const auto again = eventually(service, [&](const Audio& audio) { return audio != second_choice; });
  EXPECT_TRUE(again->complete());
  EXPECT_EQ(again->report().voice, "elevenlabs");
  EXPECT_EQ(again->report().fallback, "");
  EXPECT_EQ(service.trouble(), "");
  EXPECT_EQ(vendor.requests().size(), 2U) << "one renewal for all who asked";
}

TEST_F(GreetingVendorTest, ThatIsStillDownIsReplacedAgainWithoutAnybodyWaiting) {
  FakeVendor vendor;
  vendor.next({.status = 401});
  vendor.next({.status = 403});
  options_.vendor_pause = milliseconds(0);
  GreetingService service(options_, vendor.transport());
  const auto first = made(service, "Welcome.");
  const auto second = eventually(service, [&](const Audio& audio) { return audio != first; });
  EXPECT_EQ(second->report().voice, "builtin");
  expect_heard(*second, builtin("Welcome."));
}

TEST_F(GreetingVendorTest, ThatRefusesOneTextIsAskedForTheNext) {
  FakeVendor vendor(bytes_of(speech_));
  vendor.next({.status = 422, .body = R"({"detail":[{"loc":["body","text"],"msg":"too odd"}]})"});
  GreetingService service(options_, vendor.transport());
  EXPECT_EQ(made(service, "Welcome.")->report().fallback, "elevenlabs: 422 text: too odd");
  EXPECT_EQ(made(service, "Good day.")->report().voice, "elevenlabs");
}

TEST_F(GreetingVendorTest, ThatSpokeOnceIsNotAskedAgainNotEvenByTheNextProcess) {
  FakeVendor vendor(bytes_of(speech_));
  {
    GreetingService service(options_, vendor.transport());
    made(service, "Welcome.");
    made(service, "Welcome.");
  }
  GreetingService restarted(options_, vendor.transport());
  const auto audio = made(restarted, "Welcome.");
  expect_heard(*audio, speech_);
  EXPECT_EQ(audio->report().voice, "elevenlabs");
  EXPECT_EQ(audio->report().fallback, "");
  EXPECT_EQ(vendor.requests().size(), 1U);
}

TEST_F(GreetingVendorTest, IsAskedAgainWhenItsStoredAudioIsDamaged) {
  FakeVendor vendor(bytes_of(speech_));
  {
    made(*std::make_unique<GreetingService>(options_, vendor.transport()), "Welcome.");
  }
  for (const auto& entry : std::filesystem::directory_iterator(options_.cache_folder)) {
    std::ofstream(entry.path(), std::ios::trunc) << "RIFF, but not really";
  }
  GreetingService restarted(options_, vendor.transport());
  expect_heard(*made(restarted, "Welcome."), speech_);
  EXPECT_EQ(vendor.requests().size(), 2U);
}

TEST_F(GreetingVendorTest, LeavesNothingOnDiskWhenItDidNotFinish) {
  FakeVendor vendor;
  vendor.next({.body = bytes_of(speech_), .broken = Errc::upstream_failed});
  {
    GreetingService service(options_, vendor.transport());
    made(service, "Welcome.");
  }
  EXPECT_FALSE(std::filesystem::exists(options_.cache_folder));
}

TEST_F(GreetingVendorTest, ItsLastGoodAudioIsHeardWhenItFailsInAnotherVoice) {
  FakeVendor vendor(bytes_of(speech_));
  {
    made(*std::make_unique<GreetingService>(options_, vendor.transport()), kHindi, "hi");
  }
  options_.elevenlabs.voice_id = "another";
  for (const auto rate : {SampleRate::hz8000, SampleRate::hz16000}) {
    FakeVendor down;
    down.next({.status = 401});
    GreetingService service(options_, down.transport());
    const auto audio = made(service, kHindi, "hi", rate);
    EXPECT_EQ(audio->report().voice, "last-good");
    EXPECT_EQ(audio->report().fallback, "elevenlabs: 401");
    expect_heard(*audio, resample({8000, speech_}, static_cast<std::uint32_t>(domain::hertz(rate)))->samples);
  }
}

TEST_F(GreetingVendorTest, ItsLastGoodAudioIsFoundInMemoryToo) {
  FakeVendor vendor;
  vendor.next({.body = bytes_of(speech_)});
  vendor.next({.status = 401});
  options_.cache_folder.clear();
  GreetingService service(options_, vendor.transport());
  made(service, kHindi, "hi");
  const auto audio = made(service, kHindi, "hi", SampleRate::hz16000);
  EXPECT_EQ(audio->report().voice, "last-good");
  EXPECT_NEAR(static_cast<double>(audio->frames() * audio->frame_bytes()), 16'000, 3'300);
}

TEST_F(GreetingVendorTest, ItsLastGoodHindiIsHeardEvenWithoutAKey) {
  FakeVendor vendor(bytes_of(speech_));
  {
    made(*std::make_unique<GreetingService>(options_, vendor.transport()), kHindi, "hi");
  }
  options_.elevenlabs.api_key = Secret();
  GreetingService service(options_, vendor.transport());
  EXPECT_EQ(made(service, kHindi, "hi")->report().voice, "last-good");
  EXPECT_EQ(made(service, "Welcome.")->report().voice, "builtin");
}

TEST_F(GreetingVendorTest, AHindiGreetingFallsBackToTheEmbeddedRecording) {
  FakeVendor vendor;
  vendor.next({.body = bytes_of(speech_), .stall_after = 0});
  options_.first_audio_budget = milliseconds(100);
  options_.espeak_program = "exogate-no-such-program";
  GreetingService service(options_, vendor.transport());
  const auto audio = made(service, kHindi, "hi");
  EXPECT_EQ(audio->report().voice, "embedded");
  EXPECT_EQ(audio->report().fallback, "elevenlabs: no audio in time");
  EXPECT_GT(audio->frames(), 5U);
  vendor.release();
}

TEST_F(GreetingVendorTest, TheSecretIsInNoReportAndNoFile) {
  options_.elevenlabs.api_key = Secret("sk_very_secret");
  FakeVendor vendor(bytes_of(speech_));
  vendor.next({.status = 401, .body = R"({"detail":{"status":"invalid_api_key"}})"});
  options_.vendor_pause = milliseconds(0);
  {
    GreetingService service(options_, vendor.transport());
    EXPECT_EQ(made(service, "Welcome.")->report().fallback.find("sk_very"), std::string::npos);
    EXPECT_EQ(service.trouble().find("sk_very"), std::string::npos);
    eventually(service, [](const Audio& audio) { return audio->report().voice == "elevenlabs"; });
  }
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(options_.cache_folder)) {
    ++files;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string content((std::istreambuf_iterator<char>(file)), {});
    EXPECT_EQ(content.find("sk_very"), std::string::npos);
  }
  EXPECT_EQ(files, 1U);
}

}  // namespace
}  // namespace exo::speech
