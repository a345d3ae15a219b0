#include "speech/audio_key.h"

#include <array>
#include <bit>
#include <initializer_list>
#include <span>
#include <string_view>

#include <fmt/format.h>
#include <sodium.h>

#include "base/encoding.h"

namespace exo::speech {
namespace {

/// Each part goes in with its length, so that no two lists of parts look alike.
std::string hash_of(std::initializer_list<std::string_view> parts) {
  std::string all;
  for (const auto part : parts) all += fmt::format("{}:{}", part.size(), part);
  std::array<unsigned char, 16> digest{};
  crypto_generichash(digest.data(), digest.size(), std::bit_cast<const unsigned char*>(all.data()), all.size(), nullptr,
                     0);
  return hex_encode(std::as_bytes(std::span(digest)));
}

}  // namespace

AudioKey audio_key(const SpeechRequest& request, const ElevenLabsOptions& vendor) {
  const auto frame_bytes = domain::default_frame_bytes(request.rate);
  return {.script = hash_of({request.text, request.language}),
          .voicing = hash_of({"elevenlabs", vendor.voice_id, vendor.model, vendor.base_url,
                              fmt::to_string(domain::hertz(request.rate)), fmt::to_string(frame_bytes)})};
}

}  // namespace exo::speech
