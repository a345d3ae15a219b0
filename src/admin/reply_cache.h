#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/encoding.h"

namespace exo::admin {

/// Bodies of answers that stay true until the next write to the database, and count as true for a time of their own,
/// for lists that many ask for and that take long to make. Only for answers that are the same for everybody who may
/// ask. Thread-safe.
class ReplyCache {
 public:
  static constexpr std::size_t kMost = 8;
  static constexpr std::size_t kMaxBytes = 128 * 1024;  ///< of one body; larger ones are not kept

  /// `fresh`: so long a body is good enough whatever has been written since.
  explicit ReplyCache(std::chrono::milliseconds fresh = {}) : fresh_(fresh) {}

  /// The body for that query when it was kept at this very `version` (store::Database::version), or is fresh.
  [[nodiscard]] std::optional<std::string> find(const FormFields& query, std::uint64_t version, SteadyTime now);
  /// `version` was asked for before `body` was read from the database: newer contents are fine, older are not.
  void keep(const FormFields& query, std::uint64_t version, const std::string& body, SteadyTime now);

 private:
  struct Kept {
    std::string body;
    std::uint64_t version;
    SteadyTime at;
  };
  [[nodiscard]] bool holds(const Kept& kept, std::uint64_t version, SteadyTime now) const noexcept;

  const std::chrono::milliseconds fresh_;
  std::mutex mutex_;
  std::uint64_t newest_ = 0;  ///< version that was seen
  std::map<FormFields, Kept> bodies_;
};

}  // namespace exo::admin
