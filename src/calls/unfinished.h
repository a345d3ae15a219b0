#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace exo::calls {

class UnfinishedSockets;

/// One of the sockets that have yet to say what they want; given back when it goes.
class Unfinished {
 public:
  Unfinished(UnfinishedSockets& among, std::string address) noexcept : among_(&among), address_(std::move(address)) {}
  Unfinished(Unfinished&& other) noexcept
      : among_(std::exchange(other.among_, nullptr)), address_(std::move(other.address_)) {}
  Unfinished& operator=(Unfinished&& other) noexcept {
    std::swap(among_, other.among_);
    std::swap(address_, other.address_);
    return *this;
  }
  ~Unfinished();

 private:
  UnfinishedSockets* among_;
  std::string address_;
};

/// Counts the connections without a complete request and the streams without `start`, by address and in all, so that
/// nobody holds the site's sockets by saying nothing. Thread-safe; outlives what it hands out.
class UnfinishedSockets {
 public:
  UnfinishedSockets(std::size_t most_per_address, std::size_t most)
      : most_per_address_(most_per_address), most_(most) {}

  /// nullopt when there are too many. An empty address (one behind a proxy, not known yet) counts among all only.
  [[nodiscard]] std::optional<Unfinished> enter(std::string_view address);
  [[nodiscard]] std::size_t count() const;

 private:
  friend class Unfinished;
  void leave(const std::string& address) noexcept;

  const std::size_t most_per_address_;
  const std::size_t most_;
  mutable std::mutex mutex_;
  std::size_t count_ = 0;
  std::unordered_map<std::string, std::size_t> by_address_;
};

}  // namespace exo::calls
