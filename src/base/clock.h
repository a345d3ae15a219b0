#pragma once

#include <chrono>
#include <string>

namespace exo {

/// For durations and deadlines: never jumps.
using SteadyTime = std::chrono::steady_clock::time_point;
/// For records: milliseconds since 1970-01-01 UTC.
using WallTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

[[nodiscard]] WallTime wall_now() noexcept;
/// "2026-08-25T06:37:08.123Z"
[[nodiscard]] std::string iso8601(WallTime time);
/// "2026-08-25 12:07:08": Indian Standard Time without a zone, as Exotel writes it (exotel.md §3.1).
[[nodiscard]] std::string exotel_time(WallTime time);

}  // namespace exo
