#include "speech/recording.h"

#include <gtest/gtest.h>

#include "fake_vendor.h"
#include "wav_maker.h"

namespace exo::speech {
namespace {

using domain::SampleRate;

TEST(Recording, TellsWhatAGoodFileIs) {
  const auto info = check_recording(make_wav({22050, sine(300, 22050, 33075)}));
  ASSERT_TRUE(info) << info.error().detail;
  EXPECT_DOUBLE_EQ(info->seconds, 1.5);
  EXPECT_EQ(info->rate, 22050U);
  EXPECT_EQ(info->channels, 1);
  EXPECT_EQ(info->codec, "16-bit PCM");

  const auto law = check_recording(wav_file(7, 2, 8000, 8, std::string(1600, '\xFF')));
  ASSERT_TRUE(law) << law.error().detail;
  EXPECT_DOUBLE_EQ(law->seconds, 0.1);
  EXPECT_EQ(law->channels, 2);
  EXPECT_EQ(law->codec, "mu-law");
}

TEST(Recording, TakesTwoMinutesAndTenMebibytesAndNotMore) {
  EXPECT_TRUE(check_recording(wav_file(1, 1, 8000, 8, std::string(120 * 8000, '\x80'))));
  EXPECT_FALSE(check_recording(wav_file(1, 1, 8000, 8, std::string(121 * 8000, '\x80'))));
  auto big = wav_file(1, 2, 44100, 16, std::string(10 << 20, '\0'));
  EXPECT_FALSE(check_recording(big));
  big.resize(kMaxRecordingBytes);
  EXPECT_TRUE(check_recording(big)) << check_recording(big).error().detail;
}

TEST(Recording, RefusesInWordsThatHelp) {
  const struct {
    std::string file;
    const char* words;
  } kTable[] = {
      {"", "the file is empty"},
      {std::string("ID3\x04\0\0", 6), "an MP3 file; save it as WAV"},
      {"\xFF\xFB\x90\x64", "an MP3 file"},
      {"OggS....", "an Ogg file"},
      {"fLaC....", "a FLAC file"},
      {std::string("\0\0\0\x20"
                   "ftypM4A ....",
                   16),
       "an MP4 or M4A file"},
      {"#!AMR\n", "an AMR file"},
      {"FORM....AIFF", "an AIFF file"},
      {"RF64....WAVE", "an RF64 or RIFX file"},
      {"hello, this is text", "not a WAV file"},
      {std::string(100, '\0'), "not a WAV file"},
      {wav_file(1, 1, 8000, 16, ""), "no audio"},
      {wav_file(17, 1, 8000, 4, "abcd"), "ADPCM"},
      {wav_file(1, 1, 8000, 8, std::string(130 * 8000, '\x80')), "lasts 130 s; at most 120 s"},
      {std::string(kMaxRecordingBytes + 1, 'R'), "larger than 10 MiB"},
  };
  for (const auto& row : kTable) {
    const auto info = check_recording(row.file);
    ASSERT_FALSE(info) << row.words;
    EXPECT_EQ(info.error().code, Errc::unprocessable);
    EXPECT_NE(info.error().detail.find(row.words), std::string::npos) << info.error().detail;
  }
}

TEST(RecordingVoice, PlaysTheRecordingOfItsId) {
  const auto tone = sine(300, 8000, 4000);
  const RecordingSource source = [&](std::string_view id) -> Result<std::string> {
    if (id == "r1") return make_wav({8000, tone});
    return fail(Errc::not_found, "no such recording");
  };
  std::string heard;
  const PcmSink sink = [&](Bytes pcm) { heard.append(reinterpret_cast<const char*>(pcm.data()), pcm.size()); };
  ASSERT_TRUE(RecordingVoice(source, "r1").speak({"", "en", SampleRate::hz8000}, sink));
  EXPECT_EQ(heard, bytes_of(tone));
  heard.clear();
  EXPECT_EQ(RecordingVoice(source, "r2").speak({"", "en", SampleRate::hz8000}, sink).error().detail,
            "recording: no such recording");
  EXPECT_FALSE(RecordingVoice({}, "r1").speak({"", "en", SampleRate::hz8000}, sink));
  EXPECT_EQ(heard, "");
}

}  // namespace
}  // namespace exo::speech
