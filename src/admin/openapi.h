#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "admin/route.h"
#include "base/embedded.h"
#include "base/error.h"

namespace exo::admin {

enum class Layout : std::uint8_t { compact, indented };

/// The OpenAPI 3.1 document of `table`, with `schemas` as its components. `internal` names a schema or a query
/// parameter that is no JSON, and a schema that two files define.
[[nodiscard]] Result<std::string> openapi_document(std::span<const Route> table,
                                                   std::span<const embedded::File> schemas, Layout layout);
/// Of this API.
[[nodiscard]] Result<std::string> openapi_document(Layout layout);

/// Statuses of the refusals that a route can answer, ascending: what its access, path, query and body bring with them,
/// and its contract's.
[[nodiscard]] std::vector<int> refusals_of(const Route& route);

/// One route as an operation object. Throws what nlohmann::json throws.
[[nodiscard]] nlohmann::ordered_json operation_of(const Route& route);

/// "{did_id}" of the pattern → "did_id".
[[nodiscard]] std::vector<std::string_view> path_parameters(std::string_view pattern);

}  // namespace exo::admin
