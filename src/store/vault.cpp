#include "store/vault.h"

#include <optional>
#include <utility>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <fmt/format.h>
#include <sodium.h>

#include "base/encoding.h"
#include "store/database.h"
#include "store/key_file.h"
#include "store/rows.h"

namespace exo::store {
namespace {

constexpr unsigned char kVersion = 1;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kHeaderBytes = 1 + kNonceBytes;
static_assert(kMasterKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

/// On disk, do not change.
constexpr std::string_view kCheckPlace = "vault_check";
constexpr std::string_view kCheckText = "exogate";

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::optional<std::string> stored_check(SQLite::Database& db) {
  SQLite::Statement query(db, "SELECT sealed FROM vault_check WHERE id = 1");
  if (!query.executeStep()) return std::nullopt;
  return text_at(query, 0);
}

}  // namespace

Vault::Vault(Secret key) noexcept : key_(std::move(key)) {}
Vault::Vault(Vault&&) noexcept = default;
Vault& Vault::operator=(Vault&&) noexcept = default;
Vault::~Vault() = default;

Result<Vault> Vault::open(const std::filesystem::path& key_file, Missing missing) {
  if (sodium_init() < 0) return fail(Errc::bad_configuration, "libsodium cannot be used on this machine");
  auto key = read_key_file(key_file);
  const bool absent = !key && key.error().code == Errc::not_found;
  if (absent && missing == Missing::create && !is_systemd_credential(key_file)) key = create_key_file(key_file);
  if (key) return Vault(std::move(*key));
  if (key.error().code != Errc::not_found) return std::unexpected(key.error());
  return fail(Errc::bad_configuration,
              fmt::format("the master key {} is missing: restore it from a backup, because without it the secrets in "
                          "the database cannot be opened",
                          key_file.string()));
}

Result<Vault::Missing> Vault::when_missing(Database& database) {
  const auto stored =
      database.read([](SQLite::Database& db) -> Result<std::optional<std::string>> { return stored_check(db); });
  if (!stored) return std::unexpected(stored.error());
  return stored->has_value() ? Missing::refuse : Missing::create;
}

Result<void> Vault::check(Database& database) const {
  // In one write, so that two processes with different keys cannot both be the first.
  const auto stored = database.write([this](SQLite::Database& db) -> Result<std::string> {
    if (auto known = stored_check(db)) return std::move(*known);
    auto sealed = seal(Secret(std::string(kCheckText)), kCheckPlace);
    SQLite::Statement insert(db, "INSERT INTO vault_check (id, sealed) VALUES (1, ?)");
    bind_all(insert, sealed);
    insert.exec();
    return sealed;
  });
  if (!stored) return std::unexpected(stored.error());
  const auto opened = unseal(*stored, kCheckPlace);
  if (opened && opened->matches(kCheckText)) return {};
  return fail(Errc::bad_configuration,
              "the master key is not the one that this database was made with: restore the right key file");
}

std::string Vault::seal(const Secret& secret, std::string_view place) const {
  const std::string& plain = secret.reveal();
  std::vector<unsigned char> sealed(kHeaderBytes + plain.size() + kTagBytes);
  sealed[0] = kVersion;
  unsigned char* nonce = sealed.data() + 1;
  randombytes_buf(nonce, kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + kHeaderBytes, nullptr, bytes_of(plain), plain.size(),
                                             bytes_of(place), place.size(), nullptr, nonce, bytes_of(key_.reveal()));
  return base64_encode(std::as_bytes(std::span(sealed)));
}

Result<Secret> Vault::unseal(std::string_view sealed, std::string_view place) const {
  const auto unopened = [&] {
    return fail(Errc::internal, fmt::format("the sealed text of {} cannot be opened: it was altered, moved, or sealed "
                                            "under another key",
                                            place));
  };
  const auto decoded = base64_decode(sealed);
  if (!decoded || decoded->size() < kHeaderBytes + kTagBytes) return unopened();
  const auto* bytes = reinterpret_cast<const unsigned char*>(decoded->data());
  if (bytes[0] != kVersion) return unopened();
  std::string plain(decoded->size() - kHeaderBytes - kTagBytes, '\0');
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr, bytes + kHeaderBytes,
      decoded->size() - kHeaderBytes, bytes_of(place), place.size(), bytes + 1, bytes_of(key_.reveal()));
  Secret opened(std::move(plain));
  if (failed != 0) return unopened();
  return opened;
}

}  // namespace exo::store
