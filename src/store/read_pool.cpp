#include "store/read_pool.h"

#include <utility>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Transaction.h>

#include "store/connection.h"
#include "store/sqlite_errors.h"

namespace exo::store {

ReadPool::ReadPool(std::filesystem::path file) : file_(std::move(file)) {
  idle_.reserve(kConnections);
}

ReadPool::~ReadPool() = default;

Result<void> ReadPool::run(const DatabaseWork& work) {
  Connection connection = take();
  auto outcome = guarded([&]() -> Result<void> {
    if (!connection) connection = open_for_reading(file_);
    // Ends by rolling back, which for a reader is the same as a commit.
    const SQLite::Transaction moment(*connection);
    return work(*connection);
  });
  give_back(std::move(connection));
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
