#include "speech/elevenlabs.h"

#include <string>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "fake_vendor.h"

namespace exo::speech {
namespace {

using domain::SampleRate;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr VendorBudgets kPatient{.first_audio = seconds(30), .stall = seconds(30), .total = seconds(60)};

ElevenLabsOptions options() {
  return {.api_key = Secret(" xi-key-1 \n")};
}

struct Spoken {
  Result<void> outcome;
  std::string audio;
};

Spoken speak(FakeVendor& vendor, ElevenLabsOptions vendor_options = options(), VendorBudgets budgets = kPatient,
             SampleRate rate = SampleRate::hz8000) {
  ElevenLabs voice(std::move(vendor_options), budgets, vendor.transport());
  Spoken spoken;
  spoken.outcome = voice.speak({"नमस्ते \"जी\"", "hi", rate}, [&](Bytes pcm) {
    spoken.audio.append(reinterpret_cast<const char*>(pcm.data()), pcm.size());
  });
  vendor.release();
  return spoken;
}

std::string speech() {
  return bytes_of(sine(300, 8000, 4001));
}

TEST(ElevenLabs, SendsTheRequestOfItsDocumentation) {
  FakeVendor vendor(speech());
  auto mine = options();
  mine.base_url = "https://api.in.residency.elevenlabs.io/ ";
  mine.voice_id = "voice/../x";
  ASSERT_TRUE(speak(vendor, mine, kPatient, SampleRate::hz16000).outcome);
  ASSERT_EQ(vendor.requests().size(), 1U);
  const auto request = vendor.requests().front();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url,
            "https://api.in.residency.elevenlabs.io/v1/text-to-speech/voice%2F..%2Fx/stream?output_format=pcm_16000");
  ASSERT_EQ(request.secret_headers.size(), 1U);
  EXPECT_EQ(request.secret_headers[0].first, "xi-api-key");
  EXPECT_EQ(request.secret_headers[0].second.reveal(), "xi-key-1");
  for (const auto& [name, value] : request.headers) EXPECT_EQ(value.find("xi-key"), std::string::npos) << name;
  EXPECT_EQ(*parse_json(request.body),
            (Json{{"text", "नमस्ते \"जी\""}, {"model_id", "eleven_flash_v2_5"}, {"language_code", "hi"}}));
  EXPECT_EQ(request.total_timeout, kPatient.total + 11 * milliseconds(150)) << "11 code points are read aloud";
}

TEST(ElevenLabs, NamesTheLanguageToNewModelsOnly) {
  for (const auto& [model, expected] : {std::pair("eleven_multilingual_v2", false),
                                        {"eleven_flash_v2", false},
                                        {"eleven_turbo_v2_5", true},
                                        {"eleven_v3", true},
                                        {" eleven_v3_preview ", true}}) {
    FakeVendor vendor(speech());
    auto mine = options();
    mine.model = model;
    ASSERT_TRUE(speak(vendor, mine).outcome);
    EXPECT_EQ(parse_json(vendor.requests().front().body)->contains("language_code"), expected) << model;
  }
}

TEST(ElevenLabs, ReachesEveryRegionalHostByItsBaseUrl) {
  for (const std::string base :
       {"https://api.elevenlabs.io", "https://api.us.elevenlabs.io", "https://api-global-preview.elevenlabs.io",
        "https://api.eu.residency.elevenlabs.io", "https://api.in.residency.elevenlabs.io/",
        "https://api.sg.residency.elevenlabs.io//"}) {
    FakeVendor vendor(speech());
    auto mine = options();
    mine.base_url = base;
    ASSERT_TRUE(speak(vendor, mine).outcome);
    EXPECT_EQ(
        vendor.requests().front().url,
        base.substr(0, base.find('/', 8)) + "/v1/text-to-speech/21m00Tcm4TlvDq8ikWAM/stream?output_format=pcm_8000");
  }
}

TEST(ElevenLabs, SpeaksInTheVoiceOfTheRequest) {
  FakeVendor vendor(speech());
  ElevenLabs voice(options(), kPatient, vendor.transport());
  ASSERT_TRUE(voice.speak({"Hello", "en", SampleRate::hz8000, "a/b"}, [](Bytes) {}));
  EXPECT_NE(vendor.requests().front().url.find("/v1/text-to-speech/a%2Fb/stream?"), std::string::npos);
}

TEST(ElevenLabs, StreamsOddPieces) {
  for (const std::size_t step : {1U, 3U, 319U, 4096U}) {
    FakeVendor vendor;
    vendor.next({.body = speech(), .chunk_bytes = step});
    const auto spoken = speak(vendor);
    ASSERT_TRUE(spoken.outcome) << spoken.outcome.error().detail;
    EXPECT_EQ(spoken.audio, speech());
  }
}

TEST(ElevenLabs, TakesAWavHeaderOff) {
  FakeVendor vendor(make_wav({8000, sine(300, 8000, 4001)}));
  const auto spoken = speak(vendor);
  ASSERT_TRUE(spoken.outcome);
  EXPECT_EQ(spoken.audio, speech());
}

TEST(ElevenLabs, DoesNotRepeatWhatWouldFailAgain) {
  const struct {
    int status;
    Errc code;
  } kTable[] = {{400, Errc::unprocessable},   {401, Errc::upstream_failed}, {403, Errc::upstream_failed},
                {404, Errc::upstream_failed}, {422, Errc::unprocessable},   {302, Errc::upstream_failed}};
  for (const auto& row : kTable) {
    FakeVendor vendor(speech());
    vendor.next({.status = row.status, .body = R"({"detail":{"code":"the_code"}})"});
    const auto spoken = speak(vendor);
    ASSERT_FALSE(spoken.outcome);
    EXPECT_EQ(spoken.outcome.error().code, row.code);
    EXPECT_EQ(spoken.outcome.error().detail, fmt::format("elevenlabs: {} the_code", row.status));
    EXPECT_EQ(vendor.requests().size(), 1U) << row.status;
    EXPECT_TRUE(spoken.audio.empty());
  }
}

TEST(ElevenLabs, ARefusalThatRepeatsTheKeyIsToldWithoutIt) {
  // Long words, so that the reason is cut in the middle of the key.
  for (const auto& words : {std::string("Invalid API key: xi-key-1"), std::string(74, 'x') + " xi-key-1 and more"}) {
    FakeVendor vendor(speech());
    vendor.next({.status = 401, .body = fmt::format(R"({{"detail":"{}"}})", words)});
    const auto spoken = speak(vendor);
    ASSERT_FALSE(spoken.outcome);
    EXPECT_EQ(spoken.outcome.error().detail.find("xi-k"), std::string::npos) << spoken.outcome.error().detail;
  }
}

TEST(ElevenLabs, RepeatsABusyAnswerOnce) {
  for (const int status : {429, 500, 503}) {
    FakeVendor once(speech());
    once.next({.status = status});
    EXPECT_TRUE(speak(once).outcome) << status;
    EXPECT_EQ(once.requests().size(), 2U);

    FakeVendor always(speech());
    for (int i = 0; i < 3; ++i) always.next({.status = status, .body = R"({"detail":{"status":"system_busy"}})"});
    const auto spoken = speak(always);
    ASSERT_FALSE(spoken.outcome);
    EXPECT_EQ(spoken.outcome.error().detail, fmt::format("elevenlabs: {} system_busy", status));
    EXPECT_EQ(always.requests().size(), 2U);
  }
}

TEST(ElevenLabs, DoesNotRepeatWhenTheFirstAudioWouldComeTooLate) {
  FakeVendor vendor(speech());
  vendor.next({.status = 429});
  auto budgets = kPatient;
  budgets.first_audio = milliseconds(150);
  EXPECT_FALSE(speak(vendor, options(), budgets).outcome);
  EXPECT_EQ(vendor.requests().size(), 1U);
}

TEST(ElevenLabs, RefusesABodyThatIsNotSpeech) {
  const std::pair<const char*, const char*> kTable[] = {
      {"", "elevenlabs: 200 without audio"},
      {"x", "elevenlabs: 200 without audio"},
      {"<!doctype html><html>sorry</html>", "elevenlabs: answered HTML instead of PCM"},
      {R"({"detail":{"status":"quota_exceeded"}})", "elevenlabs: answered JSON instead of PCM"},
      {"ID3\x04\x01", "elevenlabs: answered MP3 instead of PCM"},
  };
  for (const auto& [body, reason] : kTable) {
    FakeVendor vendor(body);
    const auto spoken = speak(vendor);
    if (std::string_view(body) != "x") EXPECT_TRUE(spoken.audio.empty()) << body;
    ASSERT_FALSE(spoken.outcome) << body;
    EXPECT_EQ(spoken.outcome.error().detail, reason);
  }
}

TEST(ElevenLabs, GivesUpOnAStallBeforeTheFirstAudio) {
  FakeVendor vendor;
  vendor.next({.body = speech(), .stall_after = 0});
  auto budgets = kPatient;
  budgets.first_audio = milliseconds(100);
  const auto spoken = speak(vendor, options(), budgets);
  ASSERT_FALSE(spoken.outcome);
  EXPECT_EQ(spoken.outcome.error().code, Errc::upstream_timeout);
  EXPECT_EQ(spoken.outcome.error().detail, "elevenlabs: no audio in time");
  EXPECT_TRUE(vendor.refused_late_bytes());
}

TEST(ElevenLabs, GivesUpOnAStallInTheMiddleAndTakesNoLateBytes) {
  FakeVendor vendor;
  vendor.next({.body = speech(), .chunk_bytes = 801, .stall_after = 4001});
  auto budgets = kPatient;
  budgets.stall = milliseconds(100);
  const auto spoken = speak(vendor, options(), budgets);
  ASSERT_FALSE(spoken.outcome);
  EXPECT_EQ(spoken.outcome.error().detail, "elevenlabs: stalled after 250 ms of audio");
  EXPECT_EQ(spoken.audio, speech().substr(0, 4001));
  EXPECT_TRUE(vendor.refused_late_bytes());
}

TEST(ElevenLabs, GivesUpWhenItIsTooSlowInAll) {
  FakeVendor vendor;
  vendor.next({.body = speech(), .stall_after = 4000});
  auto budgets = kPatient;
  budgets.total = milliseconds(300);
  const auto spoken = speak(vendor, options(), budgets);
  ASSERT_FALSE(spoken.outcome);
  EXPECT_EQ(spoken.outcome.error().code, Errc::upstream_timeout);
}

TEST(ElevenLabs, IsNotCutWhileItIsAheadOfPlayback) {
  const auto minute = bytes_of(sine(300, 8000, 60 * 8000));
  FakeVendor vendor;
  vendor.next({.body = minute, .stall_after = minute.size() - 100});
  auto budgets = kPatient;
  budgets.stall = milliseconds(50);
  budgets.total = milliseconds(100);
  ElevenLabs voice(options(), budgets, vendor.transport());
  std::string audio;
  std::thread past_all_budgets;
  const auto outcome = voice.speak({std::string(1'000, 'a'), "en", SampleRate::hz8000}, [&](Bytes pcm) {
    audio.append(reinterpret_cast<const char*>(pcm.data()), pcm.size());
    if (audio.size() < minute.size() - 100 || past_all_budgets.joinable()) return;
    past_all_budgets = std::thread([&vendor] {
      std::this_thread::sleep_for(milliseconds(500));  // longer than stall and total
      vendor.release();
    });
  });
  past_all_budgets.join();
  ASSERT_TRUE(outcome) << outcome.error().detail;
  EXPECT_EQ(audio, minute);
}

TEST(ElevenLabs, EndsAtOnceWhenItIsStopped) {
  FakeVendor vendor;
  vendor.next({.body = speech(), .stall_after = 4000});
  ElevenLabs voice(options(), kPatient, vendor.transport());
  const auto outcome = voice.speak({"Hello", "en", SampleRate::hz8000}, [&](Bytes) { voice.stop(); });
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().detail, "elevenlabs: cut off after 250 ms of audio: shutting down");
  EXPECT_FALSE(voice.speak({"Hello", "en", SampleRate::hz8000}, [](Bytes) {}));
  EXPECT_EQ(vendor.requests().size(), 1U) << "nothing new is begun";
  vendor.release();
}

TEST(ElevenLabs, ReportsABrokenConnection) {
  FakeVendor vendor;
  vendor.next({.body = {}, .broken = Errc::upstream_failed});
  vendor.next({.body = speech(), .broken = Errc::upstream_failed});
  EXPECT_EQ(speak(vendor).outcome.error().detail, "elevenlabs: connection reset");
  EXPECT_EQ(speak(vendor).outcome.error().detail, "elevenlabs: cut off after 500 ms of audio: connection reset");
  EXPECT_EQ(vendor.requests().size(), 2U);
}

TEST(ElevenLabs, IsUnavailableWhileAllItsTransfersAreStuck) {
  FakeVendor vendor(speech());
  auto budgets = kPatient;
  budgets.first_audio = milliseconds(20);
  ElevenLabs voice(options(), budgets, vendor.transport());
  const auto attempt = [&] { return voice.speak({"Hello", "en", SampleRate::hz8000}, [](Bytes) {}).error().code; };
  for (int i = 0; i < 8; ++i) {
    vendor.next({.body = speech(), .stall_after = 0});
    EXPECT_EQ(attempt(), Errc::upstream_timeout);
  }
  EXPECT_EQ(attempt(), Errc::unavailable);
  vendor.release();
}

}  // namespace
}  // namespace exo::speech
