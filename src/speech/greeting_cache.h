#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "domain/greeting_audio.h"

namespace exo::speech {

enum class Keep : std::uint8_t { while_used, always };

/// The greetings in memory, made or in the making: the least recently used go when there are too many, those that were
/// asked for once only (a burst of bots being saved) before those that calls ask for again and again. What a call still
/// plays lives on by its shared_ptr. Not thread-safe: its owner locks.
class GreetingCache {
 public:
  using Audio = std::shared_ptr<domain::GreetingAudio>;

  explicit GreetingCache(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  /// The audio of that key: in the making, made, or stale; null when there is none.
  [[nodiscard]] Audio find(const std::string& key);
  /// Is it complete, past its time, and not being made anew?
  [[nodiscard]] bool is_stale(const std::string& key, SteadyTime now) const;
  /// Adds audio that is in the making. `script` groups keys of the same words.
  void insert(const std::string& key, std::string script, Audio audio, Keep keep = Keep::while_used);
  /// That audio is being made to take the place of stale audio, which is served until settle().
  void renew(const std::string& key, Audio audio);
  /// That audio is complete now and is fresh until `stale_at`; from here on it counts against `max_bytes`, unless it is
  /// kept always.
  void settle(const std::string& key, const Audio& audio, SteadyTime stale_at);
  void erase(const std::string& key);
  /// Complete audio of these words in a stored voice that was the first choice; null when there is none.
  [[nodiscard]] Audio good_audio(std::string_view script) const;

  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

 private:
  struct Entry {
    std::string key;
    std::string script;
    Audio audio;
    Audio renewal{};        ///< in the making in the place of `audio`, usually null
    std::size_t bytes = 0;  ///< 0: in the making, or kept always
    SteadyTime stale_at = SteadyTime::max();
    Keep keep = Keep::while_used;
    bool asked_again = false;
  };
  using Entries = std::list<Entry>;
  void make_room();
  void drop(Entries::iterator entry);

  const std::size_t max_bytes_;
  std::size_t bytes_ = 0;
  Entries entries_;  ///< the most recently used first
  std::unordered_map<std::string, Entries::iterator> by_key_;
};

}  // namespace exo::speech
