#include <cmath>
#include <complex>
#include <numbers>

#include <gtest/gtest.h>

#include "fake_vendor.h"
#include "speech/wav.h"

namespace exo::speech {
namespace {

/// Signal to noise against the ideal sine at the new rate, the edges left out.
double snr_db(const Pcm& pcm, double hz, double amplitude) {
  const auto ideal = sine(hz, pcm.rate, pcm.samples.size(), amplitude);
  double signal = 0;
  double noise = 0;
  const auto edge = pcm.rate / 50;
  for (std::size_t i = edge; i + edge < ideal.size(); ++i) {
    const double difference = pcm.samples[i] - ideal[i];
    signal += static_cast<double>(ideal[i]) * ideal[i];
    noise += difference * difference;
  }
  return 10 * std::log10(signal / noise);
}

TEST(Resample, KeepsASineInPlaceAndClean) {
  for (const std::uint32_t from : {8000U, 11025U, 16000U, 22050U, 24000U, 44100U, 48000U}) {
    for (const std::uint32_t to : {8000U, 16000U, 24000U}) {
      const Pcm in{from, sine(997, from, from)};
      const auto out = resample(in, to);
      ASSERT_TRUE(out) << out.error().detail;
      EXPECT_EQ(out->rate, to);
      EXPECT_NEAR(static_cast<double>(out->samples.size()), to, 1) << from << " to " << to;
      EXPECT_GT(snr_db(*out, 997, 12000), 50) << from << " to " << to;
    }
  }
}

TEST(Resample, RemovesWhatTheNewRateCannotCarry) {
  const auto out = resample({24000, sine(6000, 24000, 24000)}, 8000);
  ASSERT_TRUE(out);
  double power = 0;
  for (const auto sample : out->samples) power += static_cast<double>(sample) * sample;
  EXPECT_LT(std::sqrt(power / static_cast<double>(out->samples.size())), 120);  // 8485 came in
}

TEST(Resample, KeepsTheTail) {
  Pcm in{22050, std::vector<std::int16_t>(22050)};
  for (std::size_t i = 22050 - 60; i < 22050; ++i) in.samples[i] = 10000;
  const auto out = resample(in, 8000);
  ASSERT_TRUE(out);
  ASSERT_EQ(out->samples.size(), 8000U);
  EXPECT_GT(out->samples[7990], 8000);
  EXPECT_LT(std::abs(out->samples[7900]), 100);
}

TEST(Resample, HandlesShortInputs) {
  for (std::size_t length = 0; length < 40; ++length) {
    const auto out = resample({8000, std::vector<std::int16_t>(length, 1000)}, 24000);
    ASSERT_TRUE(out);
    EXPECT_EQ(out->samples.size(), length * 3);
  }
}

TEST(Resample, TheSameRateIsACopy) {
  const Pcm in{8000, {1, 2, 3}};
  const auto out = resample(in, 8000);
  ASSERT_TRUE(out);
  EXPECT_EQ(out->samples, in.samples);
}

TEST(Resample, RefusesSillyRatesAndSizes) {
  for (const std::uint32_t rate : {0U, 999U, 192'001U, 4'000'000'000U}) {
    EXPECT_EQ(resample({8000, {1}}, rate).error().code, Errc::unprocessable) << rate;
    EXPECT_EQ(resample({rate, {1}}, 8000).error().code, Errc::unprocessable) << rate;
  }
  EXPECT_EQ(resample({1000, std::vector<std::int16_t>(2 << 20)}, 24000).error().code, Errc::too_large);
}

}  // namespace
}  // namespace exo::speech
