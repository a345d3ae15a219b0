#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>

#include "base/clock.h"

namespace exo::log {

/// Lines on their way to a descriptor that may be slow (a full pipe, a busy journal): whoever logs never waits for it.
/// What does not fit is dropped and counted, and the count is told in a line as soon as less than half of the bound
/// waits: ahead of lines that were offered before the dropped ones, perhaps.
class LineQueue {
 public:
  /// `tell_dropped` words the line about dropped ones.
  LineQueue(int descriptor, std::size_t most_bytes, std::function<std::string(std::uint64_t)> tell_dropped);

  /// Any thread; holds a lock for a few instructions only. False: nobody writes (any more), so the line is still yours.
  [[nodiscard]] bool offer(std::string& line);

  /// Writes lines until `stop`. The one thread that may wait for the descriptor.
  void run();
  /// Has `run` write what waits and return, at `deadline` at the latest. False: it did not come to it.
  [[nodiscard]] bool stop(SteadyTime deadline);

 private:
  enum class State : std::uint8_t { open, closing, closed };

  void write_out(const std::string& line);
  [[nodiscard]] bool given_up();

  const int descriptor_;
  const std::size_t most_bytes_;
  const std::function<std::string(std::uint64_t)> tell_dropped_;
  std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable closed_;
  std::deque<std::string> lines_;
  std::size_t bytes_ = 0;  ///< of lines_
  std::uint64_t dropped_ = 0;
  State state_ = State::open;
  SteadyTime deadline_ = SteadyTime::max();
};

/// Waits, at most so long, until every line that was offered is written. May be called from a signal handler.
bool wait_for_lines(std::chrono::milliseconds at_most) noexcept;

}  // namespace exo::log
