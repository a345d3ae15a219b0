#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"

namespace exo::domain {

enum class Lines : std::uint8_t { one, many /* tab and line ends are allowed */ };

/// Text that people write and that is shown again: UTF-8, at most `max_bytes`, no control characters. `unprocessable`
/// with the field's name otherwise; the text itself is never repeated.
[[nodiscard]] Result<void> check_text(std::string_view field, std::string_view text, std::size_t max_bytes,
                                      Lines lines);

}  // namespace exo::domain
