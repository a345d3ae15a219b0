#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace exo::exotel {

inline constexpr std::size_t kMaxReportText = 512;  ///< CallReport

/// Exotel's word for the state of a call or stream: lower case, "cancelled" spelt "canceled"; empty for "null".
[[nodiscard]] std::string clean_status(std::string_view word);

/// Whole seconds: "17", "17.0"; nullopt for anything else, for less than none and for more than a year.
[[nodiscard]] std::optional<std::int64_t> clean_seconds(std::string_view text);

/// A link that may be shown: http or https, no blanks or control characters; empty otherwise, and when it is too long.
[[nodiscard]] std::string clean_link(std::string_view text);

}  // namespace exo::exotel
