#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>
#include <vector>

namespace exo::store {

inline constexpr std::chrono::hours kTokenLife{12};
inline constexpr std::chrono::minutes kSessionIdleLife{30};
/// A session's last use is written at most this often, so that requests do not become writes.
inline constexpr std::chrono::seconds kLastUseGranularity{60};
inline constexpr std::chrono::hours kSetupTokenLife{24};

/// In front of bearer tokens, so that secret scanners and people know one when they see it.
inline constexpr std::string_view kBearerPrefix = "exo_";
/// Ours are shorter; anything longer is nobody's and not worth hashing.
inline constexpr std::size_t kMaxTokenBytes = 256;

/// BLAKE2b-256 of the whole text: 256 random bits need no salt and no slow hash. On disk, do not change.
[[nodiscard]] std::vector<std::byte> token_hash(std::string_view token);

}  // namespace exo::store
