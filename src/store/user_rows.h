#pragma once

#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "base/error.h"
#include "base/random.h"
#include "store/accounts.h"
#include "store/rows.h"

namespace exo::store {

/// How many columns user_at reads: id, email, role, disabled, created_at, in this order and first in the row.
inline constexpr int kUserColumns = 5;

[[nodiscard]] User user_at(SQLite::Statement& row);

/// `conflict` when the e-mail address is taken in any case.
[[nodiscard]] Result<User> insert_user(SQLite::Database& db, const std::string& email, const std::string& password_hash,
                                       domain::Role role);

}  // namespace exo::store
