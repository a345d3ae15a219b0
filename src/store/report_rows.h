#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include <SQLiteCpp/Database.h>

#include "domain/call_report.h"

namespace exo::store {

/// Adds the reports in their order, except those whose key their call already has. A call keeps at most
/// `most_per_call`: what comes later is dropped, but a terminal one takes the place of the latest that is not. On disk,
/// do not change: a JSON object with the names of CallReport's fields; what is empty is left out.
void write_reports(SQLite::Database& db, std::span<const domain::CallReport> reports, std::size_t most_per_call);

/// In the order in which they were written.
[[nodiscard]] std::vector<domain::CallReport> reports_of(SQLite::Database& db, std::string_view call_sid);

}  // namespace exo::store
