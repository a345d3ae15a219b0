// The half of Accounts that knows who is signed in.
#include <optional>
#include <utility>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "base/log.h"
#include "base/random.h"
#include "store/accounts.h"
#include "store/database.h"
#include "store/kept_statement.h"
#include "store/token.h"
#include "store/user_rows.h"

namespace exo::store {
namespace {

/// On disk, do not change.
std::string_view name_of(TokenKind kind) {
  return kind == TokenKind::bearer ? "bearer" : "session";
}

std::unexpected<Error> nobody() {
  return fail(Errc::unauthenticated, "sign in again: the token is not valid");
}

struct LiveToken {
  User user;
  WallTime last_used_at{};
};

Result<std::optional<LiveToken>> find_live(Database& database, const std::vector<std::byte>& hash, TokenKind kind,
                                           WallTime now) {
  return database.read([&](SQLite::Database& db) -> Result<std::optional<LiveToken>> {
    const KeptStatement kept(db,
                             "SELECT users.id, email, role, disabled, users.created_at, last_used_at FROM tokens JOIN "
                             "users ON users.id = user_id WHERE hash = ? AND kind = ? AND expires_at > ?");
    auto& query = *kept;
    bind_all(query, hash, name_of(kind), now);
    if (!query.executeStep()) return std::nullopt;
    return LiveToken{user_at(query), time_at(query, kUserColumns)};
  });
}

void note_use(Database& database, std::vector<std::byte> hash, WallTime now) {
  // Several requests may notice at once that it is time; the first write makes the others no-ops.
  const bool queued = database.write_later([hash = std::move(hash), now](SQLite::Database& db) -> Result<void> {
    SQLite::Statement update(db, "UPDATE tokens SET last_used_at = ? WHERE hash = ? AND last_used_at <= ?");
    bind_all(update, now, hash, now - kLastUseGranularity);
    update.exec();
    return {};
  });
  static log::RateLimit limit;
  if (!queued && limit.allow().pass) log::warning("store", "the use of a session could not be noted");
}

}  // namespace

Result<IssuedToken> Accounts::issue_token(const User& user, TokenKind kind) {
  auto text = random_token();
  if (kind == TokenKind::bearer) text.insert(0, kBearerPrefix);
  IssuedToken issued{Secret(std::move(text)), kTokenLife};
  const auto stored = database_.write([&](SQLite::Database& db) -> Result<void> {
    const auto now = wall_now();
    SQLite::Statement sweep(db, "DELETE FROM tokens WHERE expires_at <= ?");
    bind_all(sweep, now);
    sweep.exec();
    SQLite::Statement insert(db,
                             "INSERT INTO tokens (hash, user_id, kind, created_at, expires_at, last_used_at) "
                             "SELECT ?1, id, ?2, ?3, ?4, ?3 FROM users WHERE id = ?5 AND disabled = 0");
    bind_all(insert, token_hash(issued.text.reveal()), name_of(kind), now, now + kTokenLife, user.id);
    if (insert.exec() == 0) return nobody();
    return {};
  });
  if (!stored) return std::unexpected(stored.error());
  return issued;
}

Result<User> Accounts::authenticate(std::string_view token, TokenKind kind) {
  if (token.empty() || token.size() > kMaxTokenBytes) return nobody();
  auto hash = token_hash(token);
  const auto now = wall_now();
  auto live = find_live(database_, hash, kind, now);
  if (!live) return std::unexpected(live.error());
  if (!*live || (*live)->user.disabled) return nobody();
  const auto unused_for = now - (*live)->last_used_at;
  if (kind == TokenKind::session && unused_for >= kSessionIdleLife) return nobody();
  if (unused_for >= kLastUseGranularity) note_use(database_, std::move(hash), now);
  return std::move((*live)->user);
}

Result<void> Accounts::revoke(std::string_view token) {
  if (token.empty() || token.size() > kMaxTokenBytes) return {};
  return database_.write([&](SQLite::Database& db) -> Result<void> {
    SQLite::Statement revoke(db, "DELETE FROM tokens WHERE hash = ?");
    bind_all(revoke, token_hash(token));
    revoke.exec();
    return {};
  });
}

}  // namespace exo::store
