#include "base/csv.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/text.h"

namespace exo {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

/// Well-formed UTF-8 without control characters; a line break or tab inside a cell becomes a space.
std::string cleaned(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto begin = at;
    const auto point = next_code_point(text, at);
    if (point < 0x20 || (point >= 0x7F && point < 0xA0)) {
      clean += ' ';
    } else if (point == kReplacement) {
      clean += "\xEF\xBF\xBD";
    } else {
      clean += text.substr(begin, at - begin);
    }
  }
  return clean;
}

/// What stands between the digits of numbers, dates, times and amounts; nothing that could close a string.
constexpr std::string_view kBetween = "+-./:, ()eE%";

bool reads_as_number(std::string_view text) noexcept {
  return std::ranges::any_of(text, is_digit) &&
         std::ranges::all_of(text, [](char c) { return is_digit(c) || kBetween.find(c) != std::string_view::npos; });
}

bool reads_as_formula(std::string_view text) noexcept {
  constexpr std::array<std::string_view, 8> kBegins = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};
  const auto rest = trim(text);
  return std::ranges::any_of(kBegins, [rest](std::string_view begin) { return rest.starts_with(begin); });
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"') result += '"';
    result += c;
  }
  return result += '"';
}

std::string written(std::string_view raw) {
  const auto text = cleaned(raw);
  if (reads_as_number(text)) return quoted(fmt::format("=\"{}\"", text));
  // A tab or a line break at the start is a space by now, but some programs drop what is blank.
  if (reads_as_formula(text)) return quoted("'" + text);
  return text.find_first_of(",\"; '") == std::string::npos ? text : quoted(text);
}

}  // namespace

CsvLine& CsvLine::cell(std::string_view written) {
  if (!first_) line_ += ',';
  first_ = false;
  line_ += written;
  return *this;
}

CsvLine& CsvLine::text(std::string_view text) {
  return cell(written(text));
}

CsvLine& CsvLine::number(std::int64_t number) {
  return cell(fmt::format("{}", number));
}

CsvLine& CsvLine::time(WallTime time) {
  return cell(india_iso8601(time));
}

CsvLine& CsvLine::empty() {
  return cell({});
}

std::string CsvLine::take() {
  first_ = true;
  return std::exchange(line_, {}) + "\r\n";
}

std::string csv_file_name(std::string_view what, WallTime now) {
  return fmt::format("exogate-{}-{}.csv", what, india_iso8601(now).substr(0, 10));
}

}  // namespace exo
