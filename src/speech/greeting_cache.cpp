#include "speech/greeting_cache.h"

#include <algorithm>
#include <utility>

namespace exo::speech {
namespace {

constexpr std::size_t kOverhead = 512;  // keys, index, control blocks

std::size_t encoded_bytes(const domain::GreetingAudio& audio) {
  return kOverhead + audio.frames() * ((audio.frame_bytes() + 2) / 3 * 4);
}

bool is_good(const domain::GreetingAudio& audio) {
  if (!audio.complete() || audio.frames() == 0) return false;
  const auto report = audio.report();
  return report.voice == "elevenlabs" && report.fallback.empty();
}

}  // namespace

GreetingCache::Audio GreetingCache::find(const std::string& key, SteadyTime now) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end() || found->second->stale_at <= now) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->audio;
}

void GreetingCache::insert(const std::string& key, std::string script, Audio audio) {
  erase(key);
  entries_.push_front({.key = key, .script = std::move(script), .audio = std::move(audio)});
  by_key_[key] = entries_.begin();
}

void GreetingCache::settle(const std::string& key, const Audio& audio, SteadyTime stale_at) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end() || found->second->audio != audio) return;
  found->second->bytes = encoded_bytes(*audio);
  found->second->stale_at = stale_at;
  bytes_ += found->second->bytes;
  for (auto last = entries_.end(); bytes_ > max_bytes_ && last != entries_.begin();) {
    const auto entry = std::prev(last);
    if (entry->bytes == 0) {
      last = entry;
    } else {
      drop(entry);
    }
  }
}

void GreetingCache::erase(const std::string& key) {
  if (const auto found = by_key_.find(key); found != by_key_.end()) drop(found->second);
}

GreetingCache::Audio GreetingCache::good_audio(std::string_view script) const {
  const auto found = std::ranges::find_if(
      entries_, [script](const Entry& entry) { return entry.script == script && is_good(*entry.audio); });
  return found == entries_.end() ? nullptr : found->audio;
}

void GreetingCache::drop(Entries::iterator entry) {
  bytes_ -= entry->bytes;
  by_key_.erase(entry->key);
  entries_.erase(entry);
}

}  // namespace exo::speech
