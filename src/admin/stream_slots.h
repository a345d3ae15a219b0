#pragma once

#include <atomic>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

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

/// How many of them one user may hold, so that nobody takes all. Thread-safe.
class StreamSlotsByUser {
 public:
  explicit StreamSlotsByUser(std::size_t most) noexcept : most_(most) {}
  StreamSlotsByUser(const StreamSlotsByUser&) = delete;
  StreamSlotsByUser& operator=(const StreamSlotsByUser&) = delete;

  /// As StreamSlots::take(): nullptr when this user holds `most()`.
  [[nodiscard]] std::shared_ptr<void> take(std::string_view user_id) {
    {
      const std::scoped_lock lock(mutex_);
      auto& taken = taken_[std::string(user_id)];
      if (taken >= most_) return nullptr;
      ++taken;
    }
    return {this, [id = std::string(user_id)](StreamSlotsByUser* slots) { slots->give_back(id); }};
  }
  [[nodiscard]] std::size_t most() const noexcept { return most_; }

 private:
  void give_back(const std::string& user_id) {
    const std::scoped_lock lock(mutex_);
    const auto held = taken_.find(user_id);
    if (--held->second == 0) taken_.erase(held);
  }

  const std::size_t most_;
  std::mutex mutex_;
  std::map<std::string, std::size_t> taken_;  ///< by user id; nobody with 0
};

}  // namespace exo::admin
