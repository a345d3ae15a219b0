#include "domain/speech_detector.h"

#include <algorithm>
#include <cmath>

namespace exo::domain {
namespace {

constexpr std::chrono::milliseconds kWindow{20};
constexpr double kQuietLine = 100;       // RMS of 16-bit samples: a silent telephone line
constexpr double kLeastSpeech = 500;     // -36 dBFS: softer than anybody speaks into a telephone
constexpr double kAboveNoise = 3;        // 10 dB
constexpr double kLearnFast = 1.05;      // a second of steady noise is known as noise
constexpr double kLearnSlow = 1.005;     // speech must not become noise while it goes on
constexpr double kMostCrossings = 0.45;  // of the samples; hiss crosses zero at every second one

int sample_at(Bytes pcm, std::size_t at) {
  const auto low = std::to_integer<unsigned>(pcm[at]);
  const auto high = std::to_integer<unsigned>(pcm[at + 1]);
  return static_cast<std::int16_t>(static_cast<std::uint16_t>(low | high << 8));
}

}  // namespace

SpeechDetector::SpeechDetector(SampleRate rate, std::chrono::milliseconds needed)
    : window_(static_cast<std::size_t>(hertz(rate)) * static_cast<std::size_t>(kWindow.count()) / 1000),
      needed_(std::max(needed, kWindow)),
      floor_(kQuietLine) {}

void SpeechDetector::feed(Bytes pcm, Mode mode) {
  for (std::size_t at = 0; at + 1 < pcm.size(); at += 2) {
    const int sample = sample_at(pcm, at);
    energy_ += static_cast<double>(sample) * sample;
    if ((sample >= 0) != (previous_ >= 0)) ++crossings_;
    previous_ = sample;
    if (++samples_ == window_) close_window(mode);
  }
}

void SpeechDetector::close_window(Mode mode) {
  const auto count = static_cast<double>(samples_);
  const double rms = std::sqrt(energy_ / count);
  const double crossings = static_cast<double>(crossings_) / count;
  const bool voiced = rms > std::max(kLeastSpeech, kAboveNoise * floor_) && crossings < kMostCrossings;
  floor_ = rms < floor_ ? std::max(rms, 1.0) : floor_ * (mode == Mode::learning ? kLearnFast : kLearnSlow);
  if (mode == Mode::learning) {
    speech_ = {};
  } else if (voiced) {
    speech_ = std::min(speech_ + kWindow, needed_);
  } else {
    speech_ = std::max(speech_ - kWindow, std::chrono::milliseconds{});
  }
  energy_ = 0;
  crossings_ = 0;
  samples_ = 0;
}

}  // namespace exo::domain
