#include "store/kept_statement.h"

#include <exception>
#include <utility>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

namespace exo::store {
namespace {

thread_local StatementCache* t_cache = nullptr;

}  // namespace

StatementCache::StatementCache(SQLite::Database& connection) noexcept : connection_(connection) {}
StatementCache::~StatementCache() = default;

std::unique_ptr<SQLite::Statement> StatementCache::take(std::string_view sql) {
  const auto found = idle_.find(sql);
  // Absent as well while an outer use of the same text goes on.
  if (found == idle_.end() || !found->second) return std::make_unique<SQLite::Statement>(connection_, std::string(sql));
  return std::move(found->second);
}

void StatementCache::give_back(std::string_view sql, std::unique_ptr<SQLite::Statement> statement) noexcept {
  try {
    // Values may be secrets or large, so they do not stay; and a statement that is not reset holds its transaction.
    statement->reset();
    statement->clearBindings();
    const auto found = idle_.find(sql);
    if (found == idle_.end()) {
      idle_.emplace(sql, std::move(statement));
    } else {
      found->second = std::move(statement);
    }
  } catch (const std::exception&) {
    // It failed, and reset() repeats the failure: the next use prepares another.
  }
}

StatementCache::Use::Use(StatementCache& cache) noexcept : before_(std::exchange(t_cache, &cache)) {}
StatementCache::Use::~Use() {
  t_cache = before_;
}

KeptStatement::KeptStatement(SQLite::Database& db, std::string_view sql)
    : cache_(t_cache != nullptr && &t_cache->connection_ == &db ? t_cache : nullptr),
      sql_(sql),
      statement_(cache_ != nullptr ? cache_->take(sql) : std::make_unique<SQLite::Statement>(db, std::string(sql))) {}

KeptStatement::~KeptStatement() {
  if (cache_ != nullptr) cache_->give_back(sql_, std::move(statement_));
}

}  // namespace exo::store
