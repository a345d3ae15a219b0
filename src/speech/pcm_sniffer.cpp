#include "speech/pcm_sniffer.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>

#include "base/text.h"

namespace exo::speech {
namespace {

constexpr std::size_t kEnough = 64;
constexpr std::size_t kMaxWavHeader = 4096;

std::uint32_t u32(std::string_view bytes, std::size_t at) noexcept {
  std::uint32_t value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

std::uint16_t u16(std::string_view bytes, std::size_t at) noexcept {
  std::uint16_t value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

/// Bytes of the MPEG audio layer III frame that begins at bytes[at] (ISO 11172-3 §2.4.1.3), 0 when none does.
std::size_t mp3_frame_bytes(std::string_view bytes, std::size_t at) noexcept {
  if (bytes.size() < at + 3) return 0;
  const auto second = static_cast<std::uint8_t>(bytes[at + 1]);
  const auto third = static_cast<std::uint8_t>(bytes[at + 2]);
  if (bytes[at] != '\xFF' || (second & 0xE6) != 0xE2) return 0;
  const unsigned version = (second >> 3) & 3U;  // 0: MPEG 2.5, 2: MPEG 2, 3: MPEG 1
  const unsigned bitrate_index = third >> 4;
  const unsigned rate_index = (third >> 2) & 3U;
  if (version == 1 || bitrate_index == 0 || bitrate_index == 15 || rate_index == 3) return 0;
  constexpr unsigned kKbps1[] = {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
  constexpr unsigned kKbps2[] = {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};
  constexpr unsigned kHz[] = {44100, 48000, 32000};
  const unsigned hz = kHz[rate_index] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
  const unsigned kbps = version == 3 ? kKbps1[bitrate_index] : kKbps2[bitrate_index];
  return (version == 3 ? 144'000U : 72'000U) * kbps / hz + ((third >> 1) & 1U);
}

enum class Verdict : std::uint8_t { no, yes, unsure };

/// A loud PCM sample can look like one frame header, so a second one must follow where the first frame ends.
Verdict looks_like_mp3(std::string_view bytes) noexcept {
  if (bytes.starts_with("ID3")) return Verdict::yes;
  const auto first = mp3_frame_bytes(bytes, 0);
  if (first == 0) return Verdict::no;
  if (bytes.size() < first + 3) return Verdict::unsure;
  return mp3_frame_bytes(bytes, first) != 0 && bytes[1] == bytes[first + 1] ? Verdict::yes : Verdict::no;
}

/// What a body is that is plainly not PCM; empty when it may be.
std::string_view foreign_format(std::string_view bytes) noexcept {
  if (bytes.starts_with("OggS")) return "Ogg";
  if (bytes.starts_with("fLaC")) return "FLAC";
  const auto text = trim(bytes);
  if (istarts_with(text, "<!doctype") || istarts_with(text, "<html") || istarts_with(text, "<?xml")) return "HTML";
  if (text.starts_with('{') && trim(text.substr(1)).starts_with('"')) return "JSON";
  return {};
}

Bytes bytes_of(std::string_view text) noexcept {
  return as_bytes(text);
}

}  // namespace

Result<Bytes> PcmSniffer::feed(Bytes bytes) {
  if (judged_) return within_data(bytes);
  held_.append(std::bit_cast<const char*>(bytes.data()), bytes.size());
  return judge(Ending::more_to_come);
}

Result<Bytes> PcmSniffer::finish() {
  if (judged_) return Bytes{};
  return judge(Ending::at_end);
}

Result<Bytes> PcmSniffer::judge(Ending ending) {
  if (held_.size() < kEnough && ending == Ending::more_to_come) return Bytes{};
  if (held_.starts_with("RIFF") && held_.size() >= 12) return strip_wav(ending);
  if (const auto format = foreign_format(held_); !format.empty()) {
    return fail(Errc::upstream_failed, "answered " + std::string(format) + " instead of PCM");
  }
  const auto mp3 = looks_like_mp3(held_);
  if (mp3 == Verdict::yes) return fail(Errc::upstream_failed, "answered MP3 instead of PCM");
  if (mp3 == Verdict::unsure && ending == Ending::more_to_come) return Bytes{};
  judged_ = true;
  return bytes_of(held_);
}

Result<Bytes> PcmSniffer::strip_wav(Ending ending) {
  const std::string_view bytes = held_;
  bool fits = false;
  for (std::size_t at = 12; at + 8 <= bytes.size();) {
    const auto id = bytes.substr(at, 4);
    const std::size_t size = u32(bytes, at + 4);
    if (id == "fmt " && bytes.size() >= at + 24) {
      fits = u16(bytes, at + 8) == 1 && u16(bytes, at + 10) == 1 && u32(bytes, at + 12) == rate_ &&
             u16(bytes, at + 22) == 16;
    }
    if (id == "data") {
      if (!fits) return fail(Errc::upstream_failed, "answered a WAV of another format");
      judged_ = true;
      data_left_ = size == 0 ? SIZE_MAX : size;  // a streamed header does not know the size
      return within_data(bytes_of(bytes.substr(at + 8)));
    }
    at += 8 + size + size % 2;
    if (at > kMaxWavHeader) return fail(Errc::upstream_failed, "answered a WAV without audio");
  }
  if (ending == Ending::at_end) return fail(Errc::upstream_failed, "answered a WAV without audio");
  return Bytes{};
}

Bytes PcmSniffer::within_data(Bytes bytes) noexcept {
  const auto audio = bytes.first(std::min(bytes.size(), data_left_));
  if (data_left_ != SIZE_MAX) data_left_ -= audio.size();
  return audio;
}

}  // namespace exo::speech
