#include "store/integration_store.h"

#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "base/clock.h"
#include "store/database.h"
#include "store/integration_document.h"
#include "store/kept_statement.h"
#include "store/rows.h"

namespace exo::store {
namespace {

Result<domain::Integration> load_from(SQLite::Database& db, const Vault& vault) {
  const KeptStatement kept(db, "SELECT document FROM integrations WHERE type = ?");
  auto& query = *kept;
  bind_all(query, kExotelType);
  if (!query.executeStep()) return domain::Integration{};
  return decode_integration(text_at(query, 0), vault);
}

void save_to(SQLite::Database& db, const std::string& document) {
  SQLite::Statement upsert(db,
                           "INSERT INTO integrations (type, document, updated_at) VALUES (?, ?, ?) ON CONFLICT (type) "
                           "DO UPDATE SET document = excluded.document, updated_at = excluded.updated_at");
  bind_all(upsert, kExotelType, document, wall_now());
  upsert.exec();
}

}  // namespace

Result<domain::Integration> IntegrationStore::load() {
  return database_.read([this](SQLite::Database& db) { return load_from(db, vault_); });
}

Result<domain::Integration> IntegrationStore::update(const std::function<Result<void>(domain::Integration&)>& change) {
  return database_.write([&](SQLite::Database& db) -> Result<domain::Integration> {
    auto record = load_from(db, vault_);
    if (!record) return record;
    const auto revision = record->revision;
    if (auto changed = change(*record); !changed) return std::unexpected(changed.error());
    record->revision = revision + 1;
    const auto document = encode_integration(*record, vault_);
    if (!document) return std::unexpected(document.error());
    save_to(db, *document);
    return record;
  });
}

}  // namespace exo::store
