#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"

namespace exo::calls {

/// Who has failed how often at what: after `most` failures within a window, further failures at that same thing are
/// answered with 429 until the window is over. An address that fails at one thing goes on to be asked for every other.
/// Bounded: the oldest window goes first. Thread-safe.
class FailureThrottle {
 public:
  static constexpr std::size_t kMost = 10;
  static constexpr std::chrono::seconds kWindow{60};

  explicit FailureThrottle(std::size_t capacity = 10'000) : capacity_(capacity) {}

  /// `what`: e.g. "key" or "login sales"; never a secret.
  [[nodiscard]] bool blocks(std::string_view address, std::string_view what, SteadyTime now);
  void failed(std::string_view address, std::string_view what, SteadyTime now);
  [[nodiscard]] std::size_t size() const;

 private:
  struct Window {
    std::string key;
    SteadyTime begin;
    std::size_t failures;
  };

  void forget_oldest();
  void forget_over(SteadyTime now);

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::list<Window> by_age_;                                                  ///< oldest first
  std::unordered_map<std::string_view, std::list<Window>::iterator> by_key_;  ///< keys lie in the windows
};

}  // namespace exo::calls
