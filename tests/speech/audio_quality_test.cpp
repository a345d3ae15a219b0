// Any WAV becomes clean 8, 16 and 24 kHz mono: what an operator uploads is what a caller hears.
#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "speech/wav.h"
#include "wav_maker.h"

namespace exo::speech {
namespace {

constexpr double kTone = 1'030;     // Hz; no divisor of any rate, so that it meets many sample values
constexpr double kAmplitude = 0.5;  // of full scale

struct Encoding {
  const char* name;
  std::uint16_t tag;
  std::uint16_t bits;
  double least_snr;  ///< dB; G.711 itself has 38 dB, 8 bits have 44
};
constexpr Encoding kEncodings[] = {
    {"PCM 8", 1, 8, 40},     {"PCM 16", 1, 16, 60},   {"PCM 24", 1, 24, 60}, {"PCM 32", 1, 32, 60},
    {"float 32", 3, 32, 60}, {"float 64", 3, 64, 60}, {"mu-law", 7, 8, 35},  {"A-law", 6, 8, 35},
};

/// G.711 by its definition: the code whose value is nearest.
std::uint8_t nearest_code(std::uint16_t tag, double value) {
  static const auto table = [] {
    std::array<std::array<double, 256>, 2> all{};
    for (const auto law : {std::uint16_t{6}, std::uint16_t{7}}) {
      std::string codes;
      for (int code = 0; code < 256; ++code) codes += static_cast<char>(code);
      const auto pcm = parse_wav(wav_file(law, 1, 8000, 8, codes));
      for (std::size_t i = 0; i < 256; ++i) all[law - 6U][i] = pcm->samples[i] / 32768.0;
    }
    return all;
  }();
  const auto& values = table[tag - 6U];
  const auto nearest = std::ranges::min_element(values, {}, [value](double each) { return std::abs(each - value); });
  return static_cast<std::uint8_t>(nearest - values.begin());
}

/// `value` from -1 to 1.
std::string encode(const Encoding& encoding, double value) {
  if (encoding.tag == 3) return encoding.bits == 64 ? le(value) : le(static_cast<float>(value));
  if (encoding.tag != 1) return {static_cast<char>(nearest_code(encoding.tag, value))};
  if (encoding.bits == 8) return {static_cast<char>(std::lrint(value * 127) + 128)};
  const auto scaled = static_cast<std::int32_t>(std::lrint(value * (std::exp2(encoding.bits - 1) - 1)));
  return le(scaled).substr(0, encoding.bits / 8);
}

enum class Header { plain, extensible };

/// Half a second of a sine on all channels, among chunks of odd lengths.
std::string tone_wav(const Encoding& encoding, std::uint16_t channels, std::uint32_t rate, Header header,
                     double hz = kTone) {
  std::string data;
  for (std::uint32_t i = 0; i < rate / 2; ++i) {
    const auto sample = encode(encoding, kAmplitude * std::sin(2 * std::numbers::pi * hz * i / rate));
    for (int channel = 0; channel < channels; ++channel) data += sample;
  }
  const auto format = header == Header::plain ? fmt_body(encoding.tag, channels, rate, encoding.bits)
                                              : extensible_fmt_body(encoding.tag, channels, rate, encoding.bits);
  return riff(chunk("LIST", "odd") + chunk("fmt ", format) + chunk("fact", "12345") + chunk("data", data) +
              chunk("id3 ", "x"));
}

struct Heard {
  double amplitude = 0;  ///< of the tone, of full scale
  double snr = 0;        ///< dB, everything but the tone being noise
  double level = 0;      ///< RMS of all, of full scale
};

/// To 300 ms in the middle: a whole number of the tone's periods.
Heard listen(const Pcm& pcm) {
  const std::size_t edge = pcm.rate / 10;
  const std::size_t length = edge * 3;
  std::complex<double> tone;
  double power = 0;
  for (std::size_t i = 0; i < length; ++i) {
    const double sample = pcm.samples.at(edge + i) / 32768.0;
    tone += sample * std::polar(2.0 / static_cast<double>(length),
                                -2 * std::numbers::pi * kTone * static_cast<double>(i) / pcm.rate);
    power += sample * sample / static_cast<double>(length);
  }
  const auto signal = std::norm(tone) / 2;
  return {.amplitude = std::abs(tone),
          .snr = 10 * std::log10(signal / std::max(power - signal, 1e-12)),
          .level = std::sqrt(power)};
}

void expect_clean(const std::string& wav, double least_snr, const std::string& what) {
  const auto pcm = parse_wav(wav);
  ASSERT_TRUE(pcm) << what << ": " << pcm.error().detail;
  for (const std::uint32_t rate : {8000U, 16000U, 24000U}) {
    const auto out = resample(*pcm, rate);
    ASSERT_TRUE(out) << what << ": " << out.error().detail;
    EXPECT_NEAR(static_cast<double>(out->samples.size()), rate / 2.0, 1) << what;
    const auto heard = listen(*out);
    EXPECT_NEAR(heard.amplitude, kAmplitude, 0.01) << what << " at " << rate;
    EXPECT_GT(heard.snr, least_snr) << what << " at " << rate;
  }
}

TEST(AudioQuality, EveryEncodingRateAndNumberOfChannelsIsHeardClean) {
  for (const auto& encoding : kEncodings) {
    for (const std::uint32_t rate : {7350U, 8000U, 11025U, 22050U, 44100U, 48000U, 192000U}) {
      for (const auto channels : {std::uint16_t{1}, std::uint16_t{2}, std::uint16_t{6}}) {
        if (channels == 6 && rate > 48000) continue;  // half a second is all that these tests have time for
        const auto what = std::string(encoding.name) + ", " + std::to_string(rate) + " Hz, " + std::to_string(channels);
        expect_clean(tone_wav(encoding, channels, rate, Header::plain), encoding.least_snr, what);
      }
    }
  }
}

TEST(AudioQuality, TheRemainingRatesAreHeardCleanToo) {
  for (const std::uint32_t rate : {12000U, 16000U, 24000U, 32000U, 37800U, 88200U, 96000U, 176400U}) {
    expect_clean(tone_wav(kEncodings[1], 1, rate, Header::plain), 60, std::to_string(rate));
  }
}

TEST(AudioQuality, TheExtensibleHeaderChangesNothing) {
  for (const auto& encoding : kEncodings) {
    EXPECT_EQ(parse_wav(tone_wav(encoding, 2, 44100, Header::extensible))->samples,
              parse_wav(tone_wav(encoding, 2, 44100, Header::plain))->samples)
        << encoding.name;
  }
}

TEST(AudioQuality, WhatTheNewRateCannotCarryIsGone) {
  const struct {
    std::uint32_t from;
    std::uint32_t to;
    double hz;
  } kTable[] = {
      {48000, 8000, 6000},   {48000, 8000, 5000},   {44100, 8000, 6000},    {22050, 8000, 6000}, {192000, 8000, 6000},
      {192000, 8000, 60000}, {48000, 16000, 10000}, {192000, 24000, 15000}, {16000, 8000, 4800},
  };
  const auto in_level = kAmplitude / std::numbers::sqrt2;
  for (const auto& row : kTable) {
    const auto pcm = parse_wav(tone_wav(kEncodings[1], 1, row.from, Header::plain, row.hz));
    ASSERT_TRUE(pcm);
    const auto heard = listen(*resample(*pcm, row.to));
    EXPECT_LT(20 * std::log10(std::max(heard.level, 1e-9) / in_level), -40)
        << row.hz << " Hz from " << row.from << " to " << row.to;
  }
}

TEST(AudioQuality, TheLoudestFileDoesNotWrapAround) {
  for (const auto& encoding : kEncodings) {
    std::string data;
    for (int i = 0; i < 4000; ++i) data += encode(encoding, i / 20 % 2 == 0 ? 1.0 : -1.0);
    const auto pcm = parse_wav(wav_file(encoding.tag, 1, 8000, encoding.bits, data));
    ASSERT_TRUE(pcm);
    for (const std::uint32_t rate : {16000U, 24000U}) {
      const auto out = resample(*pcm, rate);
      const auto period = rate / 200;  // of the square wave
      for (std::size_t i = rate / 10 + period / 4; i + period / 2 < out->samples.size(); i += period / 2) {
        ASSERT_GT(std::abs(static_cast<int>(out->samples[i])), 28'000) << encoding.name << " at " << rate;
        ASSERT_NE(out->samples[i] > 0, out->samples[i + period / 2] > 0) << encoding.name << " at " << rate;
      }
    }
  }
}

}  // namespace
}  // namespace exo::speech
