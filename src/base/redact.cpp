#include "base/redact.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/redact_keys.h"
#include "base/text.h"

namespace exo {
namespace {

using redact::Key, redact::is_prose, redact::key_of, redact::kLongestProse;

constexpr std::string_view kShown = "[redacted]";
constexpr std::string_view kWordEnds = " \t\r\n&\"'<>,;)}]#";
constexpr std::size_t kLongestSmallNumber = 7;  // digits; a key to press, minutes, a count
constexpr std::size_t kLeastCredentials = 8;    // "Bearer tokens" in a sentence is none

struct Span {
  std::size_t begin;
  std::size_t end;
};

struct Separator {
  std::size_t end;
  enum class Kind : std::uint8_t { equals, colon } kind;
  enum class Form : std::uint8_t { plain, percent_encoded } form;
};

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
constexpr bool is_word(char c) {
  return is_digit(c) || is_lower(c) || is_upper(c) || c == '_' || c == '-';
}

std::string_view within(std::string_view text, Span span) {
  return text.substr(span.begin, span.end - span.begin);
}

std::size_t skip_spaces(std::string_view text, std::size_t at) {
  for (;;) {
    if (at < text.size() && (text[at] == ' ' || text[at] == '\t')) {
      ++at;
    } else if (text.substr(at).starts_with("%20")) {
      at += 3;
    } else {
      return at;
    }
  }
}

/// The quote at `at`, with the backslashes of JSON inside JSON; empty: there is none.
std::string_view quote_at(std::string_view text, std::size_t at) {
  if (text.substr(at).starts_with("%22")) return text.substr(at, 3);
  auto end = at;
  while (end < text.size() && text[end] == '\\') ++end;
  const bool is_quote = end < text.size() && (text[end] == '"' || (text[end] == '\'' && end == at));
  return is_quote ? text.substr(at, end + 1 - at) : std::string_view();
}

std::size_t end_of_quoted(std::string_view text, std::size_t at, std::string_view quote) {
  if (quote.size() == 1) {
    while (at < text.size() && text[at] != quote[0]) at += text[at] == '\\' ? 2 : 1;
    return std::min(at, text.size());
  }
  auto end = text.find(quote, at);
  while (end != std::string_view::npos && end > at && text[end - 1] == '\\') end = text.find(quote, end + 1);
  return std::min(end, text.size());
}

/// The end of a list or an object that begins at `at`; of one that was cut off, the end of the text.
std::size_t end_of_brackets(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') at = end_of_quoted(text, at + 1, "\"");
    if (c == '[' || c == '{') ++depth;
    if ((c == ']' || c == '}') && --depth == 0) return at + 1;
    at += c == '\\' ? 2 : 1;
  }
  return text.size();
}

std::size_t end_of_word(std::string_view text, std::size_t at, Separator::Form form) {
  constexpr auto kEncodedEnds = std::to_array<std::string_view>({"%26", "%22", "%20", "%0A", "%0D", "%0a", "%0d"});
  const auto ends_here = [&] {
    const auto rest = text.substr(at);
    if (rest.starts_with("\\\"")) return true;
    return form == Separator::Form::percent_encoded && rest[0] == '%' &&
           std::ranges::any_of(kEncodedEnds, [&](std::string_view each) { return rest.starts_with(each); });
  };
  while (at < text.size() && !kWordEnds.contains(text[at]) && !ends_here()) ++at;
  return at;
}

std::size_t end_of_line(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] != '\n' && text[at] != '\r') {
    const auto rest = text.substr(at, 2);
    if (rest == "\\n" || rest == "\\r") break;
    ++at;
  }
  return at;
}

std::optional<Separator> separator_at(std::string_view text, std::size_t at) {
  using enum Separator::Kind;
  using enum Separator::Form;
  at = skip_spaces(text, at);
  if (at >= text.size()) return std::nullopt;
  if (text[at] == ':') return Separator{at + 1, colon, plain};
  if (text[at] == '=') return Separator{at + (text.substr(at).starts_with("=>") ? 2 : 1), equals, plain};
  if (text[at] != '%') return std::nullopt;
  auto code = at + 1;
  while (text.substr(code).starts_with("25")) code += 2;  // encoded more than once
  const auto digits = text.substr(code, 2);
  if (iequals(digits, "3d")) return Separator{code + 2, equals, percent_encoded};
  if (iequals(digits, "3a")) return Separator{code + 2, colon, percent_encoded};
  return std::nullopt;
}

