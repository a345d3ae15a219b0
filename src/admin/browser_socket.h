#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "admin/admin_plane.h"
#include "domain/public_address.h"

namespace exo::admin {

/// One way from a browser to the call plane.
struct BrowserSocket {
  std::string base;    ///< "ws://192.168.1.20:8081": a path is put behind it
  std::string source;  ///< the same without a path, as a source of a Content-Security-Policy
};

/// In the order in which a browser should try them: the host by which it reached the admin page, then public_url.
/// `host_header` is whatever the browser sent. Only what a policy can name is listed: names and IPv4 addresses, in
/// lower case, with a port in digits; CSP has no way to write an IPv6 address.
[[nodiscard]] std::vector<BrowserSocket> browser_sockets(std::string_view host_header, const CallPlaneDoor& door,
                                                         const domain::PublicAddress& address);

}  // namespace exo::admin
