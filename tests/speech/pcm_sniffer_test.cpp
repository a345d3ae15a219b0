#include "speech/pcm_sniffer.h"

#include <string>

#include <gtest/gtest.h>

#include "fake_vendor.h"

namespace exo::speech {
namespace {

/// What comes out when `body` comes in pieces of `step` bytes; "error: …" when it is refused.
std::string sniffed(const std::string& body, std::size_t step, std::uint32_t rate = 8000) {
  PcmSniffer sniffer(rate);
  std::string out;
  const auto take = [&out](const Result<Bytes>& audio) {
    if (!audio) {
      out = "error: " + audio.error().detail;
      return false;
    }
    out.append(reinterpret_cast<const char*>(audio->data()), audio->size());
    return true;
  };
  for (std::size_t at = 0; at < body.size(); at += step) {
    if (!take(sniffer.feed(as_bytes(std::string_view(body).substr(at, step))))) return out;
  }
  take(sniffer.finish());
  return out;
}

const std::string& speech() {
  static const std::string pcm = bytes_of(sine(440, 8000, 1000));
  return pcm;
}

constexpr std::size_t kSteps[] = {1, 7, 63, 64, 65, 4096};

TEST(PcmSniffer, PassesPcmOnByteForByte) {
  for (const auto step : kSteps) {
    EXPECT_EQ(sniffed(speech(), step), speech()) << step;
    EXPECT_EQ(sniffed("ab", step), "ab") << step;
    EXPECT_EQ(sniffed("RIFF", step), "RIFF") << step;
    EXPECT_EQ(sniffed("", step), "") << step;
  }
}

TEST(PcmSniffer, TakesTheHeaderOffAWav) {
  const Pcm pcm{8000, sine(440, 8000, 1000)};
  auto streamed = make_wav(pcm);
  streamed.replace(40, 4, std::string(4, '\xFF'));
  auto unknown = make_wav(pcm);
  unknown.replace(40, 4, std::string(4, '\0'));
  for (const auto step : kSteps) {
    EXPECT_EQ(sniffed(make_wav(pcm), step), speech()) << step;
    EXPECT_EQ(sniffed(make_wav(pcm) + "LIST\x04", step), speech()) << "what follows the data is not audio";
    EXPECT_EQ(sniffed(streamed, step), speech()) << step;
    EXPECT_EQ(sniffed(unknown, step), speech()) << step;
  }
}

TEST(PcmSniffer, RefusesAWavOfAnotherFormatOrWithoutAudio) {
  const auto wav = make_wav({16000, sine(440, 16000, 1000)});
  const auto junk = std::string("RIFF\xFF\xFF\xFF\xFFWAVELIST\xFF\xFF\xFF\xFF", 20) + std::string(100, 'x');
  for (const auto step : kSteps) {
    EXPECT_EQ(sniffed(wav, step), "error: answered a WAV of another format");
    EXPECT_EQ(sniffed(junk, step), "error: answered a WAV without audio");
    EXPECT_EQ(sniffed(wav.substr(0, 30), step), "error: answered a WAV without audio");
  }
}

/// Two frames and a bit of MPEG 1 layer III, 128 kbit/s at 44.1 kHz: 417 bytes each.
std::string mp3() {
  const std::string header("\xFF\xFB\x90\x00", 4);
  return header + std::string(413, 'm') + header + std::string(413, 'm') + header;
}

TEST(PcmSniffer, RefusesOtherFormats) {
  for (const auto step : kSteps) {
    EXPECT_EQ(sniffed(mp3(), step), "error: answered MP3 instead of PCM") << step;
    EXPECT_EQ(sniffed("ID3\x04" + std::string(100, '\0'), step), "error: answered MP3 instead of PCM");
    EXPECT_EQ(sniffed("OggS" + std::string(100, '\0'), step), "error: answered Ogg instead of PCM");
    EXPECT_EQ(sniffed("fLaC", step), "error: answered FLAC instead of PCM");
    EXPECT_EQ(sniffed("\n <!DOCTYPE html><html><body>Sorry</body></html>", step),
              "error: answered HTML instead of PCM");
    EXPECT_EQ(sniffed("<html>", step), "error: answered HTML instead of PCM");
    EXPECT_EQ(sniffed("{ \"detail\": {\"status\": \"quota_exceeded\"}}" + std::string(80, ' '), step),
              "error: answered JSON instead of PCM");
  }
}

TEST(PcmSniffer, DoesNotTakeALoudSampleForMp3) {
  const auto pcm = std::string("\xFF\xFB\x90\x00", 4) + std::string(2000, 'p');
  for (const auto step : kSteps) EXPECT_EQ(sniffed(pcm, step), pcm) << step;
  const auto shorter = pcm.substr(0, 100);
  for (const auto step : kSteps) EXPECT_EQ(sniffed(shorter, step), shorter) << step;
}

}  // namespace
}  // namespace exo::speech
