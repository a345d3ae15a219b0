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
#include "domain/stream_desk.h"

namespace exo::calls {

/// What the webhook said about calls whose stream has yet to open. Bounded in number and age, so strangers cannot fill
/// it; the oldest goes first. Thread-safe.
class CallMemory {
 public:
  explicit CallMemory(std::size_t capacity = 10'000, std::chrono::seconds lifetime = std::chrono::minutes(10));

  /// Said again (Exotel may retry), the newer words replace the older. An empty id is nobody's.
  void remember(std::string_view call_id, domain::WebhookHit hit, SteadyTime now);
  [[nodiscard]] std::optional<domain::WebhookHit> find(std::string_view call_id, SteadyTime now);
  [[nodiscard]] std::size_t size() const;

 private:
  struct Entry {
    std::string call_id;
    domain::WebhookHit hit;
    SteadyTime at;
  };

  void forget_oldest();
  void forget_expired(SteadyTime now);

  const std::size_t capacity_;
  const std::chrono::seconds lifetime_;
  mutable std::mutex mutex_;
  std::list<Entry> by_age_;                                                 ///< oldest first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_id_;  ///< keys lie in the entries
};

}  // namespace exo::calls
