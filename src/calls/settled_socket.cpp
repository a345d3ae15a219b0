#include "calls/settled_socket.h"

#include <algorithm>
#include <cerrno>
#include <tuple>

#include <boost/asio/error.hpp>
#include <sys/socket.h>
#include <unistd.h>

namespace exo::calls {
namespace {

constexpr std::size_t kMostRead = 16UL * 1024;  // bytes of one system call

error_code last_error() noexcept {
  return {errno, boost::system::system_category()};
}

bool must_wait() noexcept {
  return errno == EAGAIN || errno == EWOULDBLOCK;
}

iovec piece(const asio::const_buffer& buffer) noexcept {
  return {const_cast<void*>(buffer.data()), buffer.size()};  // sendmsg only reads it
}

/// A system call, again as long as signals interrupt it.
template <class Call>
ssize_t insist(Call call) noexcept {
  for (;;) {
    const auto done = call();
    if (done >= 0 || errno != EINTR) return done;
  }
}

template <class Buffers>
ssize_t send(int fd, const Buffers& buffers, std::size_t count) noexcept {
  std::array<iovec, std::tuple_size_v<Buffers>> pieces;
  for (std::size_t i = 0; i < count; ++i) pieces[i] = piece(buffers[i]);
  msghdr message{};
  message.msg_iov = pieces.data();
  message.msg_iovlen = count;
  return insist([&] { return ::sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL); });
}

}  // namespace

SettledSocket::~SettledSocket() {
  if (is_settled()) ::close(fd_);
}

void SettledSocket::settle() noexcept {
  if (is_settled() || !socket_.is_open()) return;
  error_code error;
  const auto here = socket_.local_endpoint(error);
  if (error) return;
  const auto fd = socket_.release(error);
  if (error) return;
  protocol_ = here.protocol();
  fd_ = fd;
  dry_ = false;
}

// One after the other: the first handler may rouse or close the socket.
void SettledSocket::poll(What what) {
  if (is_settled() && writing_.waiting.has_value() && attempt(writing_)) writing_.waiting.invoke();
  if (what == What::writes || !is_settled()) return;
  dry_ = false;
  if (reading_.waiting.has_value() && attempt(reading_)) reading_.waiting.invoke();
}

void SettledSocket::rouse() {
  if (!is_settled()) return;
  const int fd = std::exchange(fd_, kNone);
  error_code error;
  socket_.assign(protocol_, fd, error);
  if (error) ::close(fd);  // what waits then fails for want of a socket
  reading_.waiting.maybe_invoke();
  writing_.waiting.maybe_invoke();
}

void SettledSocket::close(error_code& error) {
  rouse();
  socket_.close(error);
}

bool SettledSocket::attempt(Reading& reading) {
  reading.outcome = {};
  if (reading.count == 0) return true;
  if (!ahead_.empty()) {
    reading.outcome.size = asio::buffer_copy(reading.buffers, asio::buffer(ahead_));
    ahead_.erase(0, reading.outcome.size);
    if (ahead_.empty()) std::string().swap(ahead_);  // assigning an empty one would keep the memory
    return true;
  }
  if (dry_) return false;
  // Into one piece of memory, whatever was asked for: for messages as small as ours the kernel needs half as long again
  // to go through a list of pieces, and copying is cheap while it is warm.
  thread_local std::array<char, kMostRead> taken;
  const auto got = insist([&] { return ::recv(fd_, taken.data(), taken.size(), MSG_DONTWAIT); });
  if (got < 0 && must_wait()) {
    dry_ = true;
    return false;
  }
  if (got < 0) {
    reading.outcome.error = last_error();
  } else if (got == 0) {
    reading.outcome.error = asio::error::eof;
  } else {
    const auto size = static_cast<std::size_t>(got);
    reading.outcome.size = asio::buffer_copy(reading.buffers, asio::buffer(taken.data(), size));
    ahead_.assign(taken.data() + reading.outcome.size, size - reading.outcome.size);
    dry_ = size < kMostRead;
  }
  return true;
}

bool SettledSocket::attempt(Writing& writing) noexcept {
  writing.outcome = {};
  if (writing.count == 0) return true;
  const auto taken = send(fd_, writing.buffers, writing.count);
  if (taken < 0 && must_wait()) return false;
  if (taken < 0) {
    writing.outcome.error = last_error();
  } else {
    writing.outcome.size = static_cast<std::size_t>(taken);
  }
  return true;
}

}  // namespace exo::calls
