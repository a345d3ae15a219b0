#pragma once

#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"

namespace exo::test {

/// One accepted connection, as the script of a LoopbackServer sees it. Blocking.
class Peer {
 public:
  Peer(int fd, SSL* tls) : fd_(fd), tls_(tls) {}

  /// Head and body of one request, as far as it came.
  std::string read_request() {
    std::string text;
    while (!complete(text)) {
      char chunk[4096];
      const auto got = read(chunk, sizeof chunk);
      if (got <= 0) break;
      text.append(chunk, static_cast<std::size_t>(got));
    }
    return text;
  }

  bool write(std::string_view text) {
    if (tls_ != nullptr) return SSL_write(tls_, text.data(), static_cast<int>(text.size())) > 0;
    return write_below_tls(text);
  }

  /// Straight to the socket, for peers that break the TLS protocol.
  bool write_below_tls(std::string_view text) const {
    while (!text.empty()) {
      const auto sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  /// Returns when the other side has gone (or the server is being destroyed).
  void wait_for_close() {
    char ignored[512];
    while (::recv(fd_, ignored, sizeof ignored, 0) > 0) continue;
  }

  /// Whether the other side is still there after `pause`: paces scripts that send slowly.
  [[nodiscard]] bool still_open_after(std::chrono::milliseconds pause) const {
    pollfd one{fd_, POLLRDHUP, 0};
    return ::poll(&one, 1, static_cast<int>(pause.count())) == 0;
  }

  void close_tls() const { SSL_shutdown(tls_); }

 private:
  ssize_t read(char* into, std::size_t most) const {
    return tls_ != nullptr ? SSL_read(tls_, into, static_cast<int>(most)) : ::recv(fd_, into, most, 0);
  }

  static bool complete(const std::string& text) {
    const auto end = text.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    const auto at = to_lower(text).find("content-length: ");
    std::size_t length = 0;
    if (at != std::string::npos && at < end) std::from_chars(&text[at + 16], text.data() + text.size(), length);
    return text.size() >= end + 4 + length;
  }

  int fd_;
  SSL* tls_;
};

/// A server on 127.0.0.1 and an ephemeral port that plays `script` on every connection, each on its own thread. With a
/// certificate it speaks TLS; a failed handshake counts as a connection but runs no script.
class LoopbackServer {
 public:
  using Script = std::function<void(Peer&)>;
  struct Tls {
    std::string certificate_file;
    std::string key_file;
  };

  explicit LoopbackServer(Script script) : LoopbackServer(std::move(script), static_cast<const Tls*>(nullptr)) {}
  LoopbackServer(Script script, const Tls& tls) : LoopbackServer(std::move(script), &tls) {}
  /// On another loopback address, such as "127.0.0.2", and the port of `other`.
  LoopbackServer(Script script, const char* address, const LoopbackServer& other)
      : LoopbackServer(std::move(script), nullptr, address, other.port()) {}
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  ~LoopbackServer() {
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    for (const int fd : sockets_) ::shutdown(fd, SHUT_RDWR);
    for (auto& thread : threads_) thread.join();
    for (const int fd : sockets_) ::close(fd);
    ::close(listener_);
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] int connections() const { return connections_; }
  [[nodiscard]] int scripts_run() const { return scripts_run_; }

 private:
  LoopbackServer(Script script, const Tls* tls, const char* host = "127.0.0.1", std::uint16_t port = 0)
      : script_(std::move(script)), context_(nullptr, SSL_CTX_free) {
    if (tls != nullptr) {
      context_.reset(SSL_CTX_new(TLS_server_method()));
      SSL_CTX_use_certificate_chain_file(context_.get(), tls->certificate_file.c_str());
      SSL_CTX_use_PrivateKey_file(context_.get(), tls->key_file.c_str(), SSL_FILETYPE_PEM);
    }
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::inet_addr(host);
    address.sin_port = htons(port);
    socklen_t size = sizeof address;
    auto* const raw = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, raw, size) != 0 || ::listen(listener_, 64) != 0) std::abort();
    ::getsockname(listener_, raw, &size);
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }

  void accept_all() {
    for (;;) {
      const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) return;
      ++connections_;
      sockets_.push_back(fd);
      threads_.emplace_back([this, fd] { serve(fd); });
    }
  }

  void serve(int fd) {
    const std::unique_ptr<SSL, decltype(&SSL_free)> tls(context_ ? SSL_new(context_.get()) : nullptr, SSL_free);
    if (tls) {
      SSL_set_fd(tls.get(), fd);
      if (SSL_accept(tls.get()) != 1) {
        ::shutdown(fd, SHUT_RDWR);
        return;
      }
    }
    ++scripts_run_;
    Peer peer(fd, tls.get());
    script_(peer);
    if (tls) SSL_shutdown(tls.get());
    ::shutdown(fd, SHUT_RDWR);
  }

  Script script_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_{0};
  std::atomic<int> scripts_run_{0};
  std::vector<int> sockets_;          // the acceptor's, and the destructor's after it
  std::vector<std::thread> threads_;  // likewise
  std::thread acceptor_;
};

}  // namespace exo::test
