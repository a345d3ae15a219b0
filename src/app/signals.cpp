#include "app/signals.h"

#include <ctime>

namespace exo::app {

Signals::Signals() {
  sigemptyset(&set_);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set_, signal);
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  // A peer that goes away while we write is an error of that write, never of the process.
  std::signal(SIGPIPE, SIG_IGN);
}

std::optional<int> Signals::wait(std::chrono::milliseconds patience) const {
  timespec timeout{};
  timeout.tv_sec = patience.count() / 1000;
  timeout.tv_nsec = (patience.count() % 1000) * 1'000'000;
  const int signal = sigtimedwait(&set_, nullptr, &timeout);
  if (signal < 0) return std::nullopt;
  return signal;
}

}  // namespace exo::app
