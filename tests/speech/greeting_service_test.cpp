#include "speech/greeting_service.h"

#include <algorithm>
#include <latch>
#include <set>

#include "service_fixture.h"
#include "speech/builtin_voice.h"

namespace exo::speech {
namespace {

using domain::SampleRate;

constexpr const char* kHindi = "नमस्ते। आपका स्वागत है।";

using GreetingServiceTest = ServiceTest;

std::vector<std::int16_t> builtin(std::string_view text, std::uint32_t rate = 8000) {
  return speak_builtin(text, rate)->samples;
}

TEST_F(GreetingServiceTest, SpeaksWithTheBuiltInVoiceWhenNoVendorIsConfigured) {
  FakeVendor vendor;
  GreetingService service(options_, vendor.transport());
  for (const auto rate : {SampleRate::hz8000, SampleRate::hz16000, SampleRate::hz24000}) {
    const auto audio = made(service, "Welcome to Exogate.", "en", rate);
    EXPECT_EQ(audio->report().voice, "builtin");
    EXPECT_EQ(audio->report().fallback, "");
    expect_heard(*audio, builtin("Welcome to Exogate.", static_cast<std::uint32_t>(domain::hertz(rate))));
  }
  EXPECT_TRUE(vendor.requests().empty());
  EXPECT_EQ(service.trouble(), "");
}

TEST_F(GreetingServiceTest, WorksWithoutATransport) {
  use_vendor();
  GreetingService service(options_, nullptr);
  EXPECT_EQ(made(service, "Welcome.")->report().voice, "builtin");
}

TEST_F(GreetingServiceTest, SaysTheDefaultGreetingForNoText) {
  options_.default_greeting = "GREETING_TEXT=\"Good day to you.\"";
  GreetingService service(options_, nullptr);
  expect_heard(*made(service, "  "), builtin("Good day to you."));
  expect_heard(*made(service, "", "fr"), builtin("Good day to you."));
  const auto hindi = made(service, "", "hi");
  EXPECT_EQ(hindi->report().fallback, "builtin: speaks Latin script only");
}

TEST_F(GreetingServiceTest, SaysTheDefaultGreetingForABadTextAndReportsIt) {
  options_.default_greeting = "Good day to you.";
  GreetingService service(options_, nullptr);
  const auto malformed = made(service, "caf\xE9");
  expect_heard(*malformed, builtin("Good day to you."));
  EXPECT_EQ(malformed->report().fallback, "the text is not UTF-8");
  EXPECT_EQ(made(service, std::string(100'000, 'a'))->report().voice, "builtin");
  EXPECT_EQ(made(service, "Good day to you.")->report().fallback, "") << "the right text is another greeting";
}

TEST_F(GreetingServiceTest, ShipsADefaultGreetingForABadConfiguration) {
  options_.default_greeting = "\xFF";
  options_.default_greeting_hi = "";
  GreetingService service(options_, nullptr);
  expect_heard(*made(service, ""), builtin("Hello. Thank you for calling. Please stay on the line."));
  EXPECT_GT(made(service, "", "hi")->frames(), 5U);
}

TEST_F(GreetingServiceTest, SpeaksHindiWithEspeak) {
  GreetingService service(options_, nullptr);
  const auto audio = made(service, kHindi, "hi");
  if (audio->report().voice == "embedded") GTEST_SKIP() << "espeak-ng is not installed or too slow here";
  EXPECT_EQ(audio->report().voice, "espeak-ng");
  EXPECT_EQ(audio->report().fallback, "builtin: speaks Latin script only");
  EXPECT_GT(audio->frames(), 5U);
}

TEST_F(GreetingServiceTest, SpeaksHindiFromTheExecutableWithoutEspeak) {
  options_.espeak_program = "exogate-no-such-program";
  GreetingService service(options_, nullptr);
  const auto audio = made(service, kHindi, "hi-IN");
  EXPECT_EQ(audio->report().voice, "embedded");
  EXPECT_EQ(audio->report().fallback, "builtin: speaks Latin script only");
  EXPECT_EQ(samples_of(*audio), samples_of(*service.last_resort("hi", SampleRate::hz8000)));
}

TEST_F(GreetingServiceTest, SaysTheDefaultEnglishGreetingForATextThatNoVoiceCanSpeak) {
  options_.espeak_program = "";
  options_.default_greeting = "Good day to you.";
  GreetingService service(options_, nullptr);
  const auto audio = made(service, "Здравствуйте", "en");
  EXPECT_EQ(audio->report().voice, "builtin");
  EXPECT_EQ(audio->report().fallback, "builtin: speaks Latin script only");
  expect_heard(*audio, builtin("Good day to you."));
}

TEST_F(GreetingServiceTest, SharesOneAudioAmongEqualRequests) {
  GreetingService service(options_, nullptr);
  const auto first = made(service, "Welcome.");
  EXPECT_EQ(first, service.greeting({" \"Welcome.\" ", "en"}, SampleRate::hz8000));
  EXPECT_NE(first, service.greeting({"Welcome.", "en"}, SampleRate::hz16000));
  EXPECT_NE(first, service.greeting({"Welcome!", "en"}, SampleRate::hz8000));
}

TEST_F(GreetingServiceTest, MakesAGreetingOnceForFiftyThreads) {
  use_vendor();
  FakeVendor vendor(bytes_of(sine(300, 8000, 4000)));
  GreetingService service(options_, vendor.transport());
  std::vector<Audio> got(50);
  std::latch together(50);
  std::vector<std::thread> threads;
  for (auto& each : got) {
    threads.emplace_back([&] {
      together.arrive_and_wait();
      each = service.greeting({"Welcome.", "en"}, SampleRate::hz8000);
    });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& each : got) EXPECT_EQ(each, got.front());
  wait_until_complete(*got.front());
  EXPECT_EQ(vendor.requests().size(), 1U);
}

TEST_F(GreetingServiceTest, AnswersAtOnceWithTheLastResortWhenItIsFull) {
  use_vendor();
  FakeVendor vendor;
  for (int i = 0; i < 4; ++i) vendor.next({.body = "xx", .stall_after = 0});
  GreetingService service(options_, vendor.transport());
  std::vector<Audio> all;
  Audio refused;
  for (int i = 0; i < 400 && !refused; ++i) {
    all.push_back(service.greeting({"Greeting number " + std::to_string(i), "hi"}, SampleRate::hz8000));
    if (all.back()->complete()) refused = all.back();
  }
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->report().voice, "embedded");
  EXPECT_EQ(refused->report().fallback, "the speech workers are busy");
  EXPECT_GT(refused->frames(), 5U);
  vendor.release();
  for (const auto& each : all) wait_until_complete(*each);
}

TEST_F(GreetingServiceTest, ACallIsServedBeforeABurstOfBotsThatAreSaved) {
  use_vendor();
  FakeVendor vendor(bytes_of(sine(300, 8000, 4000)));
  for (int i = 0; i < 4; ++i) vendor.next({.body = bytes_of(sine(300, 8000, 4000)), .stall_after = 0});
  GreetingService service(options_, vendor.transport());
  std::vector<Audio> all;
  for (int i = 0; i < 100; ++i) {
    all.push_back(service.greeting({"Saved bot " + std::to_string(i), "en"}, SampleRate::hz8000));
    ASSERT_FALSE(all.back()->report().voice == "embedded") << "none of them is refused";
    // The four that stall are the first four.
    while (i < 4 && vendor.requests().size() <= static_cast<std::size_t>(i)) std::this_thread::yield();
  }
  all.push_back(service.greeting({"Live call", "en"}, SampleRate::hz8000));
  all.push_back(service.greeting({"Saved bot 10", "en"}, SampleRate::hz8000));
  EXPECT_EQ(all.back(), all[10]);
  vendor.release();
  for (const auto& each : all) wait_until_complete(*each);
  const auto asked = vendor.requests();
  ASSERT_EQ(asked.size(), 101U);
  const auto place = [&asked](const std::string& text) {
    return std::ranges::find_if(asked, [&](const HttpRequest& each) { return each.body.contains('"' + text + '"'); }) -
           asked.begin();
  };
  EXPECT_LT(place("Live call"), 4 + 4);
  EXPECT_LT(place("Saved bot 10"), 4 + 4) << "a call asked for it again";
  EXPECT_GT(place("Saved bot 4"), 90);
}

TEST_F(GreetingServiceTest, TheLastResortIsThereAtOnce) {
  GreetingService service(options_, nullptr);
  for (const auto rate : {SampleRate::hz8000, SampleRate::hz16000, SampleRate::hz24000}) {
    for (const auto* language : {"en", "hi", "hi-IN", "", "xx"}) {
      const auto audio = service.last_resort(language, rate);
      EXPECT_TRUE(audio->complete());
      EXPECT_EQ(audio->rate(), rate);
      EXPECT_GT(audio->frames(), 5U);
      EXPECT_EQ(audio->report().voice, std::string(language).starts_with("hi") ? "embedded" : "builtin");
    }
  }
}

TEST_F(GreetingServiceTest, CompletesEveryGreetingWhenItIsDestroyed) {
  std::vector<Audio> all;
  {
    GreetingService service(options_, nullptr);
    for (int i = 0; i < 60; ++i) {
      all.push_back(service.greeting({"Greeting number " + std::to_string(i), "en"}, SampleRate::hz8000));
    }
  }
  for (const auto& each : all) {
    EXPECT_TRUE(each->complete());
    EXPECT_GT(each->frames(), 2U);
  }
}

TEST_F(GreetingServiceTest, BoundsItsMemoryAndKeepsWhatIsInUse) {
  GreetingService service(options_, nullptr);
  std::string text;
  while (text.size() < 1'900) text += "Welcome to our company, please hold the line. ";
  const auto held = made(service, text, "en", SampleRate::hz24000);
  const auto frames = held->frames();
  ASSERT_GT(frames * held->frame_bytes(), 4U << 20);
  for (int i = 0; i < 8; ++i) made(service, std::to_string(i) + text, "en", SampleRate::hz24000);
  EXPECT_NE(service.greeting({text, "en"}, SampleRate::hz24000), held) << "evicted";
  EXPECT_EQ(held->frames(), frames);
  EXPECT_FALSE(held->payload(frames - 1).empty());
}

}  // namespace
}  // namespace exo::speech
