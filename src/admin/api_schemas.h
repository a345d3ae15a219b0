#pragma once

#include <span>

#include "base/embedded.h"

namespace exo::embedded {

/// schemas/*.json: each an object of JSON Schemas (draft 2020-12) by name. Generated at build time (exo_embed in
/// CMakeLists.txt).
[[nodiscard]] std::span<const File> api_schemas();

}  // namespace exo::embedded
