#include "store/connection.h"

#include <chrono>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sqlite3.h>
#include <unistd.h>

#include "base/clock.h"
#include "store/migrations.h"

namespace exo::store {
namespace {

/// How long to wait for another process (`exogate user …`) that is writing.
constexpr int kBusyTimeoutMs = 5000;

/// 256 KiB of cache each; temporary files in memory, because the gateway may live in a chroot without /tmp.
constexpr const char* kCommonPragmas =
    "PRAGMA cache_size = -256; PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON;";

std::unexpected<Error> refusal(const std::filesystem::path& file, std::string_view reason) {
  return fail(Errc::bad_configuration, fmt::format("{} {}", file.string(), reason));
}

/// SQLite would make the file readable to everybody; its -wal and -shm files copy the mode of this one. An existing
/// file is not even opened: closing it would drop the locks that this process may hold on it (fcntl(2), F_SETLK).
void create_private_file(const std::filesystem::path& file) {
  std::error_code ignored;
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), ignored);
  const int created = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (created >= 0) ::close(created);
}

/// SQLite does not always wait for a busy file while the journal mode changes, so two processes that make the same
/// database at once need a few attempts.
void switch_to_wal(SQLite::Database& db) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(kBusyTimeoutMs);
  for (;;) {
    try {
      db.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (const SQLite::Exception& failure) {
      if (failure.getErrorCode() != SQLITE_BUSY || std::chrono::steady_clock::now() > deadline) throw;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
}

Result<void> prepare(SQLite::Database& db) {
  if (sqlite3_db_readonly(db.getHandle(), "main") != 0) return fail(Errc::bad_configuration, "cannot be written to");
  if (auto ours = check_ownership(db); !ours) return ours;
  db.exec(kCommonPragmas);
  switch_to_wal(db);
  db.exec("PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 16777216;");
  // Numbers that are to be forgotten shall not stay readable in freed pages.
  db.exec("PRAGMA secure_delete = ON");
  // A migration may rebuild a table that others refer to; it checks the references itself before it commits.
  db.exec("PRAGMA foreign_keys = OFF");
  if (auto migrated = migrate(db, embedded::migrations()); !migrated) return migrated;
  db.exec("PRAGMA foreign_keys = ON");
  return {};
}

}  // namespace

Result<std::unique_ptr<SQLite::Database>> open_for_writing(const std::filesystem::path& file) {
  // Everything of libsodium that the store calls comes after this: its faster code is chosen here.
  if (sodium_init() < 0) return fail(Errc::bad_configuration, "libsodium cannot be used on this machine");
  try {
    create_private_file(file);
    auto db = std::make_unique<SQLite::Database>(
        file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX, kBusyTimeoutMs);
    if (auto ready = prepare(*db); !ready) return refusal(file, ready.error().detail);
    return db;
  } catch (const SQLite::Exception& failure) {
    if (failure.getErrorCode() == SQLITE_NOTADB) return refusal(file, "is not an SQLite database");
    return refusal(file, fmt::format("cannot be used as the database: {}", failure.what()));
  } catch (const std::exception& failure) {
    return refusal(file, fmt::format("cannot be used as the database: {}", failure.what()));
  }
}

std::unique_ptr<SQLite::Database> open_for_reading(const std::filesystem::path& file) {
  auto db = std::make_unique<SQLite::Database>(file, SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX, kBusyTimeoutMs);
  db->exec(kCommonPragmas);
  return db;
}

}  // namespace exo::store
