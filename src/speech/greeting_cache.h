#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "domain/greeting_audio.h"

namespace exo::speech {

/// The greetings in memory, made or in the making: the least recently used go when there are too many. What a call
/// still plays lives on by its shared_ptr. Not thread-safe: its owner locks.
class GreetingCache {
 public:
  using Audio = std::shared_ptr<domain::GreetingAudio>;

  explicit GreetingCache(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  /// The audio of that key: in the making, or made and not stale; else null.
  [[nodiscard]] Audio find(const std::string& key, SteadyTime now);
  /// Adds audio that is in the making, in the place of stale audio. `script` groups keys of the same words.
  void insert(const std::string& key, std::string script, Audio audio);
  /// That audio is complete now and serves until `stale_at`; from here on it counts against `max_bytes`.
  void settle(const std::string& key, const Audio& audio, SteadyTime stale_at);
  void erase(const std::string& key);
  /// Complete audio of these words, in a voice that was the first choice; null when there is none.
  [[nodiscard]] Audio good_audio(std::string_view script) const;

  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

 private:
  struct Entry {
    std::string key;
    std::string script;
    Audio audio;
    std::size_t bytes = 0;  ///< 0: in the making
    SteadyTime stale_at = SteadyTime::max();
  };
  using Entries = std::list<Entry>;
  void drop(Entries::iterator entry);

  const std::size_t max_bytes_;
  std::size_t bytes_ = 0;
  Entries entries_;  ///< the most recently used first
  std::unordered_map<std::string, Entries::iterator> by_key_;
};

}  // namespace exo::speech
