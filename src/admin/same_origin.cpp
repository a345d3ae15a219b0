#include "admin/same_origin.h"

#include "base/text.h"

namespace exo::admin {
namespace {

/// Behind a TLS proxy our own scheme is not the browser's, so only host and port are compared.
bool names_host(std::string_view origin, std::string_view host) {
  const auto scheme = origin.find("://");
  if (scheme == std::string_view::npos || host.empty()) return false;
  return iequals(origin.substr(scheme + 3), host);
}

}  // namespace

Provenance provenance(const IncomingRequest& request) {
  const auto site = request.header("Sec-Fetch-Site");
  if (!site.empty()) {
    return site == "same-origin" || site == "none" ? Provenance::own_page : Provenance::foreign_page;
  }
  const auto origin = request.header("Origin");
  if (origin.empty()) return Provenance::unknown;
  return names_host(trim(origin), trim(request.header("Host"))) ? Provenance::own_page : Provenance::foreign_page;
}

}  // namespace exo::admin
