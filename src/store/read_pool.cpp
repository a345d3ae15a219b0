#include "store/read_pool.h"

#include <utility>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>

#include "base/log.h"
#include "store/connection.h"
#include "store/sqlite_errors.h"

namespace exo::store {
namespace {

/// One read transaction, ended by rolling back, which for a reader is the same as a commit.
class ReadMoment {
 public:
  explicit ReadMoment(SQLite::Database& db) : db_(db) { (*KeptStatement(db_, "BEGIN")).exec(); }
  ReadMoment(const ReadMoment&) = delete;
  ReadMoment& operator=(const ReadMoment&) = delete;
  ~ReadMoment() {
    try {
      (*KeptStatement(db_, "ROLLBACK")).exec();
    } catch (const SQLite::Exception& failure) {
      log::error("store", "a read transaction could not be ended: {}", failure.what());
    }
  }

 private:
  SQLite::Database& db_;
};

}  // namespace

ReadPool::ReadPool(std::filesystem::path file) : file_(std::move(file)) {
  idle_.reserve(kConnections);
}

ReadPool::~ReadPool() = default;

ReadPool::Reader::Reader(std::unique_ptr<SQLite::Database> opened)
    : connection(std::move(opened)), statements(*connection) {}
ReadPool::Reader::~Reader() = default;

Result<void> ReadPool::run(const DatabaseWork& work) {
  Connection reader = take();
  auto outcome = guarded([&]() -> Result<void> {
    if (!reader) reader = std::make_unique<Reader>(open_for_reading(file_));
    const StatementCache::Use use(reader->statements);
    const ReadMoment moment(*reader->connection);
    return work(*reader->connection);
  });
  give_back(std::move(reader));
  return outcome;
}

ReadPool::Connection ReadPool::take() {
  std::unique_lock lock(mutex_);
  returned_.wait(lock, [this] { return in_use_ < kConnections; });
  ++in_use_;
  if (idle_.empty()) return nullptr;
  Connection connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

void ReadPool::give_back(Connection connection) noexcept {
  {
    const std::lock_guard lock(mutex_);
    --in_use_;
    if (connection) idle_.push_back(std::move(connection));
  }
  returned_.notify_one();
}

}  // namespace exo::store
