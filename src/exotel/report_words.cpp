#include "exotel/report_words.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace exo::exotel {
namespace {

constexpr std::int64_t kMostSeconds = 366LL * 24 * 3600;

}  // namespace

std::string clean_status(std::string_view word) {
  auto status = to_lower(printable(trim(word), kMaxReportText));
  if (status == "null") return {};
  // Passthru has it with two l, calls with one (exotel.md §4).
  if (status == "cancelled") return "canceled";
  return status;
}

std::optional<std::int64_t> clean_seconds(std::string_view text) {
  text = trim(text);
  const auto* const end = text.data() + text.size();
  std::int64_t seconds = 0;
  const auto [stop, error] = std::from_chars(text.data(), end, seconds);
  if (error != std::errc{} || seconds < 0 || seconds > kMostSeconds) return std::nullopt;
  const std::string_view rest(stop, static_cast<std::size_t>(end - stop));
  const bool is_whole = rest.empty() || (rest.starts_with('.') && rest.find_first_not_of('0', 1) == rest.npos);
  return is_whole ? std::optional(seconds) : std::nullopt;
}

std::string clean_link(std::string_view text) {
  text = trim(text);
  if (text.size() > kMaxReportText) return {};
  if (!istarts_with(text, "https://") && !istarts_with(text, "http://")) return {};
  const bool is_plain = std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7F' && c != '"' && c != '<'; });
  return is_plain ? std::string(text) : std::string();
}

}  // namespace exo::exotel
