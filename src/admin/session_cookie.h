#pragma once

#include <string>
#include <string_view>

#include "admin/http_exchange.h"
#include "admin/route.h"

namespace exo::admin {

/// `__Host-` cookies need TLS, or a host that browsers trust without it: localhost, 127.0.0.1, [::1]. On a plain-HTTP
/// LAN name the page still works, with a cookie that lacks Secure.
[[nodiscard]] CookieKind cookie_kind(const IncomingRequest& request);

[[nodiscard]] std::string_view cookie_name(CookieKind kind) noexcept;

/// The session token in the request's Cookie header: only under the name that fits this connection; "" without one.
[[nodiscard]] std::string session_token(const IncomingRequest& request);

/// Values of Set-Cookie. The cookie ends with the browser; the server ends the session by its own clock.
[[nodiscard]] std::string session_cookie(CookieKind kind, std::string_view token);
[[nodiscard]] std::string expired_cookie(CookieKind kind);

}  // namespace exo::admin
