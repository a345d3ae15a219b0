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
  return (report.voice == "elevenlabs" || report.voice == "command") && report.fallback.empty();
}

}  // namespace

GreetingCache::Audio GreetingCache::find(const std::string& key) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  found->second->asked_again = true;
  return found->second->audio;
}

bool GreetingCache::is_stale(const std::string& key, SteadyTime now) const {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return false;
  const auto& entry = *found->second;
  return entry.stale_at <= now && !entry.renewal;
}

void GreetingCache::insert(const std::string& key, std::string script, Audio audio, Keep keep) {
  erase(key);
  entries_.push_front({.key = key, .script = std::move(script), .audio = std::move(audio), .keep = keep});
  by_key_[key] = entries_.begin();
}

void GreetingCache::renew(const std::string& key, Audio audio) {
  if (const auto found = by_key_.find(key); found != by_key_.end()) found->second->renewal = std::move(audio);
}

void GreetingCache::settle(const std::string& key, const Audio& audio, SteadyTime stale_at) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return;
  auto& entry = *found->second;
  if (entry.audio != audio && entry.renewal != audio) return;
  entry.audio = audio;
  entry.renewal = nullptr;
  entry.stale_at = stale_at;
  if (entry.keep == Keep::always) return;
  bytes_ -= entry.bytes;
  entry.bytes = encoded_bytes(*audio);
  bytes_ += entry.bytes;
  make_room();
}

void GreetingCache::make_room() {
  std::size_t popular = 0;
  for (const auto& entry : entries_) {
    if (entry.asked_again) popular += entry.bytes;
  }
  // Popular ones may fill three quarters: a new one always finds room to become popular in.
  for (auto entry = entries_.rbegin(); entry != entries_.rend() && popular > max_bytes_ / 4 * 3; ++entry) {
    if (!entry->asked_again) continue;
    entry->asked_again = false;
    popular -= entry->bytes;
  }
  for (auto last = entries_.end(); bytes_ > max_bytes_ && last != entries_.begin();) {
    const auto entry = std::prev(last);
    if (entry->bytes == 0 || entry->asked_again) {
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
