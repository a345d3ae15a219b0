#include "base/clock.h"

#include <fmt/format.h>

namespace exo {
namespace {

constexpr std::chrono::minutes kIndiaOffset{5 * 60 + 30};

std::string date_and_time(WallTime time, char between) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), between,
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

}  // namespace

WallTime wall_now() noexcept {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::string iso8601(WallTime time) {
  const auto millis = (time - std::chrono::floor<std::chrono::seconds>(time)).count();
  return fmt::format("{}.{:03}Z", date_and_time(time, 'T'), millis);
}

std::string exotel_time(WallTime time) {
  return date_and_time(time + kIndiaOffset, ' ');
}

std::string india_iso8601(WallTime time) {
  const auto utc = iso8601(time + kIndiaOffset);
  return utc.substr(0, utc.size() - 1) + "+05:30";
}

}  // namespace exo
