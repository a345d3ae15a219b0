#include "store/user_rows.h"

namespace exo::store {

User user_at(SQLite::Statement& row) {
  return {.id = text_at(row, 0),
          .email = text_at(row, 1),
          .role = domain::role_from(text_at(row, 2)).value_or(domain::Role::admin),
          .disabled = integer_at(row, 3) != 0,
          .created_at = time_at(row, 4)};
}

Result<User> insert_user(SQLite::Database& db, const std::string& email, const std::string& password_hash,
                         domain::Role role) {
  SQLite::Statement taken(db, "SELECT 1 FROM users WHERE email = ?");
  bind_all(taken, email);
  if (taken.executeStep()) return fail(Errc::conflict, "that e-mail address is taken");
  User user{.id = random_uuid(), .email = email, .role = role, .disabled = false, .created_at = wall_now()};
  SQLite::Statement insert(
      db, "INSERT INTO users (id, email, role, password_hash, disabled, created_at) VALUES (?, ?, ?, ?, 0, ?)");
  bind_all(insert, user.id, user.email, domain::to_string(role), password_hash, user.created_at);
  insert.exec();
  return user;
}

}  // namespace exo::store
