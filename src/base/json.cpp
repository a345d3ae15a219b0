#include "base/json.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace exo {

Result<Json> parse_json(std::string_view text, JsonLimits limits) {
  if (text.size() > limits.max_bytes) {
    return fail(Errc::too_large, fmt::format("JSON is larger than {} bytes", limits.max_bytes));
  }
  bool too_deep = false;
  const auto guard = [&](int depth, Json::parse_event_t event, Json&) {
    const bool opens = event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start;
    too_deep = too_deep || (opens && depth >= limits.max_depth);
    return !too_deep;
  };
  try {
    Json value = Json::parse(text, guard);
    if (too_deep) {
      return fail(Errc::unprocessable, fmt::format("JSON is nested deeper than {} levels", limits.max_depth));
    }
    return value;
  } catch (const Json::exception&) {
    return fail(Errc::unprocessable, "the body is not valid JSON");
  }
}

std::string dump_json(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace exo
