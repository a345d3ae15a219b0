#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>

#include "base/secret.h"

namespace exo::speech {

struct ElevenLabsOptions {
  Secret api_key = {};  ///< empty: not used
  std::string voice_id = "21m00Tcm4TlvDq8ikWAM";
  std::string model = "eleven_flash_v2_5";
  std::string base_url = "https://api.elevenlabs.io";
};

/// How long a vendor may take before the next voice in the chain speaks.
struct VendorBudgets {
  std::chrono::milliseconds first_audio{3'000};  ///< to the first byte, retry included
  std::chrono::milliseconds stall{2'000};        ///< between two pieces of audio
  std::chrono::milliseconds total{10'000};       ///< to the last byte
};

struct SpeechOptions {
  ElevenLabsOptions elevenlabs;
  std::string default_greeting = "Hello. Thank you for calling. Please stay on the line.";
  std::string default_greeting_hi = "नमस्ते। कॉल करने के लिए धन्यवाद। कृपया लाइन पर बने रहें।";
  std::filesystem::path cache_folder;                   ///< empty: memory only
  std::size_t cache_max_bytes = 64 << 20;               ///< on disk
  std::chrono::milliseconds first_audio_budget{3'000};  ///< a vendor's time to its first byte
  std::chrono::milliseconds stall_budget{2'000};        ///< a vendor's time between two pieces of audio
  std::chrono::milliseconds total_budget{10'000};       ///< a vendor's time to its last byte
  std::chrono::milliseconds vendor_pause{30'000};       ///< no vendor is asked again for so long after it failed
  std::string espeak_program = "espeak-ng";             ///< looked up in PATH; absent is fine, empty: never used
};

}  // namespace exo::speech
