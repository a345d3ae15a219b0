#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"

namespace exo::simulator {

/// 28 hex digits and the date code of the Indian day of `time` (exotel.md Appendix B): "…1a8p" is 2026-08-25.
[[nodiscard]] std::string make_sid(std::string_view hex28, WallTime time);
/// A fresh random one.
[[nodiscard]] std::string new_sid(WallTime time);

/// As Exotel writes numbers on the wire: '0' and ten digits for any spelling of an Indian number (exotel.md §7.1);
/// other text stays as it is.
[[nodiscard]] std::string national_number(std::string_view number);

/// "+91" and ten digits of a number as `national_number` writes it; other text stays as it is.
[[nodiscard]] std::string international_number(std::string_view national);

/// "Tue, 25 Aug 2026 12:07:08": Indian time without a zone, as in the webhook's `Created` (exotel.md §3.1).
[[nodiscard]] std::string created_time(WallTime time);

}  // namespace exo::simulator
