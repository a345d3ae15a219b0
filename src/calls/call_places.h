#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "domain/stream_desk.h"

namespace exo::calls {

/// Counts the live calls of each bot and each number. Thread-safe; outlives the places that it hands out.
class CallPlaces {
 public:
  /// Each limit: live calls at once, 0 for none. An empty id counts for nothing.
  [[nodiscard]] domain::Admission admit(std::string_view bot_id, std::uint32_t bot_most, std::string_view did_id,
                                        std::uint32_t number_most);
  /// Names that are being counted.
  [[nodiscard]] std::size_t size() const;

 private:
  class Place;
  using Counts = std::unordered_map<std::string, std::uint32_t>;

  void give_back(const std::string& bot_id, const std::string& did_id) noexcept;

  mutable std::mutex mutex_;
  Counts bots_;
  Counts numbers_;
};

}  // namespace exo::calls
