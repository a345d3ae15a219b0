#pragma once

#include <string_view>
#include <vector>

#include "base/error.h"
#include "domain/bot.h"

namespace exo::store {

class Database;

/// Bots. Thread-safe; blocks on the database.
class BotStore {
 public:
  explicit BotStore(Database& database) noexcept : database_(database) {}

  [[nodiscard]] Result<std::vector<domain::Bot>> list();       ///< by name, then id
  [[nodiscard]] Result<domain::Bot> get(std::string_view id);  ///< `not_found` "Bot not found"
  enum class Put { created, replaced };
  [[nodiscard]] Result<Put> put(const domain::Bot& bot);   ///< creates or replaces
  [[nodiscard]] Result<void> remove(std::string_view id);  ///< `not_found` "Bot not found"

 private:
  Database& database_;
};

}  // namespace exo::store
