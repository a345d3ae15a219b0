#pragma once

#include <string>

#include "domain/call_record.h"

namespace exo::admin {

// Calls as lines of a spreadsheet (base/csv.h); times are India's.

[[nodiscard]] std::string call_table_head();
[[nodiscard]] std::string call_table_line(const domain::CallRecord& call);

}  // namespace exo::admin
