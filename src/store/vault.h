#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/secret.h"

namespace exo::store {

class Database;

/// Seals secrets for the disk with libsodium's XChaCha20-Poly1305 under one master key. Thread-safe.
class Vault {
 public:
  /// The key from `key_file` (64 hex digits, mode 0600, made on first run when `create` is wanted), or from the systemd
  /// credential file that app found for it. `bad_configuration` with one sentence when the file is unreadable, open to
  /// others or malformed.
  enum class Missing { create, refuse };
  [[nodiscard]] static Result<Vault> open(const std::filesystem::path& key_file, Missing missing);
  /// What to do about a missing key file: `create` for a database that has never been checked against a key, `refuse`
  /// for one that has, because a new key could not open what is sealed in it.
  [[nodiscard]] static Result<Missing> when_missing(Database& database);

  Vault(Vault&&) noexcept;
  Vault& operator=(Vault&&) noexcept;
  ~Vault();

  /// Refuses to start with another key than the one the database was made with (a sealed check value in the database):
  /// `bad_configuration`, one sentence.
  [[nodiscard]] Result<void> check(Database& database) const;

  /// `place` names record and field ("integrations/exotel/api_key"): sealed text opens only in its place.
  /// On disk, do not change: base64(version byte 1 ‖ 24-byte nonce ‖ ciphertext and tag), associated data = place.
  [[nodiscard]] std::string seal(const Secret& secret, std::string_view place) const;
  /// `internal` when the text was altered, moved to another place or sealed under another key.
  [[nodiscard]] Result<Secret> unseal(std::string_view sealed, std::string_view place) const;

 private:
  explicit Vault(Secret key) noexcept;
  Secret key_;
};

}  // namespace exo::store
