#pragma once

#include <cstdint>
#include <cstring>
#include <string>

namespace exo::speech {

/// Little-endian bytes.
template <class T>
std::string le(T value) {
  std::string out(sizeof value, '\0');
  std::memcpy(out.data(), &value, sizeof value);
  return out;
}

inline std::string chunk(const std::string& id, const std::string& body) {
  auto out = id + le(static_cast<std::uint32_t>(body.size())) + body;
  if (body.size() % 2 != 0) out += '\0';
  return out;
}

inline std::string fmt_body(std::uint16_t tag, std::uint16_t channels, std::uint32_t rate, std::uint16_t bits) {
  const auto block = static_cast<std::uint16_t>(channels * bits / 8);
  return le(tag) + le(channels) + le(rate) + le(rate * block) + le(block) + le(bits);
}

/// WAVE_FORMAT_EXTENSIBLE with that sub-format.
inline std::string extensible_fmt_body(std::uint16_t tag, std::uint16_t channels, std::uint32_t rate,
                                       std::uint16_t bits) {
  const std::string guid_tail("\x00\x00\x00\x00\x10\x00\x80\x00\x00\xAA\x00\x38\x9B\x71", 14);
  return fmt_body(0xFFFE, channels, rate, bits) + le<std::uint16_t>(22) + le(bits) + le<std::uint32_t>(0) + le(tag) +
         guid_tail;
}

inline std::string riff(const std::string& chunks) {
  return "RIFF" + le(static_cast<std::uint32_t>(chunks.size() + 4)) + "WAVE" + chunks;
}

inline std::string wav_file(std::uint16_t tag, std::uint16_t channels, std::uint32_t rate, std::uint16_t bits,
                            const std::string& data) {
  return riff(chunk("fmt ", fmt_body(tag, channels, rate, bits)) + chunk("data", data));
}

}  // namespace exo::speech
