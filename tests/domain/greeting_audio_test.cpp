#include "domain/greeting_audio.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace exo::domain {
namespace {

std::vector<std::byte> pattern(std::size_t bytes) {
  std::vector<std::byte> out(bytes);
  for (std::size_t i = 0; i < bytes; ++i) out[i] = static_cast<std::byte>(i * 31 % 251 + 1);
  return out;
}

std::vector<std::byte> decoded(const GreetingAudio& audio) {
  std::vector<std::byte> out;
  for (std::size_t i = 0; i < audio.frames(); ++i) {
    const auto frame = base64_decode(audio.payload(i));
    EXPECT_TRUE(frame);
    EXPECT_EQ(frame->size(), audio.frame_bytes());
    out.insert(out.end(), frame->begin(), frame->end());
  }
  return out;
}

/// Appends `pcm` in chunks whose sizes go round through `sizes`.
void append_in_chunks(GreetingAudio& audio, Bytes pcm, std::initializer_list<std::size_t> sizes) {
  const auto* size = sizes.begin();
  while (!pcm.empty()) {
    const auto take = std::min(*size, pcm.size());
    audio.append(pcm.first(take));
    pcm = pcm.subspan(take);
    if (++size == sizes.end()) size = sizes.begin();
  }
}

TEST(GreetingAudio, HasTheFrameSizeOfItsRate) {
  EXPECT_EQ(GreetingAudio(SampleRate::hz8000).frame_bytes(), 3200U);
  EXPECT_EQ(GreetingAudio(SampleRate::hz16000).frame_bytes(), 3200U);
  EXPECT_EQ(GreetingAudio(SampleRate::hz24000).frame_bytes(), 4800U);
  EXPECT_EQ(GreetingAudio(SampleRate::hz8000, 640).frame_bytes(), 640U);
  for (const auto rate : {SampleRate::hz8000, SampleRate::hz16000, SampleRate::hz24000}) {
    EXPECT_EQ(default_frame_bytes(rate) % kFrameQuantum, 0U);
  }
}

TEST(GreetingAudio, CutsOddChunksIntoWholeFrames) {
  const auto pcm = pattern(640 * 7);
  for (const auto sizes : {std::initializer_list<std::size_t>{1}, {3, 1}, {639, 641}, {2, 639, 5, 1300}, {640 * 7}}) {
    GreetingAudio audio(SampleRate::hz8000, 640);
    append_in_chunks(audio, pcm, sizes);
    audio.finish();
    EXPECT_EQ(audio.frames(), 7U);
    EXPECT_EQ(decoded(audio), pcm);
  }
}

TEST(GreetingAudio, PublishesAFrameAsSoonAsItIsWhole) {
  GreetingAudio audio(SampleRate::hz8000, 640);
  const auto pcm = pattern(1281);
  audio.append(Bytes(pcm).first(639));
  EXPECT_EQ(audio.frames(), 0U);
  audio.append(Bytes(pcm).subspan(639, 1));
  EXPECT_EQ(audio.frames(), 1U);
  audio.append(Bytes(pcm).subspan(640));
  EXPECT_EQ(audio.frames(), 2U);
  EXPECT_FALSE(audio.complete());
}

TEST(GreetingAudio, PadsTheLastFrameWithSilence) {
  GreetingAudio audio(SampleRate::hz8000, 640);
  const auto pcm = pattern(641);
  audio.append(pcm);
  audio.finish();
  EXPECT_TRUE(audio.complete());
  auto expected = pcm;
  expected.resize(1280, std::byte{0});
  EXPECT_EQ(decoded(audio), expected);
}

TEST(GreetingAudio, AddsNoFrameOfSilenceToWholeFramesOrToNothing) {
  GreetingAudio whole(SampleRate::hz8000, 640);
  whole.append(pattern(640));
  whole.finish();
  EXPECT_EQ(whole.frames(), 1U);
  GreetingAudio nothing(SampleRate::hz8000);
  nothing.append({});
  nothing.finish();
  EXPECT_EQ(nothing.frames(), 0U);
  EXPECT_TRUE(nothing.complete());
}

TEST(GreetingAudio, HasNoPayloadBeyondItsFrames) {
  GreetingAudio audio(SampleRate::hz8000, 640);
  EXPECT_EQ(audio.payload(0), "");
  audio.append(pattern(640));
  EXPECT_NE(audio.payload(0), "");
  EXPECT_EQ(audio.payload(1), "");
}

TEST(GreetingAudio, KeepsPublishedPayloadsWhereTheyAre) {
  GreetingAudio audio(SampleRate::hz8000, 320);
  const auto pcm = pattern(320);
  audio.append(pcm);
  const auto first = audio.payload(0);
  for (int i = 0; i < 2000; ++i) audio.append(pcm);
  EXPECT_EQ(audio.payload(0).data(), first.data());
  EXPECT_EQ(first, base64_encode(pcm));
}

TEST(GreetingAudio, CarriesTheReport) {
  GreetingAudio audio(SampleRate::hz8000);
  EXPECT_EQ(audio.report().voice, "");
  audio.set_report({.voice = "builtin", .fallback = "elevenlabs: 401"});
  EXPECT_EQ(audio.report().voice, "builtin");
  EXPECT_EQ(audio.report().fallback, "elevenlabs: 401");
}

TEST(GreetingAudio, IsPlayedWhileItIsMade) {
  const auto pcm = pattern(640 * 500 + 77);
  auto expected = pcm;
  expected.resize(640 * 501, std::byte{0});
  GreetingAudio audio(SampleRate::hz8000, 640);
  std::atomic<int> wrong{0};
  {
    std::vector<std::jthread> players;
    for (int p = 0; p < 3; ++p) {
      players.emplace_back([&] {
        std::size_t next = 0;
        for (bool complete = false; !complete;) {
          complete = audio.complete();  // before frames(), so that none is missed
          for (const auto frames = audio.frames(); next < frames; ++next) {
            if (audio.payload(next) != base64_encode(Bytes(expected).subspan(next * 640, 640))) ++wrong;
          }
          (void)audio.report();
        }
        if (next != 501) ++wrong;
      });
    }
    append_in_chunks(audio, pcm, {1, 700, 33, 1281});
    audio.set_report({.voice = "builtin", .fallback = ""});
    audio.finish();
  }
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace exo::domain
