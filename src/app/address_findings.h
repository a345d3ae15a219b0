#pragma once

#include <string>
#include <vector>

#include "admin/settings.h"
#include "domain/public_address.h"

namespace exo::app {

/// What is wrong with how the outside reaches this site. Looks up no name.
void look_at_addresses(const domain::PublicAddress& address, std::vector<admin::Finding>& found);

/// The host under which Exotel reaches this gateway's call plane, an IPv6 address without brackets; empty: none is
/// configured.
[[nodiscard]] std::string public_host(const domain::PublicAddress& address);

}  // namespace exo::app
