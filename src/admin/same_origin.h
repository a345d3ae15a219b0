#pragma once

#include <cstdint>

#include "admin/http_exchange.h"

namespace exo::admin {

/// Whose page made the browser send this request, as far as its headers tell.
enum class Provenance : std::uint8_t {
  own_page,      ///< Sec-Fetch-Site same-origin or none, or else an Origin that is our Host
  foreign_page,  ///< any other Sec-Fetch-Site or Origin
  unknown,       ///< neither header: no browser of today, or an old one
};

/// Sec-Fetch-Site decides where it is sent (browsers send it to TLS and loopback addresses only), else Origin does.
[[nodiscard]] Provenance provenance(const IncomingRequest& request);

}  // namespace exo::admin
