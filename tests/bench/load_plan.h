#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include "bench/bench_call.h"

namespace exo::bench {

inline constexpr std::chrono::milliseconds kMediaPeriod{20};
inline constexpr std::size_t kSlots = 20;  ///< the calls of a period, spread over its milliseconds

/// What a generator is asked for: ADDRESS:PORT PATH CALLS SECONDS FRAME_MS, then its own arguments.
struct Plan {
  std::uint32_t address = 0;  ///< IPv4, host order
  std::uint16_t port = 0;
  std::string_view path;
  std::uint32_t calls = 0;
  std::uint32_t seconds = 0;
  std::chrono::milliseconds frame_time{200};  ///< of the frames that the server is to send

  static constexpr std::size_t kArguments = 6;  ///< the program's name among them
};

template <class Number>
Number number(std::span<char*> arguments, std::size_t index, Number otherwise) {
  if (index >= arguments.size()) return otherwise;
  const std::string_view text = arguments[index];
  std::from_chars(text.data(), text.data() + text.size(), otherwise);
  return otherwise;
}

inline std::optional<Plan> read_plan(std::span<char*> arguments) {
  if (arguments.size() < Plan::kArguments) return std::nullopt;
  const std::string_view where = arguments[1];
  const auto colon = where.find(':');
  in_addr address{};
  if (colon == std::string_view::npos || ::inet_aton(std::string(where.substr(0, colon)).c_str(), &address) == 0)
    return std::nullopt;
  Plan plan;
  plan.address = ntohl(address.s_addr);
  std::from_chars(where.data() + colon + 1, where.data() + where.size(), plan.port);
  plan.path = arguments[2];
  plan.calls = number<std::uint32_t>(arguments, 3, 0);
  plan.seconds = number<std::uint32_t>(arguments, 4, 10);
  plan.frame_time = std::chrono::milliseconds(number<std::uint32_t>(arguments, 5, 200));
  return plan;
}

/// Of this process, in user space and in the kernel.
inline double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// The members of the report that every generator prints, without braces. `busy`: share of its core that it took.
inline std::string pace_report(const Plan& plan, Tally& tally, double busy) {
  const auto expected = static_cast<std::uint64_t>(plan.calls) * plan.seconds * 1000;
  return fmt::format(
      R"("calls":{},"opened":{},"lost":{},"busy":{:.2f},"sent":{},"sent_expected":{},"frames":{},"frames_expected":{},)"
      R"("late_p50":{:.2f},"late_p99":{:.2f},"late_max":{:.2f})",
      plan.calls, tally.opened, tally.lost, busy, tally.sent,
      expected / static_cast<std::uint64_t>(kMediaPeriod.count()), tally.lateness.count(),
      expected / static_cast<std::uint64_t>(plan.frame_time.count()), tally.lateness.at(50), tally.lateness.at(99),
      tally.lateness.at(100));
}

}  // namespace exo::bench
