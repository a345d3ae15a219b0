#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace exo::store {

inline constexpr std::size_t kMaxEmailBytes = 254;  ///< RFC 5321 §4.5.3.1.3, without the angle brackets

/// Trimmed, case kept. `unprocessable` unless it is local-part@host in ASCII: unquoted (RFC 5322 §3.2.3 dot-atom), the
/// host of letters, digits, dots and hyphens; "admin@localhost" passes.
[[nodiscard]] Result<std::string> clean_email(std::string_view text);

}  // namespace exo::store
