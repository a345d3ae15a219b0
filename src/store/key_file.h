#pragma once

#include <filesystem>

#include "base/error.h"
#include "base/secret.h"

namespace exo::store {

/// Raw bytes of the master key: what XChaCha20-Poly1305 takes.
inline constexpr std::size_t kMasterKeyBytes = 32;

/// The key in `file`: 64 hex digits, white space around them allowed. On disk, do not change.
/// `not_found`: there is no such file. `bad_configuration`: no ordinary file, open to group or others (except in the
/// folder of systemd's credentials, whose modes are systemd's), unreadable or malformed.
[[nodiscard]] Result<Secret> read_key_file(const std::filesystem::path& file);

/// Makes `file` with a fresh key, mode 0600, durable, and never in place of an existing one: when two processes race,
/// both return the key that got there first.
[[nodiscard]] Result<Secret> create_key_file(const std::filesystem::path& file);

/// Is `file` in $CREDENTIALS_DIRECTORY (systemd.exec(5), LoadCredential=)? Nothing is ever created there.
[[nodiscard]] bool is_systemd_credential(const std::filesystem::path& file);

}  // namespace exo::store
