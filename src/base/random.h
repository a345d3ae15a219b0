#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace exo {

/// A random UUID in its usual 36 characters (RFC 9562 version 4).
[[nodiscard]] std::string random_uuid();
/// `bytes` random bytes as lower-case hex.
[[nodiscard]] std::string random_hex(std::size_t bytes);
/// `bytes` random bytes as URL-safe base64 without padding; 32 make an unguessable token.
[[nodiscard]] std::string random_token(std::size_t bytes = 32);
/// A uniformly random number below `limit`.
[[nodiscard]] std::uint32_t random_below(std::uint32_t limit);

}  // namespace exo
