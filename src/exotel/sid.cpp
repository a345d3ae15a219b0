#include "exotel/sid.h"

#include <algorithm>

namespace exo::exotel {

bool is_sid(std::string_view text) noexcept {
  return !text.empty() && text.size() <= kMaxSidBytes && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  });
}

}  // namespace exo::exotel
