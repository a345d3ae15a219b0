#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "store/call_query.h"
#include "store/call_rows.h"
#include "store/call_store.h"
#include "store/database.h"

namespace exo::store {

Result<std::vector<domain::CallRecord>> CallStore::find(const domain::CallFilter& filter,
                                                        const std::optional<domain::CallPlace>& after,
                                                        std::size_t limit) {
  const auto wanted = call_query(filter, after, limit);
  return database_.read([&](SQLite::Database& db) -> Result<std::vector<domain::CallRecord>> {
    auto query = prepare(db, wanted);
    std::vector<domain::CallRecord> records;
    while (query.executeStep()) records.push_back(call_at(query));
    return records;
  });
}

}  // namespace exo::store
