#include "domain/url.h"

#include <algorithm>
#include <charconv>

#include <arpa/inet.h>

#include "base/text.h"

namespace exo::domain {
namespace {

bool is_alphanumeric(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool is_scheme(std::string_view text) noexcept {
  if (text.empty() || !is_alphanumeric(text.front()) || (text.front() >= '0' && text.front() <= '9')) return false;
  return std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '+' || c == '-' || c == '.'; });
}

bool is_ipv6(std::string_view text) {
  in6_addr parsed{};
  return ::inet_pton(AF_INET6, std::string(text).c_str(), &parsed) == 1;
}

bool is_host(std::string_view host) {
  if (host.starts_with('[')) return host.ends_with(']') && is_ipv6(host.substr(1, host.size() - 2));
  constexpr std::size_t kLongestName = 253;  // RFC 1035 §2.3.4
  if (host.empty() || host.size() > kLongestName || !is_alphanumeric(host.front())) return false;
  if (host.find("..") != std::string_view::npos) return false;
  return std::ranges::all_of(host, [](char c) { return is_alphanumeric(c) || c == '-' || c == '.' || c == '_'; });
}

std::optional<std::uint16_t> parse_port(std::string_view text) noexcept {
  std::uint16_t port = 0;
  const auto* const begin = text.data();
  const auto* const end = begin + text.size();
  const auto [stop, failure] = std::from_chars(begin, end, port);
  if (failure != std::errc{} || stop != end || port == 0) return std::nullopt;
  return port;
}

/// Takes "host", "host:" or "host:port" apart.
bool read_host_and_port(std::string_view text, UrlParts& parts) {
  const auto bracket = text.rfind(']');
  const auto colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  parts.host = text.substr(0, colon);
  if (!is_host(parts.host)) return false;
  if (colon == std::string_view::npos || colon + 1 == text.size()) return true;
  parts.port = parse_port(text.substr(colon + 1));
  return parts.port.has_value();
}

}  // namespace

std::optional<UrlParts> split_url(std::string_view text) {
  UrlParts parts;
  text = text.substr(0, text.find_first_of("?#"));
  if (text.contains('\\')) return std::nullopt;  // browsers read it as '/', others do not: two hosts in one text
  if (const auto mark = text.find("://"); mark != std::string_view::npos && is_scheme(text.substr(0, mark))) {
    parts.scheme = to_lower(text.substr(0, mark));
    text.remove_prefix(mark + 3);
  }
  const auto slash = text.find('/');
  auto authority = text.substr(0, slash);
  if (slash != std::string_view::npos) parts.path = text.substr(slash);
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    parts.has_userinfo = true;
    parts.userinfo = authority.substr(0, at);
    authority.remove_prefix(at + 1);
  }
  if (parts.scheme.empty() && authority.ends_with(':')) return std::nullopt;  // "https:/host" lost a slash
  if (!read_host_and_port(authority, parts)) return std::nullopt;
  return parts;
}

}  // namespace exo::domain
