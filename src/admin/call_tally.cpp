#include "admin/call_tally.h"

#include <algorithm>

namespace exo::admin {

void CallTally::add(const domain::CallRecord& call) {
  const std::lock_guard lock(mutex_);
  ++counts_.ended[std::string(to_string(call.end_reason))];
  if (!call.voice.empty()) ++counts_.voices[call.voice];
  if (!call.fallback_reason.empty()) ++counts_.fallbacks;
  if (!call.first_audio_ms) return;
  const auto* const bucket = std::ranges::lower_bound(kFirstAudioMs, *call.first_audio_ms);
  ++counts_.first_audio[static_cast<std::size_t>(bucket - kFirstAudioMs.begin())];
  counts_.first_audio_ms_sum += *call.first_audio_ms;
}

CallTally::Counts CallTally::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace exo::admin
