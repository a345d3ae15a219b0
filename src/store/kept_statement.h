#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace SQLite {
class Database;
class Statement;
}  // namespace SQLite

namespace exo::store {

/// Statements of one connection that stay prepared between two uses of it: preparing costs more than most reads. One
/// thread at a time; destroyed before the connection.
class StatementCache {
 public:
  explicit StatementCache(SQLite::Database& connection) noexcept;
  StatementCache(const StatementCache&) = delete;
  StatementCache& operator=(const StatementCache&) = delete;
  ~StatementCache();

  /// While it lives, a KeptStatement of this thread finds its statement in `cache`.
  class Use {
   public:
    explicit Use(StatementCache& cache) noexcept;
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
    ~Use();

   private:
    StatementCache* const before_;
  };

 private:
  friend class KeptStatement;
  [[nodiscard]] std::unique_ptr<SQLite::Statement> take(std::string_view sql);
  void give_back(std::string_view sql, std::unique_ptr<SQLite::Statement> statement) noexcept;

  SQLite::Database& connection_;
  std::map<std::string, std::unique_ptr<SQLite::Statement>, std::less<>> idle_;
};

/// A statement for one use, from the cache of the connection when it has one, else prepared now. `sql` is a text of
/// the program, never made of values: the cache keeps every text it has seen. Throws SQLite::Exception.
class KeptStatement {
 public:
  KeptStatement(SQLite::Database& db, std::string_view sql);
  KeptStatement(const KeptStatement&) = delete;
  KeptStatement& operator=(const KeptStatement&) = delete;
  ~KeptStatement();

  [[nodiscard]] SQLite::Statement& operator*() const noexcept { return *statement_; }

 private:
  StatementCache* const cache_;
  const std::string_view sql_;
  std::unique_ptr<SQLite::Statement> statement_;
};

}  // namespace exo::store
