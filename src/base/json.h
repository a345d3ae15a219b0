#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "base/error.h"

namespace exo {

using Json = nlohmann::json;

struct JsonLimits {
  std::size_t max_bytes = 65'536;
  int max_depth = 32;  ///< nlohmann::json overflows the stack on very deep values
};

/// The one way to parse JSON from outside. Errors are `unprocessable` (or `too_large`) with a sentence for the sender.
[[nodiscard]] Result<Json> parse_json(std::string_view text, JsonLimits limits = {});

/// Compact text. Never throws: bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string dump_json(const Json& value);

}  // namespace exo
