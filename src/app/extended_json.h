#pragma once

#include "base/json.h"

namespace exo::app {

/// MongoDB Extended JSON, canonical or relaxed, as plain JSON: {"$oid": t} and {"$uuid": t} and {"$symbol": t} become
/// the text, {"$binary": …} of a UUID its text, {"$numberInt"}, {"$numberLong"} and {"$numberDouble"} a number,
/// {"$numberDecimal"} the text, {"$date": …} what stands inside, {"$undefined": true} null. What is none of these, or
/// is malformed, stays as it is. `value` is no deeper than parse_json lets it be.
[[nodiscard]] Json plain_json(const Json& value);

}  // namespace exo::app
