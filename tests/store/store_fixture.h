#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/file.h"
#include "store/database.h"
#include "store/vault.h"
#include "support/temp_folder.h"

namespace exo::store::test {

constexpr WallTime at(std::int64_t ms) {
  return WallTime{std::chrono::milliseconds{ms}};
}

/// A folder with a database file and a key file of its own.
class StoreTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::unique_ptr<Database> open_database() const {
    auto opened = Database::open(file);
    if (!opened) throw std::runtime_error(opened.error().detail);
    return std::move(*opened);
  }

  [[nodiscard]] Vault open_vault(std::string_view name = "master.key") const {
    auto opened = Vault::open(folder / name, Vault::Missing::create);
    if (!opened) throw std::runtime_error(opened.error().detail);
    return std::move(*opened);
  }

  /// Beside the store, as somebody with the `sqlite3` shell would.
  void tamper(const std::string& sql) const { SQLite::Database(file, SQLite::OPEN_READWRITE, 5000).exec(sql); }
  [[nodiscard]] std::string peek(const std::string& sql) const {
    return SQLite::Database(file, SQLite::OPEN_READONLY, 5000).execAndGet(sql).getString();
  }

  /// All that is on disk: the database and its write-ahead log.
  [[nodiscard]] std::string bytes_on_disk() const {
    std::string bytes;
    for (const auto* suffix : {"", "-wal"}) {
      auto path = file;
      path += suffix;
      bytes += read_file(path).value_or("");
    }
    return bytes;
  }

  exo::test::TempFolder folder;
  std::filesystem::path file = folder / "exogate.db";
};

inline Result<void> execute(SQLite::Database& db, const std::string& sql) {
  db.exec(sql);
  return {};
}

inline Result<int> count(SQLite::Database& db, const std::string& sql) {
  return db.execAndGet(sql).getInt();
}

}  // namespace exo::store::test
