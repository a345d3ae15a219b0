// What callers hear when nobody can take the call.
#include "service_fixture.h"
#include "speech/builtin_voice.h"
#include "speech/last_resort.h"

namespace exo::speech {
namespace {

using domain::SampleRate;

class SorryTest : public ServiceTest {
 protected:
  SorryTest() {
    options_.sorry = SpeechOptions().sorry;
    options_.sorry_hi = SpeechOptions().sorry_hi;
  }

  static std::vector<std::int16_t> embedded(const std::string& language, SampleRate rate = SampleRate::hz8000) {
    return LastResort("", kEmbeddedSorry).pcm(language, rate)->samples;
  }

  /// Asks until `voice` has made it; every answer on the way must be complete and audible.
  static Audio eventually(GreetingService& service, const std::string& language, const std::string& voice,
                          SampleRate rate = SampleRate::hz8000) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    for (;;) {
      auto audio = service.sorry(language, rate);
      EXPECT_TRUE(audio->complete());
      EXPECT_EQ(audio->rate(), rate);
      EXPECT_GT(audio->frames() * audio->frame_bytes(), domain::bytes_per_second(rate));
      const auto report = audio->report();
      if (report.voice == voice && report.fallback != "no greeting audio in time") return audio;
      if (std::chrono::steady_clock::now() > deadline) {
        ADD_FAILURE() << report.voice << ", " << report.fallback;
        return audio;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
};

TEST_F(SorryTest, IsMadeFromTheStartInBothLanguages) {
  use_vendor();
  const auto speech = sine(300, 8000, 16'000);
  FakeVendor vendor(bytes_of(speech));
  GreetingService service(options_, vendor.transport());
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (vendor.requests().size() < 2 && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ASSERT_EQ(vendor.requests().size(), 2U) << "nobody has asked for it yet";
  for (const auto* language : {"en", "hi"}) {
    const auto audio = eventually(service, language, "elevenlabs");
    EXPECT_EQ(audio->report().fallback, "");
    expect_heard(*audio, speech);
    EXPECT_EQ(service.sorry(language, SampleRate::hz8000), audio) << "and kept";
  }
  EXPECT_EQ(vendor.requests().size(), 2U);
}

TEST_F(SorryTest, IsCompleteWhenItIsAskedForBeforeItIsMade) {
  use_vendor();
  FakeVendor vendor(bytes_of(sine(300, 8000, 16'000)));
  for (int i = 0; i < 8; ++i) vendor.next({.body = "xx", .stall_after = 0});
  GreetingService service(options_, vendor.transport());
  for (const auto rate : {SampleRate::hz8000, SampleRate::hz16000, SampleRate::hz24000}) {
    for (const auto* language : {"en", "hi", "hi-IN", "xx"}) {
      const auto audio = service.sorry(language, rate);
      ASSERT_TRUE(audio->complete());
      const std::string known = std::string(language).starts_with("hi") ? "hi" : "en";
      expect_heard(*audio, embedded(known, rate));
      EXPECT_EQ(audio->report().fallback, "no greeting audio in time");
    }
  }
  vendor.release();
}

TEST_F(SorryTest, IsAudibleInBothLanguagesWithNothingButTheExecutable) {
  options_.espeak_program = "";
  GreetingService service(options_, nullptr);
  expect_heard(*eventually(service, "en", "builtin"), speak_builtin(options_.sorry, 8000)->samples);
  expect_heard(*eventually(service, "hi", "embedded"), embedded("hi"));
}

TEST_F(SorryTest, SaysWhatIsConfigured) {
  options_.sorry = "Call tomorrow.";
  GreetingService service(options_, nullptr);
  const auto said = speak_builtin("Call tomorrow.", 8000)->samples;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!service.sorry("en", SampleRate::hz8000)->report().fallback.empty() &&
         std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  expect_heard(*service.sorry("en", SampleRate::hz8000), said);
}

TEST_F(SorryTest, WithoutWordsTheExecutableSpeaksAndNobodyElseIsAsked) {
  use_vendor();
  options_.sorry.clear();
  options_.sorry_hi = "\xFF";
  FakeVendor vendor;
  {
    GreetingService service(options_, vendor.transport());
    for (const auto* language : {"en", "hi"}) {
      const auto audio = service.sorry(language, SampleRate::hz8000);
      expect_heard(*audio, embedded(language));
      EXPECT_EQ(audio->report().fallback, "");
    }
  }
  EXPECT_TRUE(vendor.requests().empty());
}

TEST_F(SorryTest, IsNotEvictedByAnyNumberOfGreetings) {
  GreetingService service(options_, nullptr);
  const auto audio = eventually(service, "en", "builtin");
  std::string text;
  while (text.size() < 1'900) text += "Welcome to our company, please hold the line. ";
  for (int i = 0; i < 8; ++i) made(service, std::to_string(i) + text, "en", SampleRate::hz24000);
  EXPECT_EQ(service.sorry("en", SampleRate::hz8000), audio);
}

TEST_F(SorryTest, IsMadeAnewOnceTheVendorIsBackWithoutAGap) {
  use_vendor();
  const auto speech = sine(300, 8000, 16'000);
  FakeVendor vendor(bytes_of(speech));
  for (int i = 0; i < 2; ++i) vendor.next({.status = 401});
  options_.vendor_pause = std::chrono::milliseconds(0);
  GreetingService service(options_, vendor.transport());
  expect_heard(*eventually(service, "en", "elevenlabs"), speech);
}

}  // namespace
}  // namespace exo::speech
