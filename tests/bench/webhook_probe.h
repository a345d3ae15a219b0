#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "bench/bench_socket.h"
#include "bench/clock.h"
#include "bench/percentiles.h"

namespace exo::bench {

/// Asks the dynamic-URL webhook over one kept-alive connection, one request at a time, and times the answers.
class WebhookProbe {
 public:
  WebhookProbe(std::uint32_t address, std::uint16_t port, Percentiles& times) : socket_(address, port), times_(times) {}

  [[nodiscard]] int fd() const noexcept { return socket_.fd(); }
  [[nodiscard]] bool busy() const noexcept { return busy_; }
  [[nodiscard]] std::uint64_t failures() const noexcept { return failures_; }

  void ask(std::uint64_t number, Clock::time_point now) {
    busy_ = true;
    asked_ = now;
    socket_.send(
        fmt::format("GET /api/v1/exotel/voice/connect?CallSid={:032x}&CallFrom=09812345678&CallTo=08041234567&"
                    "Direction=incoming HTTP/1.1\r\nHost: exogate.test\r\n\r\n",
                    number));
  }

  void readable(Clock::time_point now) {
    std::array<char, 4096> buffer{};
    const auto got = socket_.receive(buffer);
    if (got < 0) ++failures_;
    if (got <= 0) return;
    const std::string_view answer(buffer.data(), static_cast<std::size_t>(got));
    if (!answer.starts_with("HTTP/1.1 200") || answer.find(R"("url":"ws)") == std::string_view::npos) ++failures_;
    if (std::exchange(busy_, false)) times_.add(std::chrono::duration<double, std::milli>(now - asked_).count());
  }

 private:
  BenchSocket socket_;
  Percentiles& times_;
  bool busy_ = false;
  std::uint64_t failures_ = 0;
  Clock::time_point asked_{};
};

}  // namespace exo::bench
