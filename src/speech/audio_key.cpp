#include "speech/audio_key.h"

#include <array>
#include <bit>
#include <span>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <sodium.h>

#include "base/encoding.h"

namespace exo::speech {
namespace {

/// Each part goes in with its length, so that no two lists of parts look alike.
std::string hash_of(const std::vector<std::string_view>& parts) {
  std::string all;
  for (const auto part : parts) all += fmt::format("{}:{}", part.size(), part);
  std::array<unsigned char, 16> digest{};
  crypto_generichash(digest.data(), digest.size(), std::bit_cast<const unsigned char*>(all.data()), all.size(), nullptr,
                     0);
  return hex_encode(std::as_bytes(std::span(digest)));
}

std::string script_hash(const SpeechRequest& request) {
  return hash_of({request.text, request.language});
}

}  // namespace

AudioKey audio_key(const SpeechRequest& request, const ElevenLabsOptions& vendor) {
  const auto frame_bytes = domain::default_frame_bytes(request.rate);
  const std::string_view voice_id = request.voice_id.empty() ? vendor.voice_id : request.voice_id;
  return {.script = script_hash(request),
          .voicing = hash_of({"elevenlabs", voice_id, vendor.model, vendor.base_url,
                              fmt::to_string(domain::hertz(request.rate)), fmt::to_string(frame_bytes)})};
}

AudioKey audio_key(const SpeechRequest& request, const CommandOptions& command) {
  const auto pcm_rate = fmt::to_string(command.pcm_rate);
  const auto rate = fmt::to_string(domain::hertz(request.rate));
  const auto frame_bytes = fmt::to_string(domain::default_frame_bytes(request.rate));
  std::vector<std::string_view> parts = {"command", command.program, pcm_rate, rate, frame_bytes};
  parts.insert(parts.end(), command.arguments.begin(), command.arguments.end());
  return {.script = script_hash(request), .voicing = hash_of(parts)};
}

}  // namespace exo::speech
