#include "admin/database_files.h"

#include <system_error>

namespace exo::admin {
namespace {

std::uint64_t size_of(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return error ? 0 : size;
}

}  // namespace

DatabaseFiles database_files(const std::filesystem::path& database) {
  auto journal = database;
  journal += "-wal";
  DatabaseFiles files{.database_bytes = size_of(database), .journal_bytes = size_of(journal)};
  std::error_code error;
  const auto disk = std::filesystem::space(database.parent_path().empty() ? "." : database.parent_path(), error);
  if (error) return files;
  files.disk_free_bytes = disk.available;
  files.disk_total_bytes = disk.capacity;
  return files;
}

}  // namespace exo::admin
