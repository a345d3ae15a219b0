#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "bench/tun_wire.h"

namespace exo::bench {

/// One TCP connection of a caller, as little of RFC 9293 as a caller needs: it opens, sends, acknowledges in order and
/// respects the peer's window. What it has sent is sent again only while the connection is being made: a peer that
/// loses later segments has no room for them, and such a trial has failed anyway.
class WireLink {
 public:
  static constexpr std::uint16_t kFirstPort = 1024;

  WireLink(TunWire& wire, std::uint16_t port, std::uint16_t remote) : wire_(wire), local_(port), remote_(remote) {}
  WireLink(const WireLink&) = delete;
  WireLink& operator=(const WireLink&) = delete;
  ~WireLink() {
    if (state_ == State::open) put(TH_RST | TH_ACK, {});
  }

  [[nodiscard]] bool gone() const noexcept { return state_ == State::gone; }

  /// Called every 20 ms until the peer has answered: opens the connection, again after a second.
  void insist(Clock::time_point now) {
    if (now < again_ || state_ == State::gone) return;
    again_ = now + std::chrono::seconds(1);
    if (state_ == State::opening) {
      put_syn();
    } else if (unacknowledged_ == sent_ - static_cast<std::uint32_t>(first_.size())) {
      sent_ = unacknowledged_;
      send(first_);
    }
  }

  /// The first text, sent as soon as the connection is there and again until the peer has it.
  void begin_with(std::string text) { first_ = std::move(text); }

  /// False: the peer has no room now; nothing is sent.
  bool send(std::string_view text) {
    if (state_ != State::open || sent_ + text.size() - unacknowledged_ > window_) return false;
    if (!put(TH_PUSH | TH_ACK, text)) return false;
    sent_ += static_cast<std::uint32_t>(text.size());
    return true;
  }

  /// What of the segment is new and in order; empty when nothing is.
  std::string_view take(const Segment& segment) {
    if ((segment.flags & (TH_RST | TH_FIN)) != 0) {
      state_ = State::gone;
      return {};
    }
    if (state_ == State::opening) {
      if ((segment.flags & TH_SYN) != 0) open(segment);
      return {};
    }
    note_timestamp(segment.options);
    window_ = static_cast<std::uint32_t>(segment.window) << window_scale_;
    const auto newly = segment.acknowledged - unacknowledged_;
    if (newly <= sent_ - unacknowledged_) unacknowledged_ = segment.acknowledged;
    if (segment.data.empty() && (segment.flags & TH_SYN) == 0) return {};
    if (segment.sequence != received_) {  // repeated, or one before it was lost: say where we are
      put(TH_ACK, {});
      return {};
    }
    received_ += static_cast<std::uint32_t>(segment.data.size());
    return segment.data;  // acknowledged by what is sent next, at most 20 ms later
  }

 private:
  enum class State : std::uint8_t { opening, open, gone };
  static constexpr std::uint16_t kWindow = 0x7FFF;
  static constexpr std::uint8_t kWindowScale = 5;
  using Timestamps = std::array<unsigned char, 12>;  ///< NOP NOP kind length, ours, theirs

  [[nodiscard]] Timestamps timestamps() const {
    Timestamps bytes{TCPOPT_NOP, TCPOPT_NOP, TCPOPT_TIMESTAMP, TCPOLEN_TIMESTAMP};
    const auto ours = htonl(wire_.clock());
    std::memcpy(&bytes[4], &ours, 4);
    std::memcpy(&bytes[8], &their_clock_, 4);
    return bytes;
  }

  bool put(std::uint8_t flags, std::string_view data) {
    const auto options = timestamps();
    return wire_.put({local_, remote_, sent_, received_, flags, kWindow, options, data});
  }

  void put_syn() {
    std::array<unsigned char, 20> options{TCPOPT_MAXSEG, 4, 0x05, 0xB4, TCPOPT_NOP, TCPOPT_WINDOW, 3, kWindowScale};
    std::ranges::copy(timestamps(), options.begin() + 8);
    wire_.put({local_, remote_, sent_, 0, TH_SYN, kWindow, options, {}});
  }

  void open(const Segment& answer) {
    state_ = State::open;
    sent_ = unacknowledged_ = answer.acknowledged;
    received_ = answer.sequence + 1;
    window_ = answer.window;
    for (auto rest = answer.options; rest.size() > 1 && rest[0] != TCPOPT_EOL;) {
      if (rest[0] == TCPOPT_NOP) {
        rest = rest.subspan(1);
        continue;
      }
      if (rest[1] < 2 || rest[1] > rest.size()) break;
      if (rest[0] == TCPOPT_WINDOW && rest[1] == 3) window_scale_ = std::min<unsigned>(rest[2], 14);
      if (rest[0] == TCPOPT_TIMESTAMP && rest[1] == TCPOLEN_TIMESTAMP) std::memcpy(&their_clock_, &rest[2], 4);
      rest = rest.subspan(rest[1]);
    }
    send(first_);
  }

  /// As Linux writes them, or not at all.
  void note_timestamp(std::span<const unsigned char> options) {
    if (options.size() == 12 && options[2] == TCPOPT_TIMESTAMP) std::memcpy(&their_clock_, &options[4], 4);
  }

  TunWire& wire_;
  std::uint32_t sent_ = 1;  ///< the next sequence number
  std::uint32_t unacknowledged_ = 1;
  std::uint32_t received_ = 0;
  std::uint32_t window_ = 0;
  std::uint32_t their_clock_ = 0;  ///< as it came
  unsigned window_scale_ = 0;
  const std::uint16_t local_;
  const std::uint16_t remote_;
  State state_ = State::opening;
  Clock::time_point again_{};
  std::string first_;
};

}  // namespace exo::bench
