#pragma once

#include <string>
#include <string_view>

namespace exo {

/// The text without what looks like a secret, wherever it came from (a vendor's answer that repeats what it was sent,
/// say): values of names whose last part is key, token, secret, password, … ("auth_token=…", "\"password\": \"…\"",
/// "api_token%3D…", "xi-api-key: …"; of cookies the rest of the line), what follows "Bearer" and "Basic", the userinfo
/// of URLs, and tokens by their shape ("exo_0123abcd_…", "sk_…"). Each becomes "[redacted]". Left alone: null, true,
/// false, numbers of up to seven digits that are no password, and words of a sentence. Time grows with the length only.
/// A net below the Secret type, not instead of it.
[[nodiscard]] std::string redact_secrets(std::string_view text);

/// Phone numbers masked to their last four digits: 10 to 15 digits that stand alone and follow '+' (encoded or not;
/// there also in groups, "+91 98765 43210") or a name like "To=" and "sip:", or that begin like a number that is
/// dialled in India: 0…, 91 and ten digits, ten digits from 6 on. Unix times and most counts of bytes stay, as do
/// identifiers.
[[nodiscard]] std::string mask_numbers(std::string_view text);

}  // namespace exo
