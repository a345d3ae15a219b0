#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

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
/// "2026-08-25T12:07:08.123+05:30": Indian Standard Time with its offset.
[[nodiscard]] std::string india_iso8601(WallTime time);
/// RFC 3339 ("2026-08-25T06:37:08Z", "2026-08-25T12:07:08.5+05:30") or milliseconds since 1970 ("1787639828123"), from
/// 1970 to 9999; what is finer than a millisecond is cut off. nullopt for anything else.
[[nodiscard]] std::optional<WallTime> time_from(std::string_view text);

}  // namespace exo
