#include "store/migrations.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>
#include <sodium.h>

#include "base/clock.h"
#include "base/encoding.h"
#include "store/rows.h"

namespace exo::store {
namespace {

struct Migration {
  int version = 0;
  std::string name;
  std::string checksum;  ///< SHA-256 of the text, hex: `sha256sum` prints the same
};

std::string sha256(std::string_view text) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
  return hex_encode(std::as_bytes(std::span(digest)));
}

/// 0 when the file is not named NNNN_words.sql.
int version_of(std::string_view name) {
  constexpr std::size_t kDigits = 4;
  const std::string digits(name.substr(0, kDigits));
  const bool is_numbered =
      digits.size() == kDigits && std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
  if (!is_numbered || !name.substr(kDigits).starts_with('_') || !name.ends_with(".sql")) return 0;
  return std::stoi(digits);
}

Result<std::vector<Migration>> described(std::span<const embedded::File> files) {
  std::vector<Migration> list;
  for (const auto& file : files) {
    const int version = version_of(file.name);
    if (version <= (list.empty() ? 0 : list.back().version)) {
      return fail(Errc::bad_configuration, fmt::format("migration {} is not named NNNN_words.sql in order", file.name));
    }
    list.push_back({version, std::string(file.name), sha256(file.bytes)});
  }
  return list;
}

std::vector<Migration> applied_to(SQLite::Database& db) {
  std::vector<Migration> list;
  SQLite::Statement query(db, "SELECT version, name, checksum FROM schema_migrations ORDER BY version");
  while (query.executeStep()) list.push_back({query.getColumn(0).getInt(), text_at(query, 1), text_at(query, 2)});
  return list;
}

Result<void> check_history(const std::vector<Migration>& applied, const std::vector<Migration>& known) {
  const int newest_known = known.empty() ? 0 : known.back().version;
  if (!applied.empty() && applied.back().version > newest_known) {
    return fail(Errc::bad_configuration,
                fmt::format("was written by a newer exogate (schema {}, this one knows {}): start that version again",
                            applied.back().version, newest_known));
  }
  for (std::size_t i = 0; i < applied.size(); ++i) {
    const bool same =
        i < known.size() && applied[i].version == known[i].version && applied[i].checksum == known[i].checksum;
    if (same) continue;
    return fail(Errc::bad_configuration,
                fmt::format("was made with another text of migration {}: use the exogate that made it, or a backup",
                            applied[i].name));
  }
  return {};
}

void apply(SQLite::Database& db, const Migration& migration, std::string_view text) {
  db.exec(std::string(text));
  SQLite::Statement note(db, "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (?, ?, ?, ?)");
  bind_all(note, migration.version, migration.name, migration.checksum, wall_now());
  note.exec();
}

bool has_broken_references(SQLite::Database& db) {
  SQLite::Statement check(db, "PRAGMA foreign_key_check");
  return check.executeStep();
}

}  // namespace

Result<void> check_ownership(SQLite::Database& db) {
  // In this order: another process may commit the first migration, which sets both, between the two looks.
  const int objects = db.execAndGet("SELECT count(*) FROM sqlite_schema").getInt();
  const int application_id = db.execAndGet("PRAGMA application_id").getInt();
  if (application_id == kApplicationId) return {};
  if (application_id != 0 || objects != 0) {
    return fail(Errc::bad_configuration, "is the database of another program");
  }
  return {};
}

Result<void> migrate(SQLite::Database& db, std::span<const embedded::File> known_files) {
  const auto known = described(known_files);
  if (!known) return std::unexpected(known.error());

  SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
  // Again, now that nobody else can create it in between.
  if (auto ours = check_ownership(db); !ours) return ours;
  db.exec(fmt::format("PRAGMA application_id = {}", kApplicationId));
  db.exec(
      "CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, "
      "checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT");
  const auto applied = applied_to(db);
  if (auto sound = check_history(applied, *known); !sound) return sound;
  if (applied.size() == known->size()) return {};

  for (std::size_t i = applied.size(); i < known->size(); ++i) apply(db, (*known)[i], known_files[i].bytes);
  if (has_broken_references(db)) return fail(Errc::bad_configuration, "holds rows that refer to nothing");
  transaction.commit();
  return {};
}

}  // namespace exo::store
