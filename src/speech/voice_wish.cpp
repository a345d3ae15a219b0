#include "speech/voice_wish.h"

#include "base/text.h"

namespace exo::speech {

VoiceWish voice_wish(std::string_view voice) {
  constexpr std::string_view kVendor = "elevenlabs";
  const auto name = trim(voice);
  if (name == "builtin") return {.first = FirstVoice::builtin};
  if (name == "command") return {.first = FirstVoice::command};
  if (name == kVendor) return {.first = FirstVoice::elevenlabs};
  if (!name.starts_with(kVendor) || name[kVendor.size()] != ':') return {};
  return {.first = FirstVoice::elevenlabs, .voice_id = std::string(trim(name.substr(kVendor.size() + 1)))};
}

}  // namespace exo::speech
