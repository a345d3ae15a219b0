#include "simulator/exotel_values.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "base/random.h"

namespace exo::simulator {
namespace {

constexpr std::chrono::minutes kIndiaOffset{5 * 60 + 30};
constexpr std::string_view kBase36 = "0123456789abcdefghijklmnopqrstuvwxyz";

std::chrono::year_month_day indian_day(WallTime time) {
  return std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(time + kIndiaOffset));
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::string make_sid(std::string_view hex28, WallTime time) {
  const auto day = indian_day(time);
  const int year = static_cast<int>(day.year()) - 2000;
  return fmt::format("{}{:02x}{}{}", hex28, year, kBase36[static_cast<unsigned>(day.month())],
                     kBase36[static_cast<unsigned>(day.day())]);
}

std::string new_sid(WallTime time) {
  return make_sid(random_hex(14), time);
}

std::string international_number(std::string_view national) {
  const bool fits = national.size() == 11 && national.front() == '0' && std::ranges::all_of(national, is_digit);
  return fits ? fmt::format("+91{}", national.substr(1)) : std::string(national);
}

std::string national_number(std::string_view number) {
  std::string digits;
  std::ranges::copy_if(number, std::back_inserter(digits), is_digit);
  const bool only_number = std::ranges::all_of(
      number, [](char c) { return is_digit(c) || std::string_view("+ -().").find(c) != std::string_view::npos; });
  if (!only_number) return std::string(number);
  const auto rest = [&](std::size_t prefix) { return "0" + digits.substr(prefix); };
  if (digits.size() == 14 && digits.starts_with("0091")) return rest(4);
  if (digits.size() == 12 && digits.starts_with("91")) return rest(2);
  if (digits.size() == 11 && digits.starts_with('0')) return rest(1);
  if (digits.size() == 10 && number.find('+') == std::string_view::npos) return rest(0);
  return std::string(number);
}

std::string created_time(WallTime time) {
  constexpr std::string_view kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = indian_day(time);
  const std::chrono::weekday weekday{std::chrono::sys_days(day)};
  const std::string date_and_clock = exotel_time(time);
  return fmt::format("{}, {:02} {} {} {}", kDays[weekday.c_encoding()], static_cast<unsigned>(day.day()),
                     kMonths[static_cast<unsigned>(day.month()) - 1], static_cast<int>(day.year()),
                     std::string_view(date_and_clock).substr(11));
}

}  // namespace exo::simulator
