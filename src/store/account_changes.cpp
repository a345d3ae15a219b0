// The part of Accounts that changes and removes users.
#include <utility>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "store/accounts.h"
#include "store/database.h"
#include "store/password.h"
#include "store/user_rows.h"

namespace exo::store {
namespace {

Result<User> find_user(SQLite::Database& db, std::string_view id) {
  SQLite::Statement query(db, "SELECT id, email, role, disabled, created_at FROM users WHERE id = ?");
  bind_all(query, id);
  if (!query.executeStep()) return fail(Errc::not_found, "there is no such user");
  return user_at(query);
}

bool is_in_charge(const User& user) noexcept {
  return user.role == domain::Role::super_admin && !user.disabled;
}

/// Inside the transaction of the change, so that two who remove each other at once do not both succeed.
Result<void> keep_somebody_in_charge(SQLite::Database& db, const User& leaving) {
  SQLite::Statement others(db, "SELECT 1 FROM users WHERE role = 'super_admin' AND disabled = 0 AND id <> ?");
  bind_all(others, leaving.id);
  if (others.executeStep()) return {};
  return fail(Errc::conflict,
              leaving.email +
                  " is the last super_admin who can sign in: make another one first, or nobody could manage "
                  "this gateway any more");
}

void end_sign_ins(SQLite::Database& db, const std::string& user_id, std::string_view kept_session) {
  SQLite::Statement end(db, "DELETE FROM tokens WHERE user_id = ? AND id <> ?");
  bind_all(end, user_id, kept_session);
  end.exec();
}

}  // namespace

Result<User> Accounts::user(std::string_view id) {
  return database_.read([&](SQLite::Database& db) { return find_user(db, id); });
}

Result<User> Accounts::change_user(std::string_view id, const UserChange& change) {
  return database_.write([&](SQLite::Database& db) -> Result<User> {
    const auto before = find_user(db, id);
    if (!before) return before;
    auto after = *before;
    after.role = change.role.value_or(before->role);
    after.disabled = change.disabled.value_or(before->disabled);
    if (is_in_charge(*before) && !is_in_charge(after)) {
      if (auto kept = keep_somebody_in_charge(db, *before); !kept) return std::unexpected(kept.error());
    }
    SQLite::Statement update(db, "UPDATE users SET role = ?, disabled = ? WHERE id = ?");
    bind_all(update, domain::to_string(after.role), after.disabled, after.id);
    update.exec();
    if (after.disabled) end_sign_ins(db, after.id, "");
    return after;
  });
}

Result<User> Accounts::remove_user(std::string_view id) {
  return database_.write([&](SQLite::Database& db) -> Result<User> {
    auto user = find_user(db, id);
    if (!user) return user;
    if (is_in_charge(*user)) {
      if (auto kept = keep_somebody_in_charge(db, *user); !kept) return std::unexpected(kept.error());
    }
    SQLite::Statement remove(db, "DELETE FROM users WHERE id = ?");
    bind_all(remove, user->id);
    remove.exec();
    return user;
  });
}

Result<void> Accounts::change_password(const User& user, const Secret& current, const Secret& next,
                                       std::string_view kept_session) {
  if (auto known = check_password(user.email, current); !known) return std::unexpected(known.error());
  if (auto sound = check_new_password(next, user.email); !sound) return sound;
  if (next.matches(current.reveal())) return fail(Errc::unprocessable, "the new password is the present one");
  const auto hash = hash_password(next);
  if (!hash) return std::unexpected(hash.error());
  return database_.write([&](SQLite::Database& db) -> Result<void> {
    SQLite::Statement update(db, "UPDATE users SET password_hash = ? WHERE id = ?");
    bind_all(update, *hash, user.id);
    if (update.exec() == 0) return fail(Errc::not_found, "there is no such user");
    end_sign_ins(db, user.id, kept_session);
    return {};
  });
}

}  // namespace exo::store
