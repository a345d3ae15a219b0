#include "base/redact.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "base/text.h"

namespace exo {
namespace {

constexpr std::string_view kShown = "[redacted]";

/// After one of these names and '=' (or, in JSON, ':') stands a secret.
constexpr auto kKeys = std::to_array<std::string_view>({"key",
                                                        "api_key",
                                                        "apikey",
                                                        "api_token",
                                                        "apitoken",
                                                        "token",
                                                        "access_token",
                                                        "refresh_token",
                                                        "password",
                                                        "passwd",
                                                        "pwd",
                                                        "secret",
                                                        "client_secret",
                                                        "webhook_key",
                                                        "stream_password",
                                                        "setup",
                                                        "session",
                                                        "exogate_session",
                                                        "__host-exogate",
                                                        "authorization",
                                                        "proxy-authorization",
                                                        "cookie",
                                                        "set-cookie",
                                                        "xi-api-key",
                                                        "x-api-key",
                                                        "api-key",
                                                        "elevenlabs_api_key",
                                                        "current_password",
                                                        "new_password"});
/// After one of these and ':' too, also outside JSON: nobody writes them in a sentence.
constexpr auto kHeaders =
    std::to_array<std::string_view>({"authorization", "proxy-authorization", "cookie", "set-cookie", "xi-api-key",
                                     "x-api-key", "api_key", "api_token", "access_token"});
constexpr std::size_t kLongestPrefix = 20;  // "exo_ab12cd34", which tells tokens apart and opens nothing
constexpr std::size_t kLeastBearer = 8;     // "Bearer tokens" in a sentence is none

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::any_of(names, [&](std::string_view each) { return iequals(each, name); });
}

std::size_t skip_spaces(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] == ' ') ++at;
  return at;
}

/// The end of a value that begins at `at`.
std::size_t end_of_word(std::string_view text, std::size_t at) {
  constexpr std::string_view kEnds = " &\"'<>,;)}]#";
  while (at < text.size() && !kEnds.contains(text[at])) ++at;
  return at;
}

std::size_t end_of_quoted(std::string_view text, std::size_t at, char quote) {
  while (at < text.size() && text[at] != quote) at += text[at] == '\\' ? 2 : 1;
  return std::min(at, text.size());
}

struct Span {
  std::size_t begin;
  std::size_t end;
};

enum class Name : std::uint8_t { bare, quoted };

/// Where the value of the key that ended before `at` stands; `at` is behind a closing quote of the key's, if any.
std::optional<Span> value_after(std::string_view text, std::size_t at, std::string_view name, Name kind) {
  at = skip_spaces(text, at);
  if (at >= text.size()) return std::nullopt;
  const bool colon = text[at] == ':' && (kind == Name::quoted || is_one_of(name, kHeaders));
  if (text[at] != '=' && !colon) return std::nullopt;
  at = skip_spaces(text, at + 1);
  if (at >= text.size()) return std::nullopt;
  if (text.substr(at).starts_with("\\\"")) {  // JSON inside JSON
    return Span{at + 2, std::min(text.find("\\\"", at + 2), text.size())};
  }
  if (text[at] == '"' || text[at] == '\'') return Span{at + 1, end_of_quoted(text, at + 1, text[at])};
  auto end = end_of_word(text, at);
  const auto word = text.substr(at, end - at);
  if (iequals(word, "bearer") || iequals(word, "basic")) end = end_of_word(text, skip_spaces(text, end));
  return Span{at, end};
}

/// The secret of a word that is one by itself: what "Bearer" precedes, or an API token.
std::optional<Span> secret_word(std::string_view text, Span word) {
  const auto name = text.substr(word.begin, word.end - word.begin);
  if (iequals(name, "bearer")) {
    const auto begin = skip_spaces(text, word.end);
    const auto end = end_of_word(text, begin);
    if (end - begin >= kLeastBearer && begin > word.end) return Span{begin, end};
  }
  if (name.starts_with("exo_")) {
    const auto second = name.find('_', 4);
    const bool has_prefix = second <= kLongestPrefix && second + 1 < name.size();
    if (has_prefix || name.size() > kLongestPrefix) return Span{word.begin + (has_prefix ? second + 1 : 4), word.end};
  }
  return std::nullopt;
}

/// Of a URL whose "://" begins at `at`.
std::optional<Span> userinfo_at(std::string_view text, std::size_t at) {
  const auto begin = at + 3;
  constexpr std::string_view kEnds = " /?#\"'<>";
  std::size_t end = begin;
  while (end < text.size() && !kEnds.contains(text[end])) ++end;
  const auto sign = text.substr(begin, end - begin).rfind('@');
  if (sign == std::string_view::npos || sign == 0) return std::nullopt;
  return Span{begin, begin + sign};
}

std::optional<Span> secret_at(std::string_view text, Span word) {
  if (const auto alone = secret_word(text, word)) return alone;
  const auto name = text.substr(word.begin, word.end - word.begin);
  if (!is_one_of(name, kKeys)) return std::nullopt;
  auto at = word.end;
  if (at < text.size() && text[at] == '\\') ++at;
  const bool quoted = at < text.size() && (text[at] == '"' || text[at] == '\'');
  return quoted ? value_after(text, at + 1, name, Name::quoted) : value_after(text, word.end, name, Name::bare);
}

}  // namespace

std::string redact_secrets(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    std::optional<Span> secret;
    std::size_t next = at + 1;
    if (is_word(text[at])) {
      while (next < text.size() && is_word(text[next])) ++next;
      secret = secret_at(text, {at, next});
    } else if (text.substr(at).starts_with("://")) {
      secret = userinfo_at(text, at);
    }
    if (!secret || secret->begin >= secret->end) {
      out += text.substr(at, next - at);
      at = next;
      continue;
    }
    out += text.substr(at, secret->begin - at);
    out += kShown;
    at = secret->end;
  }
  return out;
}

std::string mask_numbers(std::string_view text) {
  constexpr std::size_t kLeast = 10;
  constexpr std::size_t kMost = 15;  // E.164
  constexpr std::string_view kEncodedPlus = "%2B";
  std::string out(text);
  for (std::size_t at = 0; at < out.size();) {
    std::size_t end = at;
    while (end < out.size() && is_digit(out[end])) ++end;
    const auto digits = end - at;
    if (digits == 0) {
      ++at;
      continue;
    }
    const bool encoded = at >= 3 && iequals(std::string_view(out).substr(at - 3, 3), kEncodedPlus);
    const bool alone = (at == 0 || !is_word(out[at - 1]) || encoded) && (end == out.size() || !is_word(out[end]));
    const bool fraction = at > 0 && out[at - 1] == '.';
    if (alone && !fraction && digits >= kLeast && digits <= kMost) out.replace(at, digits - 4, digits - 4, '*');
    at = end;
  }
  return out;
}

}  // namespace exo
