#pragma once

#include <string>

#include "admin/services.h"

namespace exo::admin {

/// What /metrics shows (base/metrics_text.h): names are exogate_*, never renamed, and no label holds anything of a
/// caller or a secret. Counters begin at 0 with the process.
[[nodiscard]] std::string metrics_page(Services& services);

}  // namespace exo::admin
