#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/secret.h"

namespace exo::speech {

struct ElevenLabsOptions {
  Secret api_key = {};  ///< empty: not used
  std::string voice_id = "21m00Tcm4TlvDq8ikWAM";
  std::string model = "eleven_flash_v2_5";
  std::string base_url = "https://api.elevenlabs.io";
};

/// A local speech program (Piper, espeak-ng): the text on its standard input, audio on its standard output, no shell.
struct CommandOptions {
  std::string program{};                 ///< looked up in PATH unless it has a '/'; empty: not used
  std::vector<std::string> arguments{};  ///< "{language}" within one becomes "en" or "hi"
  std::uint32_t pcm_rate = 0;  ///< 0: it writes a WAV; else raw s16le mono of so many Hz (kMinRate to kMaxRate)
  std::chrono::milliseconds time_limit{5'000};  ///< for the whole text
};

/// How long a vendor may take before the next voice in the chain speaks. Measured against a playback that begins with
/// the first audio: what is ahead of it is in time, however long the whole takes.
struct VendorBudgets {
  std::chrono::milliseconds first_audio{3'000};  ///< to the first byte, retry included
  std::chrono::milliseconds stall{2'000};        ///< that playback would have to wait for more
  std::chrono::milliseconds total{10'000};       ///< from here on playback may not have to wait at all
};

struct SpeechOptions {
  ElevenLabsOptions elevenlabs;
  std::string default_greeting = "Hello. Thank you for calling. Please stay on the line.";
  std::string default_greeting_hi = "नमस्ते। कॉल करने के लिए धन्यवाद। कृपया लाइन पर बने रहें।";
  /// What is said when nobody can take the call; empty: the same sentence by what is in the executable alone.
  std::string sorry = "Sorry, nobody can take your call right now. Please call again in a few minutes.";
  std::string sorry_hi = "क्षमा करें, इस समय कोई भी आपकी कॉल नहीं ले सकता। कृपया कुछ मिनट बाद फिर से कॉल करें।";
  CommandOptions command;
  std::filesystem::path cache_folder;                   ///< empty: memory only
  std::size_t cache_max_bytes = 64 << 20;               ///< on disk
  std::chrono::milliseconds first_audio_budget{3'000};  ///< a vendor's time to its first byte
  std::chrono::milliseconds stall_budget{2'000};        ///< that playback may wait for a vendor's audio
  std::chrono::milliseconds total_budget{10'000};       ///< a vendor that is behind playback then is late
  std::chrono::milliseconds vendor_pause{30'000};  ///< a vendor or command is not asked for so long after it failed
  std::string espeak_program = "espeak-ng";        ///< looked up in PATH; absent is fine, empty: never used
};

}  // namespace exo::speech
