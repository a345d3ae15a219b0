#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "domain/integration.h"

namespace exo::store {

class Vault;

/// On disk, do not change: {"type":"exotel","account_sid","api_base_url","api_key","api_token","dids":[{"id","number",
/// "label","bot_id","flow_url"}…],"revision"}; api_key and api_token are sealed, or null when there is none; without a
/// revision it is 0.
inline constexpr std::string_view kExotelType = "exotel";
inline constexpr std::size_t kMaxDocumentBytes = 4 << 20;

/// `unprocessable` when a text is not UTF-8, a DID has no id or shares it, or the document would grow too large.
[[nodiscard]] Result<std::string> encode_integration(const domain::Integration& record, const Vault& vault);

/// `internal` when the document is damaged or a secret cannot be opened; the sentence names the field.
[[nodiscard]] Result<domain::Integration> decode_integration(std::string_view document, const Vault& vault);

}  // namespace exo::store
