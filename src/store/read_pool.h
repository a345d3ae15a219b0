#pragma once

#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "base/error.h"
#include "store/kept_statement.h"
#include "store/writer.h"

namespace exo::store {

/// A few read-only connections, opened when first needed, each used by one thread at a time; their statements stay
/// prepared (KeptStatement). Thread-safe.
class ReadPool {
 public:
  static constexpr std::size_t kConnections = 4;

  explicit ReadPool(std::filesystem::path file);
  ReadPool(const ReadPool&) = delete;
  ReadPool& operator=(const ReadPool&) = delete;
  ~ReadPool();

  /// Runs `work` in one read transaction, so that everything it reads is of one moment. Waits while all are in use.
  [[nodiscard]] Result<void> run(const DatabaseWork& work);

 private:
  struct Reader {
    explicit Reader(std::unique_ptr<SQLite::Database> opened);
    ~Reader();
    std::unique_ptr<SQLite::Database> connection;
    StatementCache statements;
  };
  using Connection = std::unique_ptr<Reader>;
  [[nodiscard]] Connection take();
  void give_back(Connection connection) noexcept;

  const std::filesystem::path file_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<Connection> idle_;
  std::size_t in_use_ = 0;
};

}  // namespace exo::store
