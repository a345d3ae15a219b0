#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "domain/call_search.h"

namespace exo::store {

/// A SELECT over `calls` with the values of its parameters, in order.
struct CallQuery {
  std::string sql;
  std::vector<std::variant<std::int64_t, std::string>> values;
};

/// Newest first, at most `limit`, in the columns of kCallColumns (the timeline empty). Walks one index of
/// 0004_call_search.sql in the order of the answer, or merges several, so that it reads no more rows than the filter
/// needs; of several filters the most selective kind leads (number, bot, DID, outcome, test) and the others are checked
/// row by row.
[[nodiscard]] CallQuery call_query(const domain::CallFilter& filter, const std::optional<domain::CallPlace>& after,
                                   std::size_t limit);

/// What domain::CallSumming reads of calls: kSummaryColumns, oldest first, over the same indexes.
[[nodiscard]] CallQuery summary_query(const domain::CallFilter& filter, const std::optional<domain::CallPlace>& after,
                                      std::size_t limit);

/// Ready for its first row. Throws SQLite::Exception.
[[nodiscard]] SQLite::Statement prepare(SQLite::Database& db, const CallQuery& query);

}  // namespace exo::store
