#include "store/database.h"

#include <system_error>
#include <utility>

#include <SQLiteCpp/Database.h>
#include <fmt/format.h>

#include "store/connection.h"
#include "store/read_pool.h"
#include "store/writer.h"

namespace exo::store {

class Database::Impl {
 public:
  Impl(std::unique_ptr<SQLite::Database> connection, const std::filesystem::path& file)
      : writer(std::move(connection)), readers(file) {}

  // Readers go first: the last connection to close folds the write-ahead log into the file, and they cannot write.
  Writer writer;
  ReadPool readers;
};

Database::Database(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& file) {
  auto connection = open_for_writing(file);
  if (!connection) return std::unexpected(connection.error());
  try {
    return std::unique_ptr<Database>(new Database(std::make_unique<Impl>(std::move(*connection), file)));
  } catch (const std::system_error& failure) {
    return fail(Errc::bad_configuration, fmt::format("cannot start the database thread: {}", failure.what()));
  }
}

Result<void> Database::run_write(const DatabaseWork& work) {
  return impl_->writer.run(work);
}

Result<void> Database::run_read(const DatabaseWork& work) {
  return impl_->readers.run(work);
}

std::uint64_t Database::version() const noexcept {
  return impl_->writer.version();
}

bool Database::write_later(DatabaseWork work) {
  return impl_->writer.run_later(std::move(work));
}

}  // namespace exo::store
