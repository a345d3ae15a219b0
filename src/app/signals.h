#pragma once

#include <chrono>
#include <csignal>
#include <optional>

namespace exo::app {

/// SIGTERM, SIGINT and SIGHUP as events. Construct it before any thread is started, so that all inherit the block.
class Signals {
 public:
  Signals();
  /// The next signal, or nullopt after `patience`.
  [[nodiscard]] std::optional<int> wait(std::chrono::milliseconds patience) const;

 private:
  sigset_t set_{};
};

}  // namespace exo::app
