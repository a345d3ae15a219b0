#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

namespace exo::admin {

/// How many replies of a kind may be streamed at once: each holds a thread of the server's pool, of which others must
/// keep enough. Thread-safe.
class StreamSlots {
 public:
  explicit StreamSlots(std::size_t most) noexcept : most_(most) {}
  StreamSlots(const StreamSlots&) = delete;
  StreamSlots& operator=(const StreamSlots&) = delete;

  /// Held as long as the pointer and its copies live; outlived by this object. nullptr when all are taken.
  [[nodiscard]] std::shared_ptr<void> take() {
    if (taken_.fetch_add(1) >= most_) {
      --taken_;
      return nullptr;
    }
    return {this, [](StreamSlots* slots) { --slots->taken_; }};
  }
  [[nodiscard]] std::size_t taken() const noexcept { return taken_; }
  [[nodiscard]] std::size_t most() const noexcept { return most_; }

 private:
  const std::size_t most_;
  std::atomic<std::size_t> taken_{0};
};

}  // namespace exo::admin
