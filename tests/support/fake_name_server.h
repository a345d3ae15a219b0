#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace exo::test {

/// A DNS server on 127.0.0.1 over UDP. Knows the names given to it, answers NXDOMAIN for others, and says nothing about
/// names that begin with "silent".
class FakeNameServer {
 public:
  /// IPv4 and IPv6 addresses as text.
  using Zone = std::map<std::string, std::vector<std::string>>;

  explicit FakeNameServer(Zone zone) : FakeNameServer(std::move(zone), {}, kNever) {}
  /// Changes its mind: answers from `later` once `questions` were asked. A look-up asks two, for A and AAAA.
  FakeNameServer(Zone zone, Zone later, int questions)
      : zone_(std::move(zone)), later_(std::move(later)), loyal_for_(questions) {
    socket_ = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const raw = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket_, raw, size) != 0) std::abort();
    ::getsockname(socket_, raw, &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
  }
  FakeNameServer(const FakeNameServer&) = delete;
  FakeNameServer& operator=(const FakeNameServer&) = delete;
  ~FakeNameServer() {
    ending_ = true;
    sockaddr_in self{};
    self.sin_family = AF_INET;
    self.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    self.sin_port = htons(port_);
    ::sendto(socket_, "", 0, 0, reinterpret_cast<const sockaddr*>(&self), sizeof self);  // wakes the thread
    thread_.join();
    ::close(socket_);
  }

  [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] int questions() const { return questions_; }

 private:
  static constexpr std::size_t kHeader = 12;
  static constexpr int kNever = 1'000'000'000;

  void run() {
    while (!ending_) {
      std::array<char, 1500> buffer{};
      sockaddr_in from{};
      socklen_t size = sizeof from;
      auto* const peer = reinterpret_cast<sockaddr*>(&from);
      const auto got = ::recvfrom(socket_, buffer.data(), buffer.size(), 0, peer, &size);
      if (got <= static_cast<ssize_t>(kHeader)) continue;
      ++questions_;
      const auto answer = reply({buffer.data(), static_cast<std::size_t>(got)});
      if (!answer.empty()) ::sendto(socket_, answer.data(), answer.size(), 0, peer, size);
    }
  }

  [[nodiscard]] std::string reply(const std::string& query) const {
    std::string name;
    std::size_t at = kHeader;
    while (at < query.size() && query[at] != 0) {
      const auto length = static_cast<std::size_t>(query[at]);
      if (!name.empty()) name += '.';
      name += query.substr(at + 1, length);
      at += length + 1;
    }
    if (name.starts_with("silent") || at + 5 > query.size()) return {};
    const int type = query[at + 2];
    const std::string question = query.substr(kHeader, at + 5 - kHeader);
    const auto& zone = questions_ > loyal_for_ ? later_ : zone_;
    const auto known = zone.find(name);
    std::string records;
    char count = 0;
    if (known != zone.end()) {
      for (const auto& text : known->second) count = static_cast<char>(count + append(records, type, text));
    }
    std::string head = query.substr(0, 2);
    head += std::string("\x81", 1) + static_cast<char>(known == zone.end() ? 0x83 : 0x80);
    head += std::string("\0\1\0", 3) + count + std::string("\0\0\0\0", 4);
    return head + question + records;
  }

  /// One A or AAAA record, when `text` is an address of the asked type.
  static int append(std::string& records, int type, const std::string& text) {
    constexpr int kA = 1;
    std::array<char, 16> bytes{};
    if (::inet_pton(type == kA ? AF_INET : AF_INET6, text.c_str(), bytes.data()) != 1) return 0;
    const std::size_t length = type == kA ? 4 : 16;
    records += std::string("\xC0\x0C\0", 3) + static_cast<char>(type) + std::string("\0\1\0\0\0\x3C\0", 7) +
               static_cast<char>(length) + std::string(bytes.data(), length);
    return 1;
  }

  Zone zone_;
  Zone later_;
  int loyal_for_;
  int socket_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> ending_{false};
  std::atomic<int> questions_{0};
  std::thread thread_;
};

}  // namespace exo::test
