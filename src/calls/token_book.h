#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"

namespace exo::calls {

/// The last segments of paths that are handed out for one call each, good for 60 s. Those of strict mode's webhook open
/// twice, because Exotel repeats a failed handshake once (exotel.md §1.4, §3.4); those of browsers once, and for one
/// bot. Bounded: the oldest goes first. Thread-safe.
class TokenBook {
 public:
  static constexpr std::size_t kUses = 2;
  static constexpr std::chrono::seconds kLifetime{60};

  explicit TokenBook(std::size_t capacity = 10'000, std::size_t uses = kUses) : capacity_(capacity), uses_(uses) {}

  /// 22 characters of URL-safe base64 (128 random bits). A call that asks again gets the same one while it is good, and
  /// its time begins anew. An empty id gets a token of its own each time. `bot_id`: the only bot that it opens; empty:
  /// it is not of a bot's path.
  [[nodiscard]] std::string issue(std::string_view call_id, SteadyTime now, std::string_view bot_id = {});
  /// Uses it up once and tells whose call it opens; nullopt when it is unknown, expired, used up or another bot's,
  /// which costs it nothing.
  [[nodiscard]] std::optional<std::string> redeem(std::string_view token, SteadyTime now, std::string_view bot_id = {});
  /// Would redeem() open it? Uses nothing up.
  [[nodiscard]] bool knows(std::string_view token, SteadyTime now, std::string_view bot_id = {});
  [[nodiscard]] std::size_t size() const;
  /// Could this be a token? 22 characters of URL-safe base64.
  [[nodiscard]] static bool has_shape(std::string_view text) noexcept;

 private:
  struct Token {
    std::string text;
    std::string hash;  ///< looked up by this: how long a lookup takes tells nothing of the token
    std::string call_id;
    std::string bot_id;
    SteadyTime at;
    std::size_t uses_left;
  };
  using Place = std::list<Token>::iterator;

  void forget(Place token);
  void forget_expired(SteadyTime now);

  const std::size_t capacity_;
  const std::size_t uses_;
  mutable std::mutex mutex_;
  std::list<Token> by_age_;  ///< oldest first
  std::unordered_map<std::string_view, Place> by_hash_;
  std::unordered_map<std::string_view, Place> by_call_;
};

}  // namespace exo::calls
