#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace exo::admin {

/// What the file system says of the database; 0 of a file that is not there.
struct DatabaseFiles {
  std::uint64_t database_bytes = 0;
  std::uint64_t journal_bytes = 0;  ///< of the write-ahead log
  /// Of the file system that they are on; nullopt: it does not say.
  std::optional<std::uint64_t> disk_free_bytes{};  ///< for this process
  std::optional<std::uint64_t> disk_total_bytes{};
};

[[nodiscard]] DatabaseFiles database_files(const std::filesystem::path& database);

}  // namespace exo::admin