/// Before the value is looked at as a whole, so that hostile text costs no more than its length.
bool is_placeholder(std::string_view value) {
  return value.starts_with("…") || value.starts_with("...") || value.starts_with(kShown);
}

/// Nothing that anybody has to hide, whatever the name before it.
bool is_harmless(std::string_view value, Key key) {
  if (iequals(value, "null") || iequals(value, "true") || iequals(value, "false")) return true;
  if (key == Key::password) return false;  // people choose numbers, too
  const auto digits = static_cast<std::size_t>(std::ranges::count_if(value, is_digit));
  return digits <= kLongestSmallNumber &&
         std::ranges::all_of(value, [](char c) { return is_digit(c) || c == '.' || c == '-' || c == '+'; });
}

/// Of a header's value: the scheme alone is none of the secret, "Digest" has many parts.
std::size_t end_of_credentials(std::string_view text, Span scheme) {
  const auto name = within(text, scheme);
  if (iequals(name, "digest") || istarts_with(name, "aws4-")) return end_of_line(text, scheme.end);
  const bool is_scheme = !name.empty() && name.size() <= kLongestProse &&
                         std::ranges::all_of(name, [](char c) { return is_lower(c) || is_upper(c); });
  const auto next = skip_spaces(text, scheme.end);
  if (is_scheme && text.substr(next).starts_with(kShown)) return next + kShown.size();
  return is_scheme && next > scheme.end ? end_of_word(text, next, Separator::Form::plain) : scheme.end;
}

/// Where the value of the key whose name ends at `at` stands.
std::optional<Span> value_after(std::string_view text, std::size_t at, std::string_view name) {
  const auto name_quote = quote_at(text, at);
  const auto separator = separator_at(text, at + name_quote.size());
  if (!separator) return std::nullopt;
  const auto key = key_of(name);
  if (key == Key::none) return std::nullopt;
  at = skip_spaces(text, separator->end);
  if (at >= text.size()) return std::nullopt;
  if (const auto quote = quote_at(text, at); !quote.empty()) {
    const Span value{at + quote.size(), end_of_quoted(text, at + quote.size(), quote)};
    const auto shown = within(text, value);
    return is_placeholder(shown) || is_harmless(shown, key) ? std::nullopt : std::optional(value);
  }
  const bool colon = separator->kind == Separator::Kind::colon;
  if (is_placeholder(text.substr(at)) || (colon && (key == Key::fragment || text[at] == ':'))) return std::nullopt;
  if (text[at] == '[' || text[at] == '{') return Span{at, end_of_brackets(text, at)};
  const Span word{at, end_of_word(text, at, separator->form)};
  if (is_harmless(within(text, word), key)) return std::nullopt;
  const bool in_text = colon && separator->form == Separator::Form::plain;
  if (in_text && is_prose(within(text, word), text.substr(word.end), key)) return std::nullopt;
  if (key == Key::line && colon) return Span{at, end_of_line(text, at)};
  if (key == Key::credentials) return Span{at, end_of_credentials(text, word)};
  return word;
}

/// What "Basic" or "Bearer" precedes, if it is no word of a sentence ("Basic authentication").
std::optional<Span> credentials_after(std::string_view text, std::size_t scheme_end) {
  const auto begin = skip_spaces(text, scheme_end);
  const Span value{begin, end_of_word(text, begin, Separator::Form::plain)};
  const auto word = within(text, value);
  if (begin == scheme_end || word.size() < kLeastCredentials) return std::nullopt;
  const bool is_mixed = std::ranges::any_of(word, is_lower) && std::ranges::any_of(word.substr(1), is_upper);
  const bool is_secret =
      is_mixed || word.size() > kLongestProse || word.ends_with('=') || std::ranges::any_of(word, is_digit);
  return is_secret ? std::optional(value) : std::nullopt;
}

