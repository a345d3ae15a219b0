#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace exo::bench {

/// A non-blocking TCP connection to an address (host order) of this machine. Plain system calls: a generator must cost
/// less than what it measures.
class BenchSocket {
 public:
  BenchSocket(std::uint32_t to, std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(to);
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    // A congestion control that paces (BBR) arms a timer for each message. Where this one is missing, the default
    // stays.
    constexpr std::string_view kUnpaced = "reno";
    ::setsockopt(fd_, IPPROTO_TCP, TCP_CONGESTION, kUnpaced.data(), kUnpaced.size());
    sockaddr generic{};
    std::memcpy(&generic, &address, sizeof address);
    std::ignore = ::connect(fd_, &generic, sizeof generic);
  }
  BenchSocket(const BenchSocket&) = delete;
  BenchSocket& operator=(const BenchSocket&) = delete;
  ~BenchSocket() { ::close(fd_); }

  [[nodiscard]] int fd() const noexcept { return fd_; }

  /// What the kernel does not take at once is kept and goes first next time.
  bool send(std::string_view text) {
    if (!unsent_.empty()) {
      unsent_ += text;
      text = unsent_;
    }
    const auto sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
    const auto taken = sent > 0 ? static_cast<std::size_t>(sent) : 0;
    if (taken < text.size())
      unsent_ = std::string(text.substr(taken));
    else
      unsent_.clear();
    return true;
  }
  void begin_with(std::string_view text) { send(text); }

  /// Bytes read into `buffer`; 0: nothing now; -1: the peer is gone.
  template <class Buffer>
  long receive(Buffer& buffer) {
    const auto got = ::recv(fd_, buffer.data(), buffer.size(), 0);
    if (got > 0) return got;
    return got == 0 || (errno != EAGAIN && errno != ENOTCONN) ? -1 : 0;
  }

 private:
  int fd_;
  std::string unsent_;
};

}  // namespace exo::bench
