#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace exo::speech {

/// Which voice a bot wants before the rest of the site's chain.
enum class FirstVoice : std::uint8_t { site, builtin, command, elevenlabs };

struct VoiceWish {
  FirstVoice first = FirstVoice::site;
  std::string voice_id{};  ///< with FirstVoice::elevenlabs; empty: the configured one
  bool operator==(const VoiceWish&) const = default;
};

/// Of domain::Bot::voice: "", "builtin", "command", "elevenlabs", "elevenlabs:{voice id}"; the site's chain for
/// anything else.
[[nodiscard]] VoiceWish voice_wish(std::string_view voice);

}  // namespace exo::speech
