#pragma once

#include <filesystem>
#include <memory>

#include "base/error.h"

namespace SQLite {
class Database;
}

namespace exo::store {

/// The one connection that writes: makes the file (mode 0600) and its folder when absent, refuses what is not ours,
/// switches to WAL, migrates. `bad_configuration` with one sentence that names the file.
[[nodiscard]] Result<std::unique_ptr<SQLite::Database>> open_for_writing(const std::filesystem::path& file);

/// A connection that cannot write. The writing one must be open. Throws SQLite::Exception.
[[nodiscard]] std::unique_ptr<SQLite::Database> open_for_reading(const std::filesystem::path& file);

}  // namespace exo::store