/// The secret part of one of this site's tokens: exo_<8 hexadecimal digits>_<secret> or exo_<43 characters>.
std::optional<std::size_t> secret_of_token(std::string_view word) {
  constexpr std::size_t kScheme = 4;
  constexpr std::size_t kPrefix = 8;  // tells tokens apart and opens nothing
  constexpr std::size_t kSecret = 43;
  const auto rest = word.substr(kScheme);
  if (rest.size() > kPrefix + 1 && rest[kPrefix] == '_' && std::ranges::all_of(rest.substr(0, kPrefix), is_hex)) {
    return kScheme + kPrefix + 1;
  }
  const bool is_random = std::ranges::any_of(rest, is_digit) || std::ranges::any_of(rest, is_upper);
  return rest.size() >= kSecret && is_random ? std::optional(kScheme) : std::nullopt;
}

std::optional<Span> secret_at(std::string_view text, Span word) {
  constexpr std::size_t kLeastVendorKey = 16;
  const auto name = within(text, word);
  if (name.starts_with("exo_")) {
    if (const auto begin = secret_of_token(name)) return Span{word.begin + *begin, word.end};
  }
  if ((name.starts_with("sk_") || name.starts_with("sk-")) && name.size() >= 3 + kLeastVendorKey) {
    return Span{word.begin + 3, word.end};
  }
  if (iequals(name, "bearer") || iequals(name, "basic")) return credentials_after(text, word.end);
  return value_after(text, word.end, name);
}

/// Of a URL whose "://" begins at `at`. A password with '/' in it is no valid URL, and people write it all the same.
std::optional<Span> userinfo_at(std::string_view text, std::size_t at) {
  const auto from = text.substr(at + 3);
  const auto rest = from.substr(0, from.find("://"));
  const auto authority = rest.substr(0, rest.find_first_of(" \t\r\n/?#\"'<>"));
  if (const auto sign = authority.rfind('@'); sign != std::string_view::npos) return Span{at + 3, at + 3 + sign};
  const auto colon = authority.rfind(':');
  if (colon == std::string_view::npos || authority.starts_with('[')) return std::nullopt;
  if (std::ranges::all_of(authority.substr(colon + 1), is_digit)) return std::nullopt;  // a port
  const auto sign = rest.substr(0, rest.find_first_of(" \t\r\n\"'<>")).rfind('@');
  return sign == std::string_view::npos ? std::nullopt : std::optional(Span{at + 3, at + 3 + sign});
}

/// How long the escape at `at` is (%3D, \u002B), whose letters belong to no word; 1: there is none.
std::size_t escape_at(std::string_view text, std::size_t at) {
  const auto is_code = [&](std::size_t from, std::size_t digits) {
    const auto code = text.substr(std::min(from, text.size()), digits);
    return code.size() == digits && std::ranges::all_of(code, is_hex);
  };
  if (text[at] == '%' && is_code(at + 1, 2)) return 3;
  if (text.substr(at).starts_with("\\u") && is_code(at + 2, 4)) return 6;
  return 1;
}

}  // namespace

std::string redact_secrets(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::optional<Span> secret;
    auto next = at + 1;
    if (is_word(text[at])) {
      while (next < text.size() && is_word(text[next])) ++next;
      secret = secret_at(text, {at, next});
      // "\nkey=": the letter belongs to the escape.
      if (!secret && at > 0 && text[at - 1] == '\\' && next > at + 1) secret = secret_at(text, {at + 1, next});
    } else if (text[at] == ':' && text.substr(at).starts_with("://")) {
      secret = userinfo_at(text, at);
    } else {
      next = at + escape_at(text, at);
    }
    at = next;
    if (!secret || secret->begin >= secret->end) continue;
    out += text.substr(copied, secret->begin - copied);
    out += kShown;
    at = copied = secret->end;
  }
  out += text.substr(copied);
  return out;
}

}  // namespace exo
