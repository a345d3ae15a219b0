#pragma once

#include <string>
#include <string_view>

namespace exo {

/// BLAKE2b-256 of `bytes` as 64 hexadecimal digits.
[[nodiscard]] std::string blake2b_hex(std::string_view bytes);

}  // namespace exo
