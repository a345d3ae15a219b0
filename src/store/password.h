#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/secret.h"

namespace exo::store {

/// Argon2id with 3 passes over 64 MiB (RFC 9106 §4, second choice, in libsodium's single lane). Raising one re-hashes
/// at the next sign-in.
inline constexpr unsigned long long kHashPasses = 3;
inline constexpr std::size_t kHashMemoryBytes = 64 << 20;
/// Hashes at once in this process: bounds what a crowd at the login form costs to 128 MiB and two cores.
inline constexpr int kHashesAtOnce = 2;

inline constexpr std::size_t kMinPasswordCharacters = 12;
inline constexpr std::size_t kMaxPasswordBytes = 1024;

/// `unprocessable` with the rule that `password` breaks: length (in code points), UTF-8, not the e-mail address, and
/// not, in any case, repeated, or between digits and signs: its local part, the product's name, one of the 49,000
/// passwords that leak most.
[[nodiscard]] Result<void> check_new_password(const Secret& password, std::string_view email);

/// The hash with its salt and parameters, as libsodium's crypto_pwhash_str writes it. Blocks; waits for its turn.
[[nodiscard]] Result<std::string> hash_password(const Secret& password);

enum class PasswordVerdict { wrong, right, right_but_hash_is_weak };
/// Blocks as long as hash_password does, whatever the verdict.
[[nodiscard]] PasswordVerdict verify_password(const Secret& password, const std::string& hash);

/// A well-formed hash that no password fits, to give an unknown user's sign-in the same amount of work.
[[nodiscard]] const std::string& nobodys_hash();

}  // namespace exo::store
