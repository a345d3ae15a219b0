#include "net/url.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/text.h"

namespace exo::net {
namespace {

constexpr std::size_t kLongestUrl = 8192;
constexpr std::size_t kLongestName = 253;  // RFC 1035 §2.3.4, without the final dot
constexpr std::size_t kLongestLabel = 63;

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}
bool is_label_character(char c) noexcept {
  return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '_';
}

bool is_label(std::string_view label) noexcept {
  return !label.empty() && label.size() <= kLongestLabel && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, is_label_character);
}

/// What inet_aton(3) would read as a part of an IPv4 address: decimal, octal or hexadecimal.
bool is_numeric_label(std::string_view label) noexcept {
  if (label.starts_with("0x")) {
    label.remove_prefix(2);
    return std::ranges::all_of(label, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
  }
  return !label.empty() && std::ranges::all_of(label, is_digit);
}

std::unexpected<Error> refuse(std::string_view reason) {
  return fail(Errc::unprocessable, fmt::format("the URL {}", reason));
}

/// Fills host and literal from "name", "1.2.3.4" or "[::1]".
Result<void> read_host(std::string_view text, Url& url) {
  if (text.starts_with('[')) {
    if (!text.ends_with(']')) return refuse("lacks the bracket after its IPv6 address");
    text = text.substr(1, text.size() - 2);
    if (text.contains(':')) url.literal = IpAddress::parse(text);
    if (!url.literal) return refuse("has something else than an IPv6 address in brackets");
    url.host = to_lower(text);
    return {};
  }
  url.host = to_lower(text);
  url.literal = IpAddress::parse(url.host);
  if (!url.literal && !is_host_name(url.host)) return refuse("names no valid host");
  return {};
}

Result<void> read_authority(std::string_view text, Url& url) {
  if (text.contains('@')) return refuse("carries a user name or password before the host; leave them out");
  const auto bracket = text.rfind(']');
  const auto colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (auto host = read_host(text.substr(0, colon), url); !host) return host;
  if (colon == std::string_view::npos) return {};
  const auto port = parse_port(text.substr(colon + 1));
  if (!port) return refuse("has a port that is no number from 1 to 65535");
  url.port = *port;
  return {};
}

}  // namespace

std::string Url::authority() const {
  const auto shown = host.contains(':') ? fmt::format("[{}]", host) : host;
  return port == default_port(scheme) ? shown : fmt::format("{}:{}", shown, port);
}

std::uint16_t default_port(std::string_view scheme) noexcept {
  if (scheme == "https" || scheme == "wss") return 443;
  if (scheme == "http" || scheme == "ws") return 80;
  return 0;
}

bool is_host_name(std::string_view text) noexcept {
  if (text.empty() || text.size() > kLongestName) return false;
  std::string_view label;
  for (auto rest = text;;) {
    const auto dot = rest.find('.');
    label = rest.substr(0, dot);
    if (!is_label(label)) return false;
    if (dot == std::string_view::npos) return !is_numeric_label(label);
    rest.remove_prefix(dot + 1);
  }
}

std::optional<std::uint16_t> parse_port(std::string_view text) noexcept {
  constexpr std::size_t kMostDigits = 5;
  std::uint16_t port = 0;
  const auto* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, port);
  if (failure != std::errc{} || stop != end || port == 0 || text.size() > kMostDigits) return std::nullopt;
  return port;
}

Result<Url> parse_url(std::string_view text) {
  if (text.size() > kLongestUrl) return refuse("is longer than 8192 characters");
  const bool odd = std::ranges::any_of(text, [](char c) { return c <= 0x20 || c >= 0x7F || c == '\\'; });
  if (odd) return refuse("contains a space, a backslash, a control character or a character outside ASCII");
  if (text.contains('#')) return refuse("has a fragment (#…), which no server would see");

  const auto mark = text.find("://");
  if (mark == std::string_view::npos) return refuse("does not begin with https://");
  Url url;
  url.scheme = to_lower(text.substr(0, mark));
  url.port = default_port(url.scheme);
  if (url.port == 0) return refuse("does not begin with https://");

  text.remove_prefix(mark + 3);
  const auto path = text.find_first_of("/?");
  if (auto authority = read_authority(text.substr(0, path), url); !authority) {
    return std::unexpected(authority.error());
  }
  if (path != std::string_view::npos) url.target = text.substr(path);
  if (!url.target.starts_with('/')) url.target.insert(0, 1, '/');
  return url;
}

}  // namespace exo::net
