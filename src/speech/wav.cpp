#include "speech/wav.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "speech/companding.h"

namespace exo::speech {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::uint16_t kPcm = 1, kFloat = 3, kALaw = 6, kMuLaw = 7, kExtensible = 0xFFFE;

struct Format {
  std::uint16_t tag = 0;
  std::uint16_t channels = 0;
  std::uint32_t rate = 0;
  std::uint16_t bits = 0;

  [[nodiscard]] std::size_t sample_bytes() const noexcept { return bits / 8U; }
};

template <class T>
T read_le(std::string_view bytes, std::size_t offset) noexcept {
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

template <class T>
void write_le(std::string& out, T value) {
  out.append(std::bit_cast<std::array<char, sizeof(T)>>(value).data(), sizeof value);
}

bool is_known(const Format& format) noexcept {
  switch (format.tag) {
    case kPcm:
      return format.bits == 8 || format.bits == 16 || format.bits == 24 || format.bits == 32;
    case kFloat:
      return format.bits == 32 || format.bits == 64;
    case kALaw:
    case kMuLaw:
      return format.bits == 8;
    default:
      return false;
  }
}

/// RFC 2361, the codecs that people meet.
std::string codec_name(std::uint16_t tag) {
  switch (tag) {
    case kPcm:
      return "PCM";
    case kFloat:
      return "float";
    case kALaw:
      return "A-law";
    case kMuLaw:
      return "mu-law";
    case 0x0002:
    case 0x0011:
      return fmt::format("ADPCM (format {})", tag);
    case 0x0031:
      return "GSM 6.10 (format 49)";
    case 0x0050:
    case 0x0055:
      return fmt::format("MP3 (format {})", tag);
    default:
      return fmt::format("format {}", tag);
  }
}

Result<Format> read_format(std::string_view chunk) {
  if (chunk.size() < 16) return fail(Errc::unprocessable, "WAV: the fmt chunk is too short");
  Format format{.tag = read_le<std::uint16_t>(chunk, 0),
                .channels = read_le<std::uint16_t>(chunk, 2),
                .rate = read_le<std::uint32_t>(chunk, 4),
                .bits = read_le<std::uint16_t>(chunk, 14)};
  // WAVE_FORMAT_EXTENSIBLE: the true tag is the first two bytes of the SubFormat GUID.
  if (format.tag == kExtensible) {
    if (chunk.size() < 26) return fail(Errc::unprocessable, "WAV: the extensible fmt chunk is too short");
    format.tag = read_le<std::uint16_t>(chunk, 24);
  }
  if (!is_known(format)) {
    return fail(Errc::unprocessable, fmt::format("WAV: {} with {} bits is not supported (PCM 8/16/24/32, float "
                                                 "32/64, mu-law and A-law are)",
                                                 codec_name(format.tag), format.bits));
  }
  if (format.channels < 1 || format.channels > kMaxWavChannels) {
    return fail(Errc::unprocessable,
                fmt::format("WAV: {} channels (1 to {} are supported)", format.channels, kMaxWavChannels));
  }
  if (format.rate < kMinRate || format.rate > kMaxRate) {
    return fail(Errc::unprocessable,
                fmt::format("WAV: {} Hz ({} to {} are supported)", format.rate, kMinRate, kMaxRate));
  }
  return format;
}

std::int16_t from_float(double value) noexcept {
  if (std::isnan(value)) return 0;
  return static_cast<std::int16_t>(std::lrint(std::clamp(value, -1.0, 1.0) * 32767.0));
}

std::int16_t read_sample(const Format& format, std::string_view data, std::size_t at) noexcept {
  const auto byte = static_cast<std::uint8_t>(data[at]);
  if (format.tag == kMuLaw) return mu_law_to_linear(byte);
  if (format.tag == kALaw) return a_law_to_linear(byte);
  if (format.tag == kFloat && format.bits == 64) return from_float(read_le<double>(data, at));
  if (format.tag == kFloat) return from_float(static_cast<double>(read_le<float>(data, at)));
  if (format.bits == 8) return static_cast<std::int16_t>((byte - 128) * 256);
  // Of the wider formats the two most significant bytes are the 16-bit sample.
  return read_le<std::int16_t>(data, at + format.sample_bytes() - 2);
}

std::vector<std::int16_t> mix_down(const Format& format, std::string_view data) {
  const std::size_t step = format.sample_bytes() * format.channels;
  std::vector<std::int16_t> samples(data.size() / step);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    int sum = 0;
    for (std::size_t channel = 0; channel < format.channels; ++channel) {
      sum += read_sample(format, data, i * step + channel * format.sample_bytes());
    }
    samples[i] = static_cast<std::int16_t>(sum / format.channels);
  }
  return samples;
}

/// The bytes of a chunk. A writer that streams cannot know the size: it leaves 0 or a huge number in the data chunk's.
std::string_view chunk_body(std::string_view bytes, std::size_t start, std::uint32_t size, std::string_view id) {
  const auto rest = bytes.substr(start);
  if (id == "data" && size == 0) return rest;
  return rest.substr(0, size);
}

struct Audio {
  Format format;
  std::string_view data;

