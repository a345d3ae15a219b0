#pragma once

#include <optional>
#include <string>

#include "base/secret.h"
#include "domain/public_address.h"

namespace exo::admin {

/// The site's base as Exotel reaches its WebSockets ("wss://host"); nothing when none is configured.
[[nodiscard]] std::optional<std::string> public_wss_base(const domain::PublicAddress& address);
/// The same as Exotel reaches its webhooks: "https://host".
[[nodiscard]] std::optional<std::string> public_http_base(const domain::PublicAddress& address);

/// Where Exotel reports about a call, the webhook key included: for Exotel's eyes only, so never in a log or an answer.
/// Empty without a public base.
[[nodiscard]] Secret status_callback_url(const domain::PublicAddress& address, const Secret& webhook_key);

}  // namespace exo::admin
