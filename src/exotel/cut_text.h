#pragma once

#include <cstddef>
#include <string>

namespace exo::exotel {

/// At most `most` bytes, without a broken UTF-8 character at the end.
[[nodiscard]] std::string cut(std::string text, std::size_t most);

}  // namespace exo::exotel
