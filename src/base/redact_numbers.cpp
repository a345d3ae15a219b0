#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "base/redact.h"
#include "base/text.h"

namespace exo {
namespace {

constexpr std::size_t kLeast = 10;
constexpr std::size_t kMost = 15;  // E.164

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// How the text before a run of digits leads up to it.
enum class Lead : std::uint8_t {
  attached,  ///< it is the rest of a word, a fraction, or the end of a UUID
  none,
  plus,
};

bool ends_with_one_of(std::string_view text, std::span<const std::string_view> ends) {
  return std::ranges::any_of(ends, [&](std::string_view each) {
    return text.size() >= each.size() && iequals(text.substr(text.size() - each.size()), each);
  });
}

bool ends_with_escape(std::string_view text) {
  const auto is_hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
  const auto is_code = [&](std::string_view start, std::size_t digits) {
    if (text.size() < start.size() + digits) return false;
    const auto code = text.substr(text.size() - start.size() - digits);
    return code.starts_with(start) && std::ranges::all_of(code.substr(start.size()), is_hex);
  };
  return is_code("%", 2) || is_code("\\u", 4) || text.ends_with("\\n") || text.ends_with("\\r") ||
         text.ends_with("\\t");
}

Lead lead_of(std::string_view before) {
  static constexpr auto kPlus = std::to_array<std::string_view>({"+", "%2B", "%252B", "\\u002B"});
  if (before.empty()) return Lead::none;
  if (ends_with_one_of(before, kPlus)) return Lead::plus;
  const char last = before.back();
  if (ends_with_escape(before)) return Lead::none;
  if (is_letter(last) || is_digit(last) || last == '-') return Lead::attached;
  const bool is_fraction = last == '.' && before.size() > 1 && is_digit(before[before.size() - 2]);
  return is_fraction ? Lead::attached : Lead::none;
}

/// Does the text go on in a way that no telephone number does?
bool is_attached(std::string_view after) {
  if (after.empty()) return false;
  return is_letter(after[0]) || (after[0] == '.' && after.size() > 1 && is_digit(after[1]));
}

/// Without '+', times in seconds and counts of bytes have as many digits: an Indian mobile number, or a number with its
/// trunk prefix or country code.
bool is_dialled(std::string_view digits) {
  if (digits[0] == '0') return true;
  if (digits.size() == kLeast) return digits[0] >= '6';
  return (digits.size() == 12 && digits.starts_with("91")) || (digits.size() == 13 && digits.starts_with("910"));
}

/// May a number be written after this: "From=14155550123", "sip:14155550123"?
bool is_announced(std::string_view before) {
  static constexpr auto kNames = std::to_array<std::string_view>(
      {"from", "to", "number", "phone", "caller", "callee", "caller_id", "callerid", "tel", "sip", "sips"});
  static constexpr auto kSeparators = std::to_array<std::string_view>({"%3D", "%3A", "=", ":"});
  while (!before.empty() && (before.back() == ' ' || before.back() == '"' || before.back() == '\\')) {
    before.remove_suffix(1);
  }
  for (const auto each : kSeparators) {
    if (before.size() < each.size() || !iequals(before.substr(before.size() - each.size()), each)) continue;
    before.remove_suffix(each.size());
    while (!before.empty() && (before.back() == '"' || before.back() == '\\')) before.remove_suffix(1);
    return ends_with_one_of(before, kNames);
  }
  return false;
}

std::size_t end_of_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

struct Run {
  std::size_t end;
  std::size_t digits;
};

/// The digits from `at` on; after a '+', with those that a space or '-' sets apart while they are too few.
Run run_at(std::string_view text, std::size_t at, Lead lead) {
  Run run{end_of_digits(text, at), 0};
  run.digits = run.end - at;
  while (lead == Lead::plus && run.digits < kLeast && run.end < text.size()) {
    auto next = run.end;
    while (next < text.size() && next < run.end + 2 && std::string_view(" -()").contains(text[next])) ++next;
    const auto end = end_of_digits(text, next);
    if (next == run.end || end == next) break;
    run.digits += end - next;
    run.end = end;
  }
  return run;
}

void mask(std::string& text, std::size_t at, Run run) {
  for (auto left = run.digits; left > 4; ++at) {
    if (!is_digit(text[at])) continue;
    text[at] = '*';
    --left;
  }
}

}  // namespace

std::string mask_numbers(std::string_view text) {
  std::string out(text);
  for (std::size_t at = 0; at < text.size();) {
    const bool is_code = text[at] == '%' && text.substr(at, 3).size() == 3 && ends_with_escape(text.substr(0, at + 3));
    const bool is_long_code = text.substr(at, 2) == "\\u" && ends_with_escape(text.substr(0, at + 6));
    if (is_code || is_long_code) {
      at += is_code ? 3 : 6;
      continue;
    }
    if (!is_digit(text[at])) {
      ++at;
      continue;
    }
    const auto before = text.substr(0, at);
    const auto lead = lead_of(before);
    const auto run = run_at(text, at, lead);
    const bool fits = run.digits >= kLeast && run.digits <= kMost && lead != Lead::attached;
    if (!fits || is_attached(text.substr(run.end))) {
      at = end_of_digits(text, at);
      continue;
    }
    if (lead == Lead::plus || is_dialled(text.substr(at, run.digits)) || is_announced(before)) mask(out, at, run);
    at = run.end;
  }
  return out;
}

}  // namespace exo
