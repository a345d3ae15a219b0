#include "domain/phone_number.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <optional>

#include "base/encoding.h"
#include "base/text.h"

namespace exo::domain {
namespace {

enum class ForeignDigits : std::uint8_t { keep, translate };

struct CodePointRange {
  char32_t first;
  char32_t last;
};

/// What stands between the digits of a written or pasted number: decisions.md §5 and its Unicode look-alikes, with the
/// invisible direction marks that address books wrap around numbers.
constexpr std::array kSeparators = {
    CodePointRange{'\t', '\r'},     CodePointRange{' ', ' '},       CodePointRange{'(', ')'},
    CodePointRange{'-', '.'},       CodePointRange{0xA0, 0xA0},     CodePointRange{0xAD, 0xAD},
    CodePointRange{0x061C, 0x061C}, CodePointRange{0x1680, 0x1680}, CodePointRange{0x2000, 0x2015},
    CodePointRange{0x2024, 0x2024}, CodePointRange{0x202A, 0x202F}, CodePointRange{0x205F, 0x2064},
    CodePointRange{0x2066, 0x2069}, CodePointRange{0x2212, 0x2212}, CodePointRange{0x3000, 0x3000},
    CodePointRange{0xFE58, 0xFE58}, CodePointRange{0xFE63, 0xFE63}, CodePointRange{0xFEFF, 0xFEFF},
    CodePointRange{0xFF08, 0xFF09}, CodePointRange{0xFF0D, 0xFF0E},
};

/// Zeros of the decimal digits in use in India and with Exotel's other customers; nine digits follow each.
constexpr std::array<char32_t, 14> kZeros = {
    0x0660 /* Arabic */,   0x06F0 /* Urdu, Persian */, 0x0966 /* Devanagari */, 0x09E6 /* Bengali */,
    0x0A66 /* Gurmukhi */, 0x0AE6 /* Gujarati */,      0x0B66 /* Odia */,       0x0BE6 /* Tamil */,
    0x0C66 /* Telugu */,   0x0CE6 /* Kannada */,       0x0D66 /* Malayalam */,  0x0DE6 /* Sinhala */,
    0x0E50 /* Thai */,     0xFF10 /* fullwidth */,
};

bool is_separator(char32_t code) noexcept {
  return std::ranges::any_of(kSeparators, [&](auto range) { return code >= range.first && code <= range.last; });
}

std::optional<char> ascii_digit(char32_t code) noexcept {
  for (const char32_t zero : kZeros) {
    if (code >= zero && code <= zero + 9) return static_cast<char>('0' + (code - zero));
  }
  return std::nullopt;
}

/// Without separators, look-alikes of '+' (and, when asked, of digits) as ASCII; anything else stays.
std::string without_separators(std::string_view text, ForeignDigits digits) {
  constexpr char32_t kSmallPlus = 0xFE62;
  constexpr char32_t kFullwidthPlus = 0xFF0B;
  std::string out;
  for (std::size_t offset = 0; offset < text.size();) {
    const std::size_t start = offset;
    const char32_t code = next_code_point(text, offset);
    if (is_separator(code)) continue;
    const auto digit = digits == ForeignDigits::translate ? ascii_digit(code) : std::nullopt;
    if (digit) {
      out += *digit;
    } else if (code == kSmallPlus || code == kFullwidthPlus) {
      out += '+';
    } else {
      out += text.substr(start, offset - start);
    }
  }
  return out;
}

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) noexcept {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

/// Ten digits of an Indian mobile, after any prefix.
bool is_mobile(std::string_view digits) noexcept {
  return digits.size() == 10 && digits[0] >= '6';
}

/// 1800 (toll-free) and 1860 (local rate) have six or seven more digits. No area code 180 or 186 number begins with 0,
/// so they are never mistaken for a landline.
bool is_toll_free(std::string_view digits) noexcept {
  return (digits.size() == 10 || digits.size() == 11) && (digits.starts_with("1800") || digits.starts_with("1860"));
}

bool is_indian_national(std::string_view digits) noexcept {
  return (digits.size() == 10 && digits[0] != '0') || is_toll_free(digits);
}

/// May '+' stand before these digits?
bool is_international(std::string_view digits) noexcept {
  if (digits.starts_with("91")) return is_indian_national(digits.substr(2));
  return digits.size() >= 8 && digits.size() <= 15 && digits[0] != '0';
}

std::optional<std::string> dialable(std::string_view text) {
  const bool plus = text.starts_with('+');
  const auto digits = plus ? text.substr(1) : text;
  if (!all_digits(digits)) return std::nullopt;
  if (plus) return is_international(digits) ? std::optional(std::string(text)) : std::nullopt;
  if (is_mobile(digits)) return "+91" + std::string(digits);
  if (digits.starts_with("91") && is_mobile(digits.substr(2))) return "+" + std::string(digits);
  if (digits.starts_with("00")) {
    return is_international(digits.substr(2)) ? std::optional("+" + std::string(digits.substr(2))) : std::nullopt;
  }
  if (!digits.starts_with('0') || digits.size() != 11) return std::nullopt;
  // A landline with its trunk 0 is ten digits more, whatever the length of the area code (exotel.md §7.2).
  return is_mobile(digits.substr(1)) ? "+91" + std::string(digits.substr(1)) : std::string(digits);
}

}  // namespace

Result<std::string> clean_did_number(std::string_view text) {
  auto number = without_separators(text, ForeignDigits::keep);
  const auto digits = std::string_view(number).substr(number.starts_with('+') ? 1 : 0);
  if (!all_digits(digits) || digits.size() < 5 || digits.size() > 15) {
    return fail(Errc::unprocessable, "number must be 5 to 15 digits, with or without a leading '+'");
  }
  return number;
}

Result<std::string> normalise_to_number(std::string_view text) {
  if (auto number = dialable(without_separators(text, ForeignDigits::translate))) return *std::move(number);
  return fail(Errc::bad_request,
              "Invalid to_number: give a mobile number like 9876543210 or +919876543210, a landline with its area code "
              "like 08041234567, or '+' and a country code");
}

std::string number_key(std::string_view text) {
  const auto number = without_separators(text, ForeignDigits::translate);
  auto digits = std::string_view(number);
  const std::string_view international = digits.starts_with('+') ? "+" : digits.starts_with("00") ? "00" : "";
  digits.remove_prefix(international.size());
  if (!all_digits(digits)) return std::string(trim(text));
  // "+1800…" is an American number, "1800…" an Indian one.
  if (!international.empty() && is_toll_free(digits)) return "+" + std::string(digits);
  for (const std::string_view prefix : {"910", "91", "0", ""}) {
    if (digits.starts_with(prefix) && is_indian_national(digits.substr(prefix.size()))) {
      return std::string(digits.substr(prefix.size()));
    }
  }
  return std::string(digits);
}

std::vector<std::string> number_spellings(std::string_view text) {
  const auto key = number_key(text);
  if (key.starts_with('+')) return {key, "00" + key.substr(1)};
  if (!all_digits(key)) return {key};
  std::vector<std::string> spellings;
  for (const std::string_view prefix : {"", "0", "91", "+91", "0091", "910", "+910", "00910", "+", "00"}) {
    auto spelling = std::string(prefix) + key;
    // "+80…" is another country's, not that of the Indian number 80….
    if (number_key(spelling) == key) spellings.push_back(std::move(spelling));
  }
  return spellings;
}

std::string restore_plus(std::string_view form_value) {
  const auto text = trim(form_value);
  const bool lost_plus = form_value.starts_with(' ') && !text.empty() && text[0] >= '1' && text[0] <= '9';
  return lost_plus ? "+" + std::string(text) : std::string(text);
}

}  // namespace exo::domain
