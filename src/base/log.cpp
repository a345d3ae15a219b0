#include "base/log.h"

#include <algorithm>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "base/json.h"
#include "base/text.h"

namespace exo::log {
namespace {

std::atomic<Level> g_least{Level::info};
std::atomic<Format> g_format{Format::text};

std::string_view name(Level level) noexcept {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warning:
      return "warning";
    case Level::error:
      return "error";
  }
  return "?";
}

constexpr std::size_t kMaxLine = 4096;

}  // namespace

void configure(Level least, Format format) {
  g_least = least;
  g_format = format;
}

bool enabled(Level level) noexcept {
  return level >= g_least.load(std::memory_order_relaxed);
}

void write(Level level, std::string_view area, std::string_view message) noexcept {
  try {
    std::string line;
    if (g_format.load(std::memory_order_relaxed) == Format::json) {
      line = dump_json({{"time", iso8601(wall_now())},
                        {"level", name(level)},
                        {"area", area},
                        {"message", printable(message, kMaxLine)}});
    } else {
      line = fmt::format("{} {:<7} {:<9} {}", iso8601(wall_now()), name(level), area, printable(message, kMaxLine));
    }
    line += '\n';
    // One write(2) a line keeps lines of several threads whole. Nothing can be done where the log itself is broken.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
  } catch (...) {
    return;
  }
}

RateLimit::Verdict RateLimit::allow(SteadyTime now) noexcept {
  constexpr std::chrono::seconds kInterval{1};
  auto before = full_at_.load();
  for (;;) {
    const auto start = std::max(before, now);
    if (start - now > kInterval * (burst_ - 1)) {
      held_back_.fetch_add(1);
      return {false, 0};
    }
    if (full_at_.compare_exchange_weak(before, start + kInterval)) return {true, held_back_.exchange(0)};
  }
}

}  // namespace exo::log
