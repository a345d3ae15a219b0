// The half of Accounts that knows who is signed in.
#include <optional>
#include <utility>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "base/log.h"
#include "base/random.h"
#include "base/text.h"
#include "store/accounts.h"
#include "store/api_tokens.h"
#include "store/database.h"
#include "store/kept_statement.h"
#include "store/token.h"
#include "store/user_rows.h"

namespace exo::store {
namespace {

/// On disk, do not change. API tokens have a table of their own.
std::string_view name_of(TokenKind kind) {
  return kind == TokenKind::session ? "session" : "bearer";
}

std::unexpected<Error> nobody() {
  return fail(Errc::unauthenticated, "sign in again: the token is not valid");
}

struct LiveToken {
  SignedIn holder;
  WallTime last_used_at{};
};

Result<std::optional<LiveToken>> find_live(Database& database, const std::vector<std::byte>& hash, TokenKind kind,
                                           WallTime now) {
  return database.read([&](SQLite::Database& db) -> Result<std::optional<LiveToken>> {
    const KeptStatement kept(db,
                             "SELECT users.id, email, role, disabled, users.created_at, last_used_at, tokens.id, "
                             "confirmed_at FROM tokens JOIN users ON users.id = user_id "
                             "WHERE hash = ? AND kind = ? AND expires_at > ?");
    auto& query = *kept;
    bind_all(query, hash, name_of(kind), now);
    if (!query.executeStep()) return std::nullopt;
    LiveToken live{{.user = user_at(query), .kind = kind}, time_at(query, kUserColumns)};
    live.holder.id = text_at(query, kUserColumns + 1);
    live.holder.confirmed_at = time_at(query, kUserColumns + 2);
    return live;
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

Result<IssuedToken> Accounts::issue_token(const User& user, TokenKind kind, const SignInOrigin& origin) {
  auto text = random_token();
  if (kind == TokenKind::bearer) text.insert(0, kBearerPrefix);
  IssuedToken issued{Secret(std::move(text)), kTokenLife};
  const auto stored = database_.write([&](SQLite::Database& db) -> Result<void> {
    const auto now = wall_now();
    SQLite::Statement sweep(db, "DELETE FROM tokens WHERE expires_at <= ?");
    bind_all(sweep, now);
    sweep.exec();
    SQLite::Statement insert(db,
                             "INSERT INTO tokens (hash, user_id, kind, created_at, expires_at, last_used_at, id, "
                             "address, user_agent, confirmed_at) "
                             "SELECT ?1, id, ?2, ?3, ?4, ?3, ?6, ?7, ?8, ?3 FROM users WHERE id = ?5 AND disabled = 0");
    bind_all(insert, token_hash(issued.text.reveal()), name_of(kind), now, now + kTokenLife, user.id, random_uuid(),
             origin.address, printable(origin.user_agent, kMaxUserAgentBytes));
    if (insert.exec() == 0) return nobody();
    return {};
  });
  if (!stored) return std::unexpected(stored.error());
  return issued;
}

Result<SignedIn> Accounts::recognise(std::string_view token, TokenKind kind, TokenUse use) {
  if (token.empty() || token.size() > kMaxTokenBytes) return nobody();
  if (kind != TokenKind::session && is_api_token(token)) return recognise_api_token(database_, token, use);
  auto hash = token_hash(token);
  const auto now = wall_now();
  auto live = find_live(database_, hash, kind, now);
  if (!live) return std::unexpected(live.error());
  if (!*live || (*live)->holder.user.disabled) return nobody();
  const auto unused_for = now - (*live)->last_used_at;
  if (kind == TokenKind::session && unused_for >= kSessionIdleLife) return nobody();
  if (use == TokenUse::counts && unused_for >= kLastUseGranularity) note_use(database_, std::move(hash), now);
  return std::move((*live)->holder);
}

Result<void> Accounts::revoke(std::string_view token) {
  if (token.empty() || token.size() > kMaxTokenBytes) return {};
  return database_.write([&](SQLite::Database& db) -> Result<void> {
    for (const auto* statement : {"DELETE FROM tokens WHERE hash = ?", "DELETE FROM api_tokens WHERE hash = ?"}) {
      SQLite::Statement revoke(db, statement);
      bind_all(revoke, token_hash(token));
      revoke.exec();
    }
    return {};
  });
}

Result<void> Accounts::note_confirmed(std::string_view session_id) {
  return database_.write([&](SQLite::Database& db) -> Result<void> {
    SQLite::Statement update(db, "UPDATE tokens SET confirmed_at = ? WHERE id = ?");
    bind_all(update, wall_now(), session_id);
    if (update.exec() == 0) return nobody();
    return {};
  });
}

Result<std::vector<Session>> Accounts::sessions(std::string_view user_id) {
  return database_.read([&](SQLite::Database& db) -> Result<std::vector<Session>> {
    std::vector<Session> sessions;
    const auto now = wall_now();
    SQLite::Statement query(db,
                            "SELECT id, kind, created_at, last_used_at, expires_at, address, user_agent FROM tokens "
                            "WHERE user_id = ? AND expires_at > ? AND (kind = 'bearer' OR last_used_at > ?) "
                            "ORDER BY created_at DESC, id");
    bind_all(query, user_id, now, now - kSessionIdleLife);
    while (query.executeStep()) {
      sessions.push_back({.id = text_at(query, 0),
                          .kind = text_at(query, 1) == "session" ? TokenKind::session : TokenKind::bearer,
                          .created_at = time_at(query, 2),
                          .last_used_at = time_at(query, 3),
                          .expires_at = time_at(query, 4),
                          .origin = {.address = text_at(query, 5), .user_agent = text_at(query, 6)}});
    }
    return sessions;
  });
}

Result<void> Accounts::end_session(std::string_view user_id, std::string_view session_id) {
  return database_.write([&](SQLite::Database& db) -> Result<void> {
    SQLite::Statement end(db, "DELETE FROM tokens WHERE user_id = ? AND id = ?");
    bind_all(end, user_id, session_id);
    if (end.exec() == 0) return fail(Errc::not_found, "there is no such session");
    return {};
  });
}

}  // namespace exo::store
