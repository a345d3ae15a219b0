#pragma once

#include <string>
#include <string_view>

namespace exo {

/// The text without what looks like a secret, wherever it came from (a vendor's answer that repeats what it was sent,
/// say): values of known keys ("api_token=…", "\"password\": \"…\"", "xi-api-key: …"), what follows "Bearer" and, in an
/// Authorization header, "Basic", the userinfo of URLs, and API tokens ("exo_ab12_…"). Each becomes "[redacted]". A net
/// below the Secret type, not instead of it.
[[nodiscard]] std::string redact_secrets(std::string_view text);

/// Phone numbers masked to their last four digits: every run of 10 to 15 digits, with or without '+', that stands
/// alone.
[[nodiscard]] std::string mask_numbers(std::string_view text);

}  // namespace exo
