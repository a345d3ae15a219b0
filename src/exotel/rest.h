#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/http_message.h"
#include "domain/integration.h"
#include "exotel/reply_reader.h"

namespace exo::exotel {

/// What every request to Exotel's REST API shares (exotel.md §5.1): {base}/{version}/Accounts/{sid}{path}, Basic auth,
/// limits of time and size. `path` is already encoded.
[[nodiscard]] HttpRequest rest_request(const domain::Integration& integration, std::string_view path,
                                       std::string_view version = "v1");

/// What a stranger sent, fit to be shown: no control characters, white space folded, at most 300 bytes.
[[nodiscard]] std::string cleaned(std::string_view text);

/// Why Exotel refused: its own message (RestException, at any HTTP status) or "Exotel returned HTTP n"; nothing when it
/// did not. Always `upstream_failed`; 401 and 404 carry a hint about the cluster, 429 retry_after.
[[nodiscard]] std::optional<Error> refusal(const HttpReply& reply, const std::optional<ProviderReply>& answer);

/// Does the reply, by its HTTP status or inside its RestException, say this status?
[[nodiscard]] bool says_status(const HttpReply& reply, const std::optional<ProviderReply>& answer, int status);

}  // namespace exo::exotel
