#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/clock.h"

namespace exo::log {

enum class Level : std::uint8_t { debug, info, warning, error };
enum class Format : std::uint8_t { text, json };

/// How phone numbers are written.
enum class Numbers : std::uint8_t { masked /* the last four digits */, full };

/// Any thread, at any time. Lines go to standard error; under systemd that is the journal.
void configure(Level least, Format format, Numbers numbers = Numbers::masked);

/// A phone number as the log may show it.
[[nodiscard]] std::string number(std::string_view number);

/// While one of these lives, a thread of its own writes the lines, so that no event loop waits for a slow reader of
/// standard error; else whoever logs writes (a short command). At its end it waits for the last lines, 2 s at most.
class BackgroundWriter {
 public:
  BackgroundWriter();
  BackgroundWriter(const BackgroundWriter&) = delete;
  BackgroundWriter& operator=(const BackgroundWriter&) = delete;
  ~BackgroundWriter();

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

[[nodiscard]] bool enabled(Level level) noexcept;

/// One line. `area` names the room that speaks ("calls", "admin", …). Thread-safe; never throws.
/// Never pass a Secret's text; write phone numbers with `number`. Below both lies a net (base/redact.h) that every line
/// passes through.
void write(Level level, std::string_view area, std::string_view message) noexcept;

template <class... Args>
void info(std::string_view area, fmt::format_string<Args...> text, Args&&... args) {
  if (enabled(Level::info)) write(Level::info, area, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void debug(std::string_view area, fmt::format_string<Args...> text, Args&&... args) {
  if (enabled(Level::debug)) write(Level::debug, area, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void warning(std::string_view area, fmt::format_string<Args...> text, Args&&... args) {
  if (enabled(Level::warning)) write(Level::warning, area, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void error(std::string_view area, fmt::format_string<Args...> text, Args&&... args) {
  if (enabled(Level::error)) write(Level::error, area, fmt::format(text, std::forward<Args>(args)...));
}

/// Lets through `burst` lines, then one a second: for lines that an unauthenticated stranger can cause.
/// `allow` also tells how many lines were held back since the last one that passed.
class RateLimit {
 public:
  struct Verdict {
    bool pass;
    std::uint64_t held_back;
  };
  explicit RateLimit(std::int64_t burst = 5) noexcept : burst_(burst) {}
  /// Thread-safe. `now` is for tests.
  [[nodiscard]] Verdict allow(SteadyTime now = std::chrono::steady_clock::now()) noexcept;

 private:
  const std::int64_t burst_;
  std::atomic<SteadyTime> full_at_{SteadyTime::min()};  ///< when all of the burst will be available again
  std::atomic<std::uint64_t> held_back_{0};
};

}  // namespace exo::log
