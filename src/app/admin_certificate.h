#pragma once

#include "app/config.h"
#include "base/clock.h"
#include "base/error.h"

namespace exo::app {

/// With admin.tls = "self-signed": makes key and certificate when there are none that can be used, or when they expire
/// within a month, and tells the log the new fingerprint. Else nothing. `internal` when they cannot be written.
[[nodiscard]] Result<void> keep_admin_certificate(const Config& config, WallTime now);

}  // namespace exo::app
