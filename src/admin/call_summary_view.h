#pragma once

#include "base/json.h"
#include "domain/call_summary.h"

namespace exo::admin {

/// GET /api/v1/call-summary.
[[nodiscard]] Json call_summary_view(const domain::CallSummary& summary);

}  // namespace exo::admin
