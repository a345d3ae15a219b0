#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace exo::domain {

/// The body of GET /health on both planes (decisions.md §8): liveness is always "ok" while we can answer; trouble with
/// a speech vendor is told in a field.
[[nodiscard]] std::string health_body(WallTime now, std::size_t active_streams, std::string_view speech_trouble);

}  // namespace exo::domain
