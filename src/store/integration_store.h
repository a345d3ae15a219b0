#pragma once

#include <functional>

#include "base/error.h"
#include "domain/integration.h"

namespace exo::store {

class Database;
class Vault;

/// The document {type: "exotel"} of `integrations`. Thread-safe; blocks on the database.
class IntegrationStore {
 public:
  IntegrationStore(Database& database, const Vault& vault) noexcept : database_(database), vault_(vault) {}

  /// An empty record when nothing is stored.
  [[nodiscard]] Result<domain::Integration> load();

  /// Reads, lets `change` decide and writes, all in one transaction, so that concurrent changes never lose each other.
  /// When `change` fails nothing is written; else the revision goes up by one. Returns the record as committed.
  [[nodiscard]] Result<domain::Integration> update(const std::function<Result<void>(domain::Integration&)>& change);

 private:
  Database& database_;
  const Vault& vault_;
};

}  // namespace exo::store
