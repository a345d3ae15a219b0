#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "bench/clock.h"

namespace exo::bench {

/// A TCP segment without its ports' addresses; sequence numbers in host order.
struct Segment {
  std::uint16_t local = 0;  ///< our port
  std::uint16_t remote = 0;
  std::uint32_t sequence = 0;
  std::uint32_t acknowledged = 0;
  std::uint8_t flags = 0;  ///< TH_SYN …
  std::uint16_t window = 0;
  std::span<const unsigned char> options;
  std::string_view data;
};

/// virtio_net_hdr, whose system header is no C++: what is left to the "network card".
struct Offload {
  static constexpr std::uint8_t kNeedsChecksum = 1;
  std::uint8_t flags;
  std::uint8_t segmentation;
  std::uint16_t header_size;
  std::uint16_t segment_size;
  std::uint16_t csum_start;
  std::uint16_t csum_offset;
};

/// The far end of a cable to this machine: a TUN device (`ip tuntap add`) through which IPv4 packets of an address that
/// is not this machine's are put into its network stack and taken out of it. What a caller's own kernel does happens on
/// another computer in real life; here it is this class and `WireLink`, at a fraction of the cost of a socket.
/// Checksums of the data are left to the "network card", as between virtual machines. One thread.
class TunWire {
 public:
  /// `ours` and `theirs` in host order: the far end's address, and the address of this machine on the device.
  TunWire(std::string_view device, std::uint32_t ours, std::uint32_t theirs)
      : fd_(::open("/dev/net/tun", O_RDWR | O_NONBLOCK)) {
    ifreq request{};
    device.copy(std::begin(request.ifr_name), IFNAMSIZ - 1);
    request.ifr_flags = IFF_TUN | IFF_NO_PI | IFF_VNET_HDR;
    open_ =
        fd_ >= 0 && ::ioctl(fd_, TUNSETIFF, &request) == 0 && ::ioctl(fd_, TUNSETOFFLOAD, TUN_F_CSUM | TUN_F_TSO4) == 0;
    packet_.ip.version = 4;
    packet_.ip.ihl = 5;
    packet_.ip.ttl = 64;
    packet_.ip.frag_off = htons(IP_DF);
    packet_.ip.protocol = IPPROTO_TCP;
    packet_.ip.saddr = htonl(ours);
    packet_.ip.daddr = htonl(theirs);
    packet_.offload.flags = Offload::kNeedsChecksum;
    packet_.offload.csum_start = sizeof(iphdr);
    packet_.offload.csum_offset = offsetof(tcphdr, check);
  }
  TunWire(const TunWire&) = delete;
  TunWire& operator=(const TunWire&) = delete;
  ~TunWire() { ::close(fd_); }

  [[nodiscard]] bool open() const noexcept { return open_; }
  /// Milliseconds, for the timestamps of segments.
  [[nodiscard]] std::uint32_t clock() const noexcept { return clock_; }
  void set_clock(Clock::time_point now) {
    clock_ = static_cast<std::uint32_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count());
  }

  /// False when the device does not take it. Options and data together at most 1,460 bytes.
  bool put(const Segment& segment) {
    const auto header = sizeof(tcphdr) + segment.options.size();
    const auto size = static_cast<std::uint16_t>(sizeof(iphdr) + header + segment.data.size());
    if (packet_.ip.tot_len != htons(size)) {
      packet_.ip.tot_len = htons(size);
      packet_.ip.check = 0;
      packet_.ip.check = checksum_of_ip();
    }
    auto& tcp = packet_.tcp;
    tcp.source = htons(segment.local);
    tcp.dest = htons(segment.remote);
    tcp.seq = htonl(segment.sequence);
    tcp.ack_seq = htonl(segment.acknowledged);
    tcp.th_off = (header / 4) & 0xFU;
    tcp.th_flags = segment.flags;
    tcp.window = htons(segment.window);
    auto* end = packet_.rest.data();
    std::memcpy(end, segment.options.data(), segment.options.size());
    std::memcpy(end + segment.options.size(), segment.data.data(), segment.data.size());
    const auto total = sizeof(Offload) + size;
    return ::write(fd_, &packet_, total) == static_cast<ssize_t>(total);
  }

  /// Hands over what has come: `take(segment)`, whose spans live as long as the call. Returns when nothing is left.
  template <class Take>
  void drain(const Take& take) {
    thread_local std::array<unsigned char, 72 * 1024> buffer;
    constexpr std::size_t kIp = sizeof(Offload);
    for (;;) {
      const auto got = ::read(fd_, buffer.data(), buffer.size());
      if (got <= 0) return;
      const auto size = static_cast<std::size_t>(got);
      iphdr ip{};
      tcphdr tcp{};
      if (size < kIp + sizeof ip + sizeof tcp) continue;
      std::memcpy(&ip, &buffer[kIp], sizeof ip);
      if (ip.version != 4 || ip.protocol != IPPROTO_TCP || ip.ihl != 5) continue;
      constexpr std::size_t kTcp = kIp + sizeof ip;
      std::memcpy(&tcp, &buffer[kTcp], sizeof tcp);
      const std::size_t header = tcp.th_off * 4UL;
      if (header < sizeof tcp || kTcp + header > size) continue;
      const std::span<const unsigned char> bytes(buffer.data() + kTcp, size - kTcp);
      const auto data = bytes.subspan(header);
      take(Segment{.local = ntohs(tcp.dest),
                   .remote = ntohs(tcp.source),
                   .sequence = ntohl(tcp.seq),
                   .acknowledged = ntohl(tcp.ack_seq),
                   .flags = tcp.th_flags,
                   .window = ntohs(tcp.window),
                   .options = bytes.first(header).subspan(sizeof tcp),
                   .data = {reinterpret_cast<const char*>(data.data()), data.size()}});
    }
  }

 private:
  [[nodiscard]] std::uint16_t checksum_of_ip() const {
    std::array<std::uint16_t, sizeof(iphdr) / 2> words;
    std::memcpy(words.data(), &packet_.ip, sizeof(iphdr));
    std::uint32_t sum = 0;
    for (const auto word : words) sum += word;
    sum = (sum & 0xFFFFU) + (sum >> 16U);
    sum += sum >> 16U;
    return static_cast<std::uint16_t>(~sum);
  }

  struct __attribute__((packed)) Packet {
    Offload offload;
    iphdr ip;
    tcphdr tcp;
    std::array<unsigned char, 1500> rest;
  };

  int fd_;
  bool open_ = false;
  std::uint32_t clock_ = 0;
  Packet packet_{};
};

}  // namespace exo::bench
