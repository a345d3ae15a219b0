#include "store/accounts.h"

#include <optional>
#include <utility>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "base/log.h"
#include "base/random.h"
#include "base/text.h"
#include "store/database.h"
#include "store/email.h"
#include "store/password.h"
#include "store/token.h"
#include "store/user_rows.h"

namespace exo::store {
namespace {

struct Login {
  User user;
  std::string password_hash;
};

Result<std::optional<Login>> find_login(Database& database, std::string_view email) {
  return database.read([&](SQLite::Database& db) -> Result<std::optional<Login>> {
    SQLite::Statement query(db,
                            "SELECT id, email, role, disabled, created_at, password_hash FROM users WHERE email = ?");
    bind_all(query, email);
    if (!query.executeStep()) return std::nullopt;
    return Login{user_at(query), text_at(query, kUserColumns)};
  });
}

/// Only while the password is still the one that was checked: a new one may have been set meanwhile.
void strengthen_hash(Database& database, const Login& login, const Secret& password) {
  const auto hash = hash_password(password);
  const bool queued = hash && database.write_later([login, hash = *hash](SQLite::Database& db) -> Result<void> {
    SQLite::Statement update(db, "UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?");
    bind_all(update, hash, login.user.id, login.password_hash);
    update.exec();
    return {};
  });
  if (!queued) log::warning("store", "a password could not be re-hashed; the next sign-in tries again");
}

}  // namespace

Result<User> Accounts::create_user(std::string_view email, const Secret& password, domain::Role role) {
  const auto address = clean_email(email);
  if (!address) return std::unexpected(address.error());
  if (auto sound = check_new_password(password, *address); !sound) return std::unexpected(sound.error());
  const auto hash = hash_password(password);
  if (!hash) return std::unexpected(hash.error());
  return database_.write([&](SQLite::Database& db) -> Result<User> {
    // A link that was made while nobody had an account has done its work, or somebody else's.
    db.exec("DELETE FROM setup_tokens");
    return insert_user(db, *address, *hash, role);
  });
}

Result<void> Accounts::set_password(std::string_view email, const Secret& password) {
  const auto login = find_login(database_, trim(email));
  if (!login) return std::unexpected(login.error());
  if (!*login) return fail(Errc::not_found, "nobody has that e-mail address");
  const auto& user = (*login)->user;
  if (auto sound = check_new_password(password, user.email); !sound) return sound;
  const auto hash = hash_password(password);
  if (!hash) return std::unexpected(hash.error());
  return database_.write([&](SQLite::Database& db) -> Result<void> {
    SQLite::Statement update(db, "UPDATE users SET password_hash = ? WHERE id = ?");
    bind_all(update, *hash, user.id);
    if (update.exec() == 0) return fail(Errc::not_found, "nobody has that e-mail address");
    for (const auto* statement : {"DELETE FROM tokens WHERE user_id = ?", "DELETE FROM api_tokens WHERE user_id = ?"}) {
      SQLite::Statement sign_out(db, statement);
      bind_all(sign_out, user.id);
      sign_out.exec();
    }
    return {};
  });
}

Result<std::vector<User>> Accounts::users() {
  return database_.read([](SQLite::Database& db) -> Result<std::vector<User>> {
    std::vector<User> users;
    SQLite::Statement query(db, "SELECT id, email, role, disabled, created_at FROM users ORDER BY created_at, email");
    while (query.executeStep()) users.push_back(user_at(query));
    return users;
  });
}

Result<User> Accounts::check_password(std::string_view email, const Secret& password) {
  const auto login = find_login(database_, trim(email));
  if (!login) return std::unexpected(login.error());
  const auto verdict = verify_password(password, *login ? (*login)->password_hash : nobodys_hash());
  if (!*login || verdict == PasswordVerdict::wrong || (*login)->user.disabled) {
    return fail(Errc::unauthenticated, "the e-mail address or the password is wrong");
  }
  if (verdict == PasswordVerdict::right_but_hash_is_weak) strengthen_hash(database_, **login, password);
  return (*login)->user;
}

Result<Secret> Accounts::create_setup_token() {
  Secret token(random_token());
  const auto stored = database_.write([&](SQLite::Database& db) -> Result<void> {
    db.exec("DELETE FROM setup_tokens");
    SQLite::Statement insert(db, "INSERT INTO setup_tokens (hash, expires_at) VALUES (?, ?)");
    bind_all(insert, token_hash(token.reveal()), wall_now() + kSetupTokenLife);
    insert.exec();
    return {};
  });
  if (!stored) return std::unexpected(stored.error());
  return token;
}

Result<User> Accounts::redeem_setup_token(std::string_view token, std::string_view email, const Secret& password) {
  const auto refused = [] {
    return fail(Errc::unauthenticated, "the set-up link was used or is too old; make a new one");
  };
  const auto hash_of_token = token_hash(token);
  const auto is_valid = database_.read([&](SQLite::Database& db) -> Result<bool> {
    SQLite::Statement query(db, "SELECT 1 FROM setup_tokens WHERE hash = ? AND expires_at > ?");
    bind_all(query, hash_of_token, wall_now());
    return query.executeStep();
  });
  if (!is_valid) return std::unexpected(is_valid.error());
  // Before any other check: strangers learn nothing here and cost no password hash.
  if (!*is_valid) return refused();
  const auto address = clean_email(email);
  if (!address) return std::unexpected(address.error());
  if (auto sound = check_new_password(password, *address); !sound) return std::unexpected(sound.error());
  const auto hash = hash_password(password);
  if (!hash) return std::unexpected(hash.error());
  return database_.write([&](SQLite::Database& db) -> Result<User> {
    SQLite::Statement use_up(db, "DELETE FROM setup_tokens WHERE hash = ? AND expires_at > ?");
    bind_all(use_up, hash_of_token, wall_now());
    if (use_up.exec() == 0) return refused();
    return insert_user(db, *address, *hash, domain::Role::super_admin);
  });
}

}  // namespace exo::store
