#pragma once

#include <string>
#include <string_view>

#include "admin/http_exchange.h"
#include "base/error.h"
#include "domain/integration.h"
#include "domain/public_address.h"

namespace exo::admin {

/// The strong entity tag of the integration as GET shows it, with its quotes. The revision makes it change with the
/// secrets too, of which it tells nothing; the rest with the generated URLs.
[[nodiscard]] std::string document_tag(const domain::Integration& record, const domain::PublicAddress& address);

/// RFC 9110 §13.1.1: does an If-Match permit the change? True for "" (no header) and "*"; a weak tag never matches.
[[nodiscard]] bool permits(std::string_view if_match, std::string_view tag);

/// 412 in words, with the tag of now in ETag: somebody else changed the document since it was read.
[[nodiscard]] Reply stale_reply(std::string_view tag);

}  // namespace exo::admin
