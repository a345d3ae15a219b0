#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "calls/call_plane.h"
#include "calls/web_request.h"

namespace exo::calls {

class Site;

// Who may connect. Each check gives the refusal or nothing, counts and logs what it refuses without the secret, and
// throttles it (FailureThrottle). What is right is never throttled: whoever has an account at Exotel shares its
// addresses, and could otherwise lock out our calls by guessing from there; the secrets are long enough for that. Any
// thread.

/// The address that a request is judged by: the socket's or, behind a listed proxy, the right-most entry of
/// X-Forwarded-For that is no listed proxy itself. An entry that is no address ends the search at the proxy's own.
[[nodiscard]] std::string effective_peer(std::string_view peer, std::string_view forwarded_for, const Site& site);

[[nodiscard]] std::optional<WebAnswer> check_address(std::string_view peer, Site& site);
[[nodiscard]] std::optional<WebAnswer> check_origin(std::string_view origin, std::string_view peer, Site& site);
/// `given`: of ?key=.
[[nodiscard]] std::optional<WebAnswer> check_key(std::string_view given, std::string_view peer, Site& site);
/// `authorization`: the header. A bot that is unknown or has no login asks nothing.
[[nodiscard]] std::optional<WebAnswer> check_login(std::string_view authorization, std::string_view bot_id,
                                                   std::string_view peer, Site& site);
/// See CallPlane::invite_browser.
[[nodiscard]] BrowserInvitation invite_browser(std::string_view bot_id, Site& site);
/// Answers an attempt at a path whose token, strict mode's or a browser's, opens nothing.
[[nodiscard]] WebAnswer refuse_token(std::string_view peer, Site& site);

}  // namespace exo::calls
