#include "net/socket_cutoff.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace exo::net {

SocketCutoff::SocketCutoff(SteadyTime at) : thread_([this, at](const std::stop_token& stop) { run(stop, at); }) {}

SocketCutoff::~SocketCutoff() {
  thread_.request_stop();
  thread_.join();
  for (const int fd : sockets_) ::close(fd);
}

void SocketCutoff::watch(int fd) {
  const std::lock_guard lock(mutex_);
  const int duplicate = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (duplicate < 0) return;
  sockets_.push_back(duplicate);
  if (fired_) ::shutdown(duplicate, SHUT_RDWR);
}

bool SocketCutoff::fired() const {
  const std::lock_guard lock(mutex_);
  return fired_;
}

void SocketCutoff::run(const std::stop_token& stop, SteadyTime at) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, stop, at, [] { return false; });
  if (stop.stop_requested()) return;
  fired_ = true;
  for (const int fd : sockets_) ::shutdown(fd, SHUT_RDWR);
}

}  // namespace exo::net
