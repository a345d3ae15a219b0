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

/// The last segments of the paths that strict mode hands out: each opens the stream of one call, within 60 s of the
/// webhook's answer, twice at most, because Exotel repeats a failed handshake once (exotel.md §1.4, §3.4). Bounded: the
/// oldest goes first. Thread-safe.
class TokenBook {
 public:
  static constexpr std::size_t kUses = 2;
  static constexpr std::chrono::seconds kLifetime{60};

  explicit TokenBook(std::size_t capacity = 10'000) : capacity_(capacity) {}

  /// 22 characters of URL-safe base64 (128 random bits). A call that asks again gets the same one while it is good, and
  /// its time begins anew. An empty id gets a token of its own each time.
  [[nodiscard]] std::string issue(std::string_view call_id, SteadyTime now);
  /// Uses it up once and tells whose call it opens; nullopt when it is unknown, expired or used up.
  [[nodiscard]] std::optional<std::string> redeem(std::string_view token, SteadyTime now);
  [[nodiscard]] std::size_t size() const;

 private:
  struct Token {
    std::string text;
    std::string hash;  ///< looked up by this: how long a lookup takes tells nothing of the token
    std::string call_id;
    SteadyTime at;
    std::size_t uses_left;
  };
  using Place = std::list<Token>::iterator;

  void forget(Place token);
  void forget_expired(SteadyTime now);

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::list<Token> by_age_;  ///< oldest first
  std::unordered_map<std::string_view, Place> by_hash_;
  std::unordered_map<std::string_view, Place> by_call_;
};

}  // namespace exo::calls
