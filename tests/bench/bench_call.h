#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "bench/clock.h"
#include "bench/percentiles.h"

namespace exo::bench {

struct Tally {
  Percentiles first_frame;  ///< ms from `start` to the first frame
  Percentiles lateness;     ///< ms of a frame behind the best pace of its call so far
  std::uint64_t opened = 0;
  std::uint64_t lost = 0;
  std::uint64_t sent = 0;  ///< media messages while measuring: does the generator itself keep up?
  bool measuring = false;  ///< lateness counts only after the ramp
};

/// One call of the live profile (exotel.md §1.6): 320 bytes of PCM in every 20 ms; what comes back is timed, not looked
/// into. The mask key of its frames is zero, so that nothing has to be masked. `Link`: a TCP connection that is being
/// made; `begin_with(text)` is sent as soon as it is there, `send(text)` is false when the peer has no room now.
template <class Link>
class BenchCall {
 public:
  template <class... Where>
  BenchCall(std::string_view path, std::uint32_t number, std::chrono::milliseconds frame_time, Tally& tally,
            Where&&... where)
      : link_(std::forward<Where>(where)...), frame_ms_(static_cast<double>(frame_time.count())), tally_(tally) {
    fmt::format_to(sid_.begin(), "{:032x}", number);
    link_.begin_with(
        fmt::format("GET {} HTTP/1.1\r\nHost: exogate.test\r\nUser-Agent: Go-http-client/1.1\r\nConnection: "
                    "Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: "
                    "13\r\nUpgrade: websocket\r\n\r\n",
                    path));
  }

  [[nodiscard]] Link& link() noexcept { return link_; }
  [[nodiscard]] bool live() const noexcept { return state_ == State::live; }
  [[nodiscard]] bool lost() const noexcept { return state_ == State::gone; }

  /// One message more is due. What the peer had no room for goes out as soon as it has.
  void send_media() {
    if (state_ != State::live) return;
    for (++owed_; owed_ > 0; --owed_) {
      const auto before = sequence_;
      count_up();
      if (!link_.send(Media::of(sid(), {sequence_.data(), sequence_.size()}).text)) {
        sequence_ = before;
        return;
      }
      if (tally_.measuring) ++tally_.sent;
    }
  }

  void arrived(std::string_view bytes, Clock::time_point now) {
    if (state_ == State::asking) {
      const auto end = bytes.find("\r\n\r\n");
      if (!bytes.starts_with("HTTP/1.1 101") || end == std::string_view::npos) return lose();
      bytes.remove_prefix(end + 4);
      begin(now);
    }
    take(bytes, now);
  }

  /// The connection is gone.
  void lose() {
    if (state_ != State::gone) ++tally_.lost;
    state_ = State::gone;
  }

 private:
  [[nodiscard]] std::string_view sid() const { return {sid_.data(), sid_.size()}; }
  enum class State : std::uint8_t { asking, live, gone };
  static constexpr std::size_t kLeastMedia = 1000;  // bytes of a message; marks are shorter

  /// The one message of all calls, which stays in the processor's cache; a call only puts its two numbers into it.
  struct Media {
    std::string text;
    std::size_t sid_at;
    std::size_t sequence_at;

    Media(std::string_view sid, std::string_view sequence)
        : text(framed(fmt::format(R"({{"event":"media","stream_sid":"{}","sequence_number":"{}",)"
                                  R"("media":{{"chunk":"1","timestamp":"20","payload":"{}="}}}})",
                                  sid, sequence, std::string(427, 'A')))),
          sid_at(text.find(sid)),
          sequence_at(text.rfind(sequence)) {}

    static const Media& of(std::string_view sid, std::string_view sequence) {
      static Media media(sid, sequence);
      std::ranges::copy(sid, media.text.begin() + static_cast<std::ptrdiff_t>(media.sid_at));
      std::ranges::copy(sequence, media.text.begin() + static_cast<std::ptrdiff_t>(media.sequence_at));
      return media;
    }
  };

  static std::string framed(std::string_view text) {
    std::string frame("\x81", 1);
    if (text.size() < 126) {
      frame += static_cast<char>(0x80 | text.size());
    } else {
      frame += static_cast<char>(0x80 | 126);
      frame += static_cast<char>(text.size() >> 8);
      frame += static_cast<char>(text.size() & 0xFF);
    }
    frame.append(4, '\0');
    frame += text;
    return frame;
  }

  void count_up() {
    for (auto digit = sequence_.rbegin(); digit != sequence_.rend(); ++digit) {
      if (*digit != '9') {
        ++*digit;
        return;
      }
      *digit = '0';
    }
  }

  void begin(Clock::time_point now) {
    state_ = State::live;
    ++tally_.opened;
    started_ = now;
    link_.send(framed(R"({"event":"connected"})"));
    link_.send(framed(fmt::format(
        R"({{"event":"start","stream_sid":"{0}","sequence_number":"1","start":{{"stream_sid":"{0}","call_sid":"{0}","account_sid":"acmeco1","from":"09812345678","to":"08041234567","media_format":{{"encoding":"base64","sample_rate":"8000","bit_rate":"128kbps"}}}}}})",
        sid())));
  }

  /// Walks the frames of the server (unmasked), whatever pieces they come in.
  void take(std::string_view bytes, Clock::time_point now) {
    while (!bytes.empty()) {
      if (left_ > 0) {
        const auto part = std::min(left_, bytes.size());
        bytes.remove_prefix(part);
        left_ -= part;
        if (left_ == 0 && message_ >= kLeastMedia) heard(now);
        continue;
      }
      head_ += bytes.front();
      bytes.remove_prefix(1);
      if (head_.size() < 2) continue;
      const std::size_t code = static_cast<unsigned char>(head_[1]) & 0x7FU;
      const std::size_t need = code == 126 ? 4 : code == 127 ? 10 : 2;
      if (head_.size() < need) continue;
      message_ = code;
      if (need > 2) {
        message_ = 0;
        for (std::size_t i = 2; i < need; ++i) message_ = message_ << 8 | static_cast<unsigned char>(head_[i]);
      }
      left_ = message_;
      head_.clear();
    }
  }

  void heard(Clock::time_point now) {
    const std::chrono::duration<double, std::milli> since = now - started_;
    if (frames_ == 0) tally_.first_frame.add(since.count());
    const double behind = since.count() - frame_ms_ * static_cast<double>(frames_++);
    best_ = std::min(best_, behind);
    if (tally_.measuring) tally_.lateness.add(behind - best_);
  }

  Link link_;
  const double frame_ms_;
  Tally& tally_;
  State state_ = State::asking;
  std::array<char, 32> sid_{};
  std::array<char, 7> sequence_{'0', '0', '0', '0', '0', '0', '1'};  ///< of the last message; `start` has 1
  std::uint32_t owed_ = 0;                                           ///< messages that the peer had no room for
  std::string head_;                                                 ///< of the frame that is coming in
  std::size_t message_ = 0;                                          ///< its length
  std::size_t left_ = 0;                                             ///< of it
  std::uint64_t frames_ = 0;
  double best_ = std::numeric_limits<double>::max();
  Clock::time_point started_{};
};

}  // namespace exo::bench
