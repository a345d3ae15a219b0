#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "admin/http_exchange.h"
#include "admin/route.h"
#include "base/error.h"
#include "base/json.h"
#include "domain/integration.h"

namespace exo::admin {

struct RequestBody {
  Json object = Json::object();
  std::string bytes{};  ///< of a recording, not looked at yet
};

/// The body as the route wants it: an object, in which form fields become strings, or the bytes of a recording.
/// `unsupported_media`: a Content-Type that the route does not take; `too_large`; `unprocessable`: malformed, no
/// object, or form fields that are not UTF-8. BodyKind::none reads nothing and gives an empty object.
[[nodiscard]] Result<RequestBody> read_request_body(const IncomingRequest& request, BodyKind kind);

/// One field of such an object. `unprocessable`, with its name, when it is there but not a string (or null).
[[nodiscard]] Result<domain::Patch> patch_field(const Json& body, std::string_view name);

/// `unprocessable` unless the field is there and a string.
[[nodiscard]] Result<std::string> required_text(const Json& body, std::string_view name);

}  // namespace exo::admin
