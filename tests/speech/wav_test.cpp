#include "speech/wav.h"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "speech/companding.h"
#include "wav_maker.h"

namespace exo::speech {
namespace {

std::string wav(std::uint16_t tag, std::uint16_t channels, std::uint16_t bits, const std::string& data) {
  return wav_file(tag, channels, 8000, bits, data);
}

using Samples = std::vector<std::int16_t>;

TEST(Wav, ReadsEveryFormat) {
  const struct {
    const char* name;
    std::string bytes;
    Samples expected;
  } kTable[] = {
      {"PCM 8", wav(1, 1, 8, std::string("\x80\x00\xFF", 3)), {0, -32768, 32512}},
      {"PCM 16", wav(1, 1, 16, le<std::int16_t>(-2) + le<std::int16_t>(32767)), {-2, 32767}},
      {"PCM 24", wav(1, 1, 24, std::string("\x99\x34\x12\x00\x00\x80", 6)), {0x1234, -32768}},
      {"PCM 32", wav(1, 1, 32, le<std::int32_t>(0x12345678) + le<std::int32_t>(-65536)), {0x1234, -1}},
      {"float", wav(3, 1, 32, le(0.5F) + le(-1.0F) + le(7.0F) + le(std::nanf(""))), {16384, -32767, 32767, 0}},
      {"float 64", wav(3, 1, 64, le(0.5) + le(-1.0) + le(7.0) + le(std::nan(""))), {16384, -32767, 32767, 0}},
      {"mu-law", wav(7, 1, 8, std::string("\xFF\x00\x80", 3)), {0, -32124, 32124}},
      {"A-law", wav(6, 1, 8, std::string("\xD5\x55\xAA\x2A", 4)), {8, -8, 32256, -32256}},
      {"stereo",
       wav(1, 2, 16,
           le<std::int16_t>(100) + le<std::int16_t>(300) + le<std::int16_t>(-32768) + le<std::int16_t>(-32768)),
       {200, -32768}},
      {"half a sample at the end", wav(1, 1, 16, le<std::int16_t>(5) + "x"), {5}},
  };
  for (const auto& row : kTable) {
    const auto pcm = parse_wav(row.bytes);
    ASSERT_TRUE(pcm) << row.name << ": " << pcm.error().detail;
    EXPECT_EQ(pcm->samples, row.expected) << row.name;
    EXPECT_EQ(pcm->rate, 8000U) << row.name;
  }
}

TEST(Wav, ReadsTheExtensibleFormat) {
  const auto body = extensible_fmt_body(1, 1, 16000, 16);
  const auto pcm = parse_wav(riff(chunk("fmt ", body) + chunk("data", le<std::int16_t>(77))));
  ASSERT_TRUE(pcm) << pcm.error().detail;
  EXPECT_EQ(pcm->rate, 16000U);
  EXPECT_EQ(pcm->samples, Samples{77});
}

TEST(Wav, TellsWhatIsInIt) {
  const auto info = inspect_wav(wav(3, 2, 32, std::string(80, '\0') + "x"));
  ASSERT_TRUE(info) << info.error().detail;
  EXPECT_EQ(info->rate, 8000U);
  EXPECT_EQ(info->channels, 2);
  EXPECT_EQ(info->codec, "32-bit float");
  EXPECT_EQ(info->frames, 10U);
  EXPECT_FALSE(inspect_wav("RIFF"));
}

TEST(Wav, SkipsOtherChunksEvenOddOnes) {
  const auto pcm = parse_wav(riff(chunk("LIST", "abc") + chunk("fmt ", fmt_body(1, 1, 8000, 16)) + chunk("odd!", "x") +
                                  chunk("data", le<std::int16_t>(9)) + chunk("LIST", "tail")));
  ASSERT_TRUE(pcm) << pcm.error().detail;
  EXPECT_EQ(pcm->samples, Samples{9});
}

TEST(Wav, TakesWhatIsThereWhenTheDataSizeIsUnknownOrTooBig) {
  for (const std::uint32_t size : {0U, 0xFFFFFFFFU, 0x7FFFF000U, 1000U}) {
    const auto bytes =
        riff(chunk("fmt ", fmt_body(1, 1, 22050, 16)) + "data" + le(size) + le<std::int16_t>(3) + le<std::int16_t>(-4));
    const auto pcm = parse_wav(bytes);
    ASSERT_TRUE(pcm) << size << ": " << pcm.error().detail;
    EXPECT_EQ(pcm->samples, (Samples{3, -4})) << size;
  }
}

TEST(Wav, RefusesWhatItCannotRead) {
  const auto audio = chunk("data", le<std::int16_t>(1));
  const struct {
    std::string bytes;
    const char* words;
  } kTable[] = {
      {"", "not a WAV"},
      {"RIFF", "not a WAV"},
      {"RIFX" + le(4U) + "WAVE", "not a WAV"},
      {"<html>no such file here</html>", "not a WAV"},
      {riff(""), "no fmt chunk"},
      {riff(audio), "before the fmt chunk"},
      {riff(chunk("fmt ", "short") + audio), "too short"},
      {riff(chunk("fmt ", fmt_body(0xFFFE, 1, 8000, 16)) + audio), "extensible fmt chunk is too short"},
      {riff(chunk("fmt ", fmt_body(1, 1, 8000, 16))), "no data chunk"},
      {riff(chunk("fmt ", fmt_body(1, 1, 8000, 16)) + chunk("data", "")), "no audio"},
      {riff(chunk("fmt ", fmt_body(85, 1, 8000, 16)) + audio), "MP3 (format 85)"},
      {riff(chunk("fmt ", fmt_body(1, 1, 8000, 12)) + audio), "12 bits"},
      {riff(chunk("fmt ", fmt_body(3, 1, 8000, 16)) + audio), "float with 16 bits"},
      {riff(chunk("fmt ", fmt_body(17, 1, 8000, 4)) + audio), "ADPCM (format 17)"},
      {riff(chunk("fmt ", fmt_body(1, 0, 8000, 16)) + audio), "0 channels"},
      {riff(chunk("fmt ", fmt_body(1, 9, 8000, 16)) + audio), "9 channels"},
      {riff(chunk("fmt ", fmt_body(1, 1, 0, 16)) + audio), "0 Hz"},
      {riff(chunk("fmt ", fmt_body(1, 1, 4000000000U, 16)) + audio), "4000000000 Hz"},
      {riff("junk" + le(0xFFFFFFFFU)), "no fmt chunk"},
  };
  for (const auto& row : kTable) {
    const auto pcm = parse_wav(row.bytes);
    ASSERT_FALSE(pcm) << row.words;
    EXPECT_EQ(pcm.error().code, Errc::unprocessable);
    EXPECT_NE(pcm.error().detail.find(row.words), std::string::npos) << pcm.error().detail;
  }
}

TEST(Wav, RefusesAnOversizedFile) {
  auto bytes = wav(1, 1, 16, std::string(kMaxWavBytes, '\0'));
  EXPECT_FALSE(parse_wav(bytes));
  bytes.resize(kMaxWavBytes);
  EXPECT_TRUE(parse_wav(bytes));
}

TEST(Wav, AnyPrefixOfAFileIsReadOrRefused) {
  const auto bytes =
      riff(chunk("LIST", "abc") + chunk("fmt ", fmt_body(1, 1, 8000, 16)) + chunk("data", std::string(8, '\1')));
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    // An exact copy on the heap, so that the sanitizer sees a read past its end.
    const std::vector<char> prefix(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    const auto pcm = parse_wav({prefix.data(), prefix.size()});
    if (pcm) EXPECT_FALSE(pcm->samples.empty());
  }
}

TEST(Wav, WritesWhatItReads) {
  const Pcm pcm{24000, {1, -2, 32767, -32768, 0}};
  const auto bytes = make_wav(pcm);
  EXPECT_EQ(bytes.size(), 44 + 10U);
  EXPECT_EQ(bytes.substr(0, 4) + le<std::uint32_t>(46) + "WAVEfmt ", bytes.substr(0, 16));
  EXPECT_EQ(bytes.substr(36, 8), "data" + le<std::uint32_t>(10));
  const auto back = parse_wav(bytes);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->rate, pcm.rate);
  EXPECT_EQ(back->samples, pcm.samples);
}

}  // namespace
}  // namespace exo::speech
