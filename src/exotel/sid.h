#pragma once

#include <cstddef>
#include <string_view>

namespace exo::exotel {

inline constexpr std::size_t kMaxSidBytes = 64;

/// Is `text` what a SID of Exotel may be, [0-9A-Za-z_-]{1,64}? No more is known of them (exotel.md, appendix B).
[[nodiscard]] bool is_sid(std::string_view text) noexcept;

}  // namespace exo::exotel
