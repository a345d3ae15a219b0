#pragma once

#include <string>
#include <vector>

#include "admin/settings.h"
#include "app/config.h"

namespace exo::app {

/// What counts once `read` has been adopted by a gateway that runs with `running`: keys that may change while running
/// from the one, all others from the other. Certificates change, whether TLS is spoken does not.
[[nodiscard]] Config plan_adoption(const Config& running, const Config& read);

/// Keys whose values differ, in the order of the option table.
[[nodiscard]] std::vector<std::string> differing_keys(const Config& one, const Config& other);

/// Every key: its value in `running`, and what waits for a restart in `read`.
[[nodiscard]] std::vector<admin::Setting> list_settings(const Config& running, const Config& read);

}  // namespace exo::app
