// The part of Accounts that makes and knows the tokens of programs.
#include "store/api_tokens.h"

#include <algorithm>
#include <utility>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "base/log.h"
#include "base/random.h"
#include "store/database.h"
#include "store/token.h"
#include "store/user_rows.h"

namespace exo::store {
namespace {

constexpr std::size_t kPrefixDigits = 8;
constexpr std::size_t kSecretCharacters = 43;  // 32 random bytes in base64
constexpr std::size_t kPrefixBytes = kBearerPrefix.size() + kPrefixDigits;

constexpr const char* kSelect =
    "SELECT api_tokens.id, prefix, name, api_tokens.role, user_id, email, created_by, api_tokens.created_at, "
    "expires_at, last_used_at FROM api_tokens JOIN users ON users.id = user_id ";

std::optional<WallTime> optional_time_at(SQLite::Statement& row, int column) {
  if (is_null_at(row, column)) return std::nullopt;
  return time_at(row, column);
}

ApiToken token_at(SQLite::Statement& row) {
  return {.id = text_at(row, 0),
          .prefix = text_at(row, 1),
          .name = text_at(row, 2),
          .role = domain::role_from(text_at(row, 3)).value_or(domain::Role::admin),
          .user_id = text_at(row, 4),
          .user_email = text_at(row, 5),
          .created_by = text_at(row, 6),
          .created_at = time_at(row, 7),
          .expires_at = optional_time_at(row, 8),
          .last_used_at = optional_time_at(row, 9)};
}

std::unexpected<Error> nobody() {
  return fail(Errc::unauthenticated, "the API token is not valid: it is unknown, too old, or its owner is disabled");
}

struct Found {
  SignedIn holder;
  std::optional<WallTime> last_used_at;
};

Result<std::optional<Found>> find(Database& database, std::string_view token, WallTime now) {
  return database.read([&](SQLite::Database& db) -> Result<std::optional<Found>> {
    SQLite::Statement query(
        db,
        "SELECT users.id, email, users.role, disabled, users.created_at, api_tokens.id, prefix, api_tokens.role, "
        "last_used_at, expires_at FROM api_tokens JOIN users ON users.id = user_id "
        "WHERE hash = ? AND (expires_at IS NULL OR expires_at > ?)");
    bind_all(query, token_hash(token), now);
    if (!query.executeStep()) return std::nullopt;
    Found found{{.user = user_at(query), .kind = TokenKind::api}, optional_time_at(query, kUserColumns + 3)};
    found.holder.id = text_at(query, kUserColumns);
    found.holder.prefix = text_at(query, kUserColumns + 1);
    const auto role = domain::role_from(text_at(query, kUserColumns + 2)).value_or(domain::Role::admin);
    found.holder.user.role = std::min(found.holder.user.role, role);
    found.holder.expires_at = optional_time_at(query, kUserColumns + 4);
    return found;
  });
}

void note_use(Database& database, const std::string& id, WallTime now) {
  const bool queued = database.write_later([id, now](SQLite::Database& db) -> Result<void> {
    SQLite::Statement update(
        db, "UPDATE api_tokens SET last_used_at = ?1 WHERE id = ?2 AND (last_used_at IS NULL OR last_used_at <= ?3)");
    bind_all(update, now, id, now - kLastUseGranularity);
    update.exec();
    return {};
  });
  if (!queued) log::warning("store", "the use of an API token could not be noted");
}

/// nullopt: any.
std::optional<std::string_view> only_role(const TokenReach& reach) {
  if (reach.highest_role == domain::Role::super_admin) return std::nullopt;
  return domain::to_string(domain::Role::admin);
}

std::optional<WallTime> expiry_of(const ApiTokenWish& wish, WallTime now) {
  if (!wish.life) return wish.not_after;
  const WallTime wished = now + *wish.life;
  return wish.not_after ? std::min(wished, *wish.not_after) : wished;
}

}  // namespace

bool is_api_token(std::string_view token) noexcept {
  if (!token.starts_with(kBearerPrefix) || token.size() != kPrefixBytes + 1 + kSecretCharacters) return false;
  return token[kPrefixBytes] == '_';
}

Result<SignedIn> recognise_api_token(Database& database, std::string_view token, TokenUse use) {
  const auto now = wall_now();
  auto found = find(database, token, now);
  if (!found) return std::unexpected(found.error());
  if (!*found || (*found)->holder.user.disabled) return nobody();
  const auto& used = (*found)->last_used_at;
  const bool stale = !used || now - *used >= kLastUseGranularity;
  if (use == TokenUse::counts && stale) note_use(database, (*found)->holder.id, now);
  return std::move((*found)->holder);
}

Result<IssuedApiToken> Accounts::create_api_token(const ApiTokenWish& wish) {
  const auto now = wall_now();
  const auto prefix = std::string(kBearerPrefix) + random_hex(kPrefixDigits / 2);
  Secret text(prefix + "_" + random_token());
  const auto expires = expiry_of(wish, now);
  const auto id = random_uuid();
  auto stored = database_.write([&](SQLite::Database& db) -> Result<ApiToken> {
    SQLite::Statement owner(db, "SELECT 1 FROM users WHERE id = ?");
    bind_all(owner, wish.user_id);
    if (!owner.executeStep()) return fail(Errc::not_found, "there is no such user");
    SQLite::Statement insert(db,
                             "INSERT INTO api_tokens (id, prefix, hash, user_id, name, role, created_by, created_at, "
                             "expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    bind_all(insert, id, prefix, token_hash(text.reveal()), wish.user_id, wish.name, domain::to_string(wish.role),
             wish.created_by, now, expires);
    insert.exec();
    SQLite::Statement query(db, std::string(kSelect) + "WHERE api_tokens.id = ?");
    bind_all(query, id);
    query.executeStep();
    return token_at(query);
  });
  if (!stored) return std::unexpected(stored.error());
  return IssuedApiToken{std::move(*stored), std::move(text)};
}

Result<std::vector<ApiToken>> Accounts::api_tokens(const TokenReach& reach) {
  return database_.read([&](SQLite::Database& db) -> Result<std::vector<ApiToken>> {
    std::vector<ApiToken> tokens;
    SQLite::Statement query(db, std::string(kSelect) +
                                    "WHERE (?1 IS NULL OR user_id = ?1) AND (?2 IS NULL OR api_tokens.role = ?2) "
                                    "ORDER BY api_tokens.created_at DESC, prefix");
    bind_all(query, reach.user_id, only_role(reach));
    while (query.executeStep()) tokens.push_back(token_at(query));
    return tokens;
  });
}

Result<void> Accounts::remove_api_token(std::string_view id, const TokenReach& reach) {
  return database_.write([&](SQLite::Database& db) -> Result<void> {
    SQLite::Statement remove(
        db, "DELETE FROM api_tokens WHERE id = ?1 AND (?2 IS NULL OR user_id = ?2) AND (?3 IS NULL OR role = ?3)");
    bind_all(remove, id, reach.user_id, only_role(reach));
    if (remove.exec() == 0) return fail(Errc::not_found, "there is no such token");
    return {};
  });
}

}  // namespace exo::store
