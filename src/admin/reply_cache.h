#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/encoding.h"

namespace exo::admin {

/// Bodies of answers that stay true until the next write to the database, for lists that many ask for and that take
/// long to make. Only for answers that are the same for everybody who may ask. Thread-safe.
class ReplyCache {
 public:
  static constexpr std::size_t kMost = 8;
  static constexpr std::size_t kMaxBytes = 128 * 1024;  ///< of one body; larger ones are not kept

  /// The body for that query when it was kept at this very `version` (store::Database::version).
  [[nodiscard]] std::optional<std::string> find(const FormFields& query, std::uint64_t version);
  /// `version` was asked for before `body` was read from the database: newer contents are fine, older are not.
  void keep(const FormFields& query, std::uint64_t version, const std::string& body);

 private:
  std::mutex mutex_;
  std::uint64_t version_ = 0;  ///< of all that is kept
  std::map<FormFields, std::string> bodies_;
};

}  // namespace exo::admin
