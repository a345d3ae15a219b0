#include "admin/session_cookie.h"

#include <fmt/format.h>

#include "base/text.h"

namespace exo::admin {
namespace {

std::string_view without_port(std::string_view host) noexcept {
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

std::string_view attributes(CookieKind kind) noexcept {
  return kind == CookieKind::host_prefixed ? "Path=/; HttpOnly; SameSite=Strict; Secure"
                                           : "Path=/; HttpOnly; SameSite=Strict";
}

}  // namespace

CookieKind cookie_kind(const IncomingRequest& request) {
  if (request.transport == Transport::tls) return CookieKind::host_prefixed;
  const auto header = request.header("Host");
  const auto host = without_port(trim(header));
  const bool trusted = iequals(host, "localhost") || host == "127.0.0.1" || host == "[::1]";
  return trusted ? CookieKind::host_prefixed : CookieKind::plain;
}

std::string_view cookie_name(CookieKind kind) noexcept {
  return kind == CookieKind::host_prefixed ? "__Host-exogate" : "exogate_session";
}

std::string session_token(const IncomingRequest& request) {
  const auto header = request.header("Cookie");
  const auto name = cookie_name(cookie_kind(request));
  for (const auto part : split(header, ';')) {
    const auto pair = trim(part);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
      return std::string(pair.substr(equals + 1));
    }
  }
  return {};
}

std::string session_cookie(CookieKind kind, std::string_view token) {
  return fmt::format("{}={}; {}", cookie_name(kind), token, attributes(kind));
}

std::string expired_cookie(CookieKind kind) {
  return fmt::format("{}=; Max-Age=0; {}", cookie_name(kind), attributes(kind));
}

}  // namespace exo::admin