  [[nodiscard]] std::size_t frames() const noexcept { return data.size() / (format.sample_bytes() * format.channels); }
};

Result<Audio> find_audio(std::string_view bytes) {
  if (bytes.size() > kMaxWavBytes) {
    return fail(Errc::unprocessable, fmt::format("WAV: larger than {} bytes", kMaxWavBytes));
  }
  if (bytes.size() < 12 || !bytes.starts_with("RIFF") || bytes.substr(8, 4) != "WAVE") {
    return fail(Errc::unprocessable, "not a WAV file (no RIFF/WAVE header)");
  }
  std::optional<Format> format;
  for (std::size_t at = 12; at + 8 <= bytes.size();) {
    const auto id = bytes.substr(at, 4);
    const auto size = read_le<std::uint32_t>(bytes, at + 4);
    const auto body = chunk_body(bytes, at + 8, size, id);
    if (id == "fmt ") {
      auto read = read_format(body);
      if (!read) return std::unexpected(std::move(read.error()));
      format = *read;
    } else if (id == "data") {
      if (!format) return fail(Errc::unprocessable, "WAV: the data chunk comes before the fmt chunk");
      const Audio audio{*format, body};
      if (audio.frames() == 0) return fail(Errc::unprocessable, "WAV: no audio in the data chunk");
      return audio;
    }
    if (body.size() < size) break;
    at += 8 + std::size_t{size} + size % 2;  // chunks are padded to an even length
  }
  return fail(Errc::unprocessable, format ? "WAV: no data chunk" : "WAV: no fmt chunk");
}

}  // namespace

Result<Pcm> parse_wav(std::string_view bytes) {
  const auto audio = find_audio(bytes);
  if (!audio) return std::unexpected(audio.error());
  return Pcm{audio->format.rate, mix_down(audio->format, audio->data)};
}

Result<WavInfo> inspect_wav(std::string_view bytes) {
  const auto audio = find_audio(bytes);
  if (!audio) return std::unexpected(audio.error());
  const auto& format = audio->format;
  const bool has_widths = format.tag == kPcm || format.tag == kFloat;
  return WavInfo{
      .rate = format.rate,
      .channels = format.channels,
      .codec = has_widths ? fmt::format("{}-bit {}", format.bits, codec_name(format.tag)) : codec_name(format.tag),
      .frames = audio->frames()};
}

std::string make_wav(const Pcm& pcm) {
  const auto data_bytes = static_cast<std::uint32_t>(pcm.samples.size() * 2);
  std::string out;
  out.reserve(44 + data_bytes);
  out += "RIFF";
  write_le(out, data_bytes + 36);
  out += "WAVEfmt ";
  write_le(out, std::uint32_t{16});
  write_le(out, kPcm);
  write_le(out, std::uint16_t{1});
  write_le(out, pcm.rate);
  write_le(out, pcm.rate * 2);
  write_le(out, std::uint16_t{2});
  write_le(out, std::uint16_t{16});
  out += "data";
  write_le(out, data_bytes);
  const auto bytes = std::as_bytes(std::span(pcm.samples));
  out.append(std::bit_cast<const char*>(bytes.data()), bytes.size());
  return out;
}

}  // namespace exo::speech
