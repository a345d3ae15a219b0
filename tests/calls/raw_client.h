#pragma once

#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"

namespace exo::test {

/// A TCP connection that speaks whatever it is told; blocking.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient() { ::close(fd_); }

  void send(std::string_view text) {
    while (!text.empty()) {
      const auto sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  /// One answer with a Content-Length, or whatever came before the end.
  std::string read_answer(bool with_body = true) {
    std::string text;
    char byte = 0;
    while (!text.ends_with("\r\n\r\n") && ::recv(fd_, &byte, 1, 0) == 1) text += byte;
    const auto at = to_lower(text).find("content-length: ");
    if (at == std::string::npos || !with_body) return text;
    for (auto left = std::stoul(text.substr(at + 16)); left > 0 && ::recv(fd_, &byte, 1, 0) == 1; --left) text += byte;
    return text;
  }
  [[nodiscard]] bool ended() {
    char byte = 0;
    return ::recv(fd_, &byte, 1, 0) <= 0;
  }
  [[nodiscard]] bool connected() const { return connected_; }

 private:
  int fd_;
  bool connected_ = false;
};

inline std::string request(const std::string& line, const std::string& headers = "", const std::string& body = "") {
  std::string text = line + " HTTP/1.1\r\nHost: gw.example.com\r\n" + headers;
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + body;
}

inline std::string body_of(const std::string& answer) {
  return answer.substr(answer.find("\r\n\r\n") + 4);
}

/// The headers of an upgrade, beside Host.
inline constexpr const char* kUpgradeHeaders =
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

}  // namespace exo::test
