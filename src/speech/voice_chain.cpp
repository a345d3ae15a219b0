#include "speech/voice_chain.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "speech/audio_key.h"
#include "speech/command_voice.h"

namespace exo::speech {

VoiceChain::VoiceChain(const SpeechOptions& options, HttpStreamTransport transport, Memory memory)
    : vendor_options_(options.elevenlabs),
      memory_(std::move(memory)),
      files_(options.cache_folder, options.cache_max_bytes),
      vendor_health_(options.vendor_pause),
      command_health_(options.vendor_pause),
      last_good_([this](const SpeechRequest& request) { return last_good(request); }),
      espeak_(options.espeak_program) {
  if (!options.elevenlabs.api_key.empty() && transport) {
    const VendorBudgets budgets{
        .first_audio = options.first_audio_budget, .stall = options.stall_budget, .total = options.total_budget};
    auto elevenlabs = std::make_unique<ElevenLabs>(options.elevenlabs, budgets, std::move(transport));
    elevenlabs_ = elevenlabs.get();
    vendor_ = std::make_unique<StoredVoice>(
        std::move(elevenlabs), [this](const SpeechRequest& request) { return audio_key(request, vendor_options_); },
        files_, vendor_health_);
  }
  if (!options.command.program.empty()) {
    command_ = std::make_unique<StoredVoice>(
        std::make_unique<CommandVoice>(options.command),
        [command = options.command](const SpeechRequest& request) { return audio_key(request, command); }, files_,
        command_health_);
  }
  if (vendor_) {
    site_ = {vendor_.get(), &last_good_, command_.get(), &builtin_, &espeak_};
  } else {
    site_ = {command_.get(), &builtin_, &last_good_, &espeak_};
  }
  std::erase(site_, nullptr);
}

std::vector<Synthesizer*> VoiceChain::voices(FirstVoice first) {
  auto voices = site_;
  const auto front = std::ranges::find(voices, wanted(first));
  if (front != voices.end()) std::rotate(voices.begin(), front, std::next(front));
  return voices;
}

Synthesizer* VoiceChain::wanted(FirstVoice first) noexcept {
  switch (first) {
    case FirstVoice::builtin:
      return &builtin_;
    case FirstVoice::command:
      return command_.get();
    case FirstVoice::elevenlabs:
      return vendor_.get();
    default:
      return nullptr;
  }
}

std::string VoiceChain::missing(FirstVoice first) const {
  if (first == FirstVoice::command && !command_) return "command: none is configured";
  if (first == FirstVoice::elevenlabs && !vendor_) return "elevenlabs: no API key is configured";
  return {};
}

std::string VoiceChain::trouble(SteadyTime now) const {
  auto vendor = vendor_health_.trouble(now);
  return vendor.empty() ? command_health_.trouble(now) : vendor;
}

void VoiceChain::stop() noexcept {
  if (elevenlabs_ != nullptr) elevenlabs_->stop();
}

std::optional<Pcm> VoiceChain::last_good(const SpeechRequest& request) {
  const auto script = audio_key(request, vendor_options_).script;
  auto in_memory = memory_(script);
  return in_memory ? std::move(in_memory) : files_.load_any(script);
}

}  // namespace exo::speech
