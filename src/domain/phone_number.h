#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace exo::domain {

/// A DID as stored: separators removed, then ^\+?[0-9]{5,15}$ (decisions.md §3). `unprocessable` otherwise.
[[nodiscard]] Result<std::string> clean_did_number(std::string_view text);

/// The customer's number for a test call, in the form Exotel dials (decisions.md §5): Indian mobiles become +91…,
/// other valid numbers pass. `bad_request` "Invalid to_number…" otherwise.
[[nodiscard]] Result<std::string> normalise_to_number(std::string_view text);

/// One spelling per number, for comparison only (exotel.md §7.2): +91…, 91…, 0091…, 0… and the bare ten digits of an
/// Indian number are one key. Text that is no phone number is its own trimmed key.
[[nodiscard]] std::string number_key(std::string_view text);

[[nodiscard]] inline bool same_number(std::string_view a, std::string_view b) {
  return number_key(a) == number_key(b);
}

/// Every way in which Exotel may have written that number, so that stored ones can be looked up: all have its
/// number_key. Text that is no phone number has one spelling, itself trimmed. Never empty, each once.
[[nodiscard]] std::vector<std::string> number_spellings(std::string_view text);

/// A phone field of a webhook: form-decoding turned a bare '+' into a space; puts it back and trims (decisions.md §7).
[[nodiscard]] std::string restore_plus(std::string_view form_value);

}  // namespace exo::domain
