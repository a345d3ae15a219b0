#include "domain/speech_detector.h"

#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace exo::domain {
namespace {

using std::chrono::milliseconds;
using Mode = SpeechDetector::Mode;

std::vector<std::byte> to_pcm(const std::vector<double>& samples) {
  std::vector<std::byte> pcm;
  for (const double sample : samples) {
    const auto value = static_cast<int>(sample);
    pcm.push_back(std::byte(value & 0xFF));
    pcm.push_back(std::byte((value >> 8) & 0xFF));
  }
  return pcm;
}

std::vector<std::byte> tone(double hz, double amplitude, milliseconds time, double rate = 8000) {
  std::vector<double> samples;
  const auto count = static_cast<int>(rate * static_cast<double>(time.count()) / 1000);
  for (int i = 0; i < count; ++i) samples.push_back(amplitude * std::sin(2 * std::numbers::pi * hz * i / rate));
  return to_pcm(samples);
}

std::vector<std::byte> hiss(double amplitude, milliseconds time) {
  std::mt19937 dice(7);
  std::uniform_real_distribution<double> value(-amplitude, amplitude);
  std::vector<double> samples(static_cast<std::size_t>(8 * time.count()));
  for (auto& sample : samples) sample = value(dice);
  return to_pcm(samples);
}

TEST(SpeechDetectorTest, AVoiceCountsAfterTheNeededTimeAtEveryRate) {
  for (const auto rate : {SampleRate::hz8000, SampleRate::hz16000, SampleRate::hz24000}) {
    SpeechDetector detector(rate, milliseconds(400));
    const auto hz = static_cast<double>(hertz(rate));
    detector.feed(tone(180, 4000, milliseconds(380), hz), Mode::deciding);
    EXPECT_FALSE(detector.speaking()) << hz;
    detector.feed(tone(180, 4000, milliseconds(20), hz), Mode::deciding);
    EXPECT_TRUE(detector.speaking()) << hz;
  }
}

TEST(SpeechDetectorTest, SilenceAndTheNoiseOfALineDoNot) {
  SpeechDetector detector(SampleRate::hz8000, milliseconds(400));
  detector.feed(std::vector<std::byte>(32'000), Mode::deciding);
  detector.feed(hiss(300, milliseconds(5000)), Mode::deciding);
  EXPECT_FALSE(detector.speaking());
}

TEST(SpeechDetectorTest, LoudSteadyNoiseIsLearned) {
  SpeechDetector detector(SampleRate::hz8000, milliseconds(400));
  detector.feed(tone(300, 1200, milliseconds(1000)), Mode::learning);
  detector.feed(tone(300, 1200, milliseconds(3000)), Mode::deciding);
  EXPECT_FALSE(detector.speaking()) << "a hum that was there from the first second";
  detector.feed(tone(200, 12'000, milliseconds(500)), Mode::deciding);
  EXPECT_TRUE(detector.speaking()) << "a voice well above it";
}

TEST(SpeechDetectorTest, HissIsNoVoiceHoweverLoud) {
  SpeechDetector detector(SampleRate::hz8000, milliseconds(400));
  detector.feed(hiss(12'000, milliseconds(2000)), Mode::deciding);
  EXPECT_FALSE(detector.speaking());
}

TEST(SpeechDetectorTest, PausesAreSubtracted) {
  SpeechDetector detector(SampleRate::hz8000, milliseconds(400));
  for (int i = 0; i < 10; ++i) {
    detector.feed(tone(200, 5000, milliseconds(200)), Mode::deciding);
    detector.feed(std::vector<std::byte>(3200), Mode::deciding);
  }
  EXPECT_FALSE(detector.speaking());
}

TEST(SpeechDetectorTest, PiecesOfAnySizeAddUp) {
  SpeechDetector detector(SampleRate::hz8000, milliseconds(400));
  const auto pcm = tone(200, 5000, milliseconds(400));
  for (std::size_t at = 0; at < pcm.size(); at += 50) detector.feed(Bytes(pcm).subspan(at, 50), Mode::deciding);
  EXPECT_TRUE(detector.speaking());
  detector.restart();
  EXPECT_FALSE(detector.speaking());
}

}  // namespace
}  // namespace exo::domain
