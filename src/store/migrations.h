#pragma once

#include <span>

#include "base/embedded.h"
#include "base/error.h"

namespace SQLite {
class Database;
}

namespace exo::embedded {
/// migrations/*.sql in the order of their names.
[[nodiscard]] std::span<const File> migrations();
}  // namespace exo::embedded

namespace exo::store {

/// "EXOG" in the SQLite header: tells our files from other programs'. On disk, do not change.
inline constexpr int kApplicationId = 0x45584F47;

/// `bad_configuration` unless the file is ours or empty. Changes nothing, so a foreign file stays as it is.
[[nodiscard]] Result<void> check_ownership(SQLite::Database& db);

/// Applies the `known` migrations that the database lacks, all of them in one transaction. `known` is named
/// NNNN_words.sql and sorted; what is applied must be a prefix of it with the same texts.
/// `bad_configuration`, one sentence: another program's, newer schema, altered migration. Throws SQLite::Exception.
[[nodiscard]] Result<void> migrate(SQLite::Database& db, std::span<const embedded::File> known);

}  // namespace exo::store
