#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "base/clock.h"

namespace exo::net {

/// Ends the traffic of sockets at a moment in time, whatever the code that reads and writes them is doing: a time-out
/// per read cannot stop a peer that sends one byte of a TLS record at a time.
class SocketCutoff {
 public:
  /// Starts one thread that sleeps until `at`.
  explicit SocketCutoff(SteadyTime at);
  SocketCutoff(const SocketCutoff&) = delete;
  SocketCutoff& operator=(const SocketCutoff&) = delete;
  ~SocketCutoff();

  /// Keeps a duplicate of the descriptor: the owner may close his and the number may be used anew.
  void watch(int fd);
  [[nodiscard]] bool fired() const;

 private:
  void run(const std::stop_token& stop, SteadyTime at);

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<int> sockets_;
  bool fired_ = false;
  std::jthread thread_;  // last, so that it ends before what it uses
};

}  // namespace exo::net
