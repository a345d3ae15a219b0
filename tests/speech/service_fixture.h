#pragma once

#include <chrono>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/random.h"
#include "fake_vendor.h"
#include "speech/greeting_service.h"

namespace exo::speech {

using Audio = std::shared_ptr<const domain::GreetingAudio>;

/// A service with a cache folder of its own and patience for a slow machine.
class ServiceTest : public testing::Test {
 protected:
  ~ServiceTest() override { std::filesystem::remove_all(options_.cache_folder); }

  ServiceTest() {
    options_.cache_folder = std::filesystem::temp_directory_path() / ("speech-" + random_hex(8));
    options_.first_audio_budget = std::chrono::seconds(30);
    options_.stall_budget = std::chrono::seconds(30);
    options_.total_budget = std::chrono::seconds(60);
    options_.sorry.clear();  // else the vendor is asked for it at the start
    options_.sorry_hi.clear();
  }

  void use_vendor() { options_.elevenlabs.api_key = Secret("key"); }

  static void wait_until_complete(const domain::GreetingAudio& audio) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!audio.complete()) {
      ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "the greeting never completes";
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  static std::vector<std::int16_t> samples_of(const domain::GreetingAudio& audio) {
    std::vector<std::int16_t> all;
    for (std::size_t i = 0; i < audio.frames(); ++i) {
      const auto frame = *base64_decode(audio.payload(i));
      const auto before = all.size();
      all.resize(before + frame.size() / 2);
      std::memcpy(all.data() + before, frame.data(), frame.size());
    }
    return all;
  }

  /// Is the whole of `expected` heard at `offset` (samples), and after it nothing but silence?
  static void expect_heard(const domain::GreetingAudio& audio, const std::vector<std::int16_t>& expected,
                           std::size_t offset = 0) {
    const auto heard = samples_of(audio);
    ASSERT_GE(heard.size(), offset + expected.size());
    const auto from = heard.begin() + static_cast<std::ptrdiff_t>(offset);
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(), from));
    EXPECT_TRUE(std::all_of(from + static_cast<std::ptrdiff_t>(expected.size()), heard.end(),
                            [](std::int16_t sample) { return sample == 0; }));
    EXPECT_LT(heard.size(), offset + expected.size() + audio.frame_bytes() / 2);
  }

  Audio made(GreetingService& service, const std::string& text, const std::string& language = "en",
             domain::SampleRate rate = domain::SampleRate::hz8000) {
    auto audio = service.greeting({text, language}, rate);
    wait_until_complete(*audio);
    return audio;
  }

  Audio made(GreetingService& service, const domain::GreetingScript& script,
             domain::SampleRate rate = domain::SampleRate::hz8000) {
    auto audio = service.greeting(script, rate);
    wait_until_complete(*audio);
    return audio;
  }

  SpeechOptions options_;
};

}  // namespace exo::speech
