#pragma once

#include <chrono>

#include "admin/admin_plane.h"
#include "domain/greeting_source.h"

namespace exo::app {

/// The whole greeting as an 8 kHz WAV, spoken as for a call. Blocks until it is complete, for at most `patience`:
/// `upstream_timeout` after that, while it goes on being made for the next who asks.
[[nodiscard]] Result<admin::GreetingPreview> preview_greeting(
    domain::GreetingSource& greetings, const domain::GreetingScript& script,
    std::chrono::milliseconds patience = std::chrono::seconds(20));

}  // namespace exo::app
