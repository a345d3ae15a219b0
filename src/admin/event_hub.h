#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace exo::admin {

/// One server-sent event.
struct Event {
  std::uint64_t number = 0;  ///< 1, 2, 3, … in this process
  std::string kind;          ///< "call" or "test-call"
  std::string data;          ///< one line of JSON
};

/// The newest events of this process, kept for those who read them live and for those who come back. Any number of
/// readers, each at its own pace; nobody waits for a reader. Thread-safe.
class EventHub {
 public:
  static constexpr std::size_t kKept = 1'024;
  static constexpr std::size_t kMostAtOnce = 64;

  EventHub();
  EventHub(const EventHub&) = delete;
  EventHub& operator=(const EventHub&) = delete;

  void publish(std::string kind, std::string data);
  [[nodiscard]] std::uint64_t newest() const;

  /// "{process}-{number}", for the client to come back with.
  [[nodiscard]] std::string id_of(std::uint64_t number) const;
  /// nullopt: not an id of this process, or of an event that is still to come.
  [[nodiscard]] std::optional<std::uint64_t> number_of(std::string_view id) const;

  enum class State : std::uint8_t { open, lost, closed };
  struct Batch {
    State state = State::open;  ///< lost: events after `seen` are no longer kept
    std::vector<std::shared_ptr<const Event>> events{};
  };
  /// What came after `seen`, oldest first; waits for the first of it for at most `patience`.
  [[nodiscard]] Batch wait_after(std::uint64_t seen, std::chrono::milliseconds patience);

  /// Wakes everybody up; from now on all is closed.
  void close();

 private:
  const std::string process_;
  mutable std::mutex mutex_;
  std::condition_variable news_;
  std::deque<std::shared_ptr<const Event>> kept_;
  std::uint64_t newest_ = 0;
  bool closed_ = false;
};

}  // namespace exo::admin
