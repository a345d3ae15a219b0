#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "admin/http_exchange.h"
#include "admin/route.h"
#include "base/error.h"
#include "base/json.h"
#include "domain/integration.h"

namespace exo::admin {

/// The body as an object; form fields become strings. `unsupported_media`: neither JSON nor, where allowed, a form;
/// `too_large`; `unprocessable`: malformed, no object, or form fields that are not UTF-8.
[[nodiscard]] Result<Json> read_object(const IncomingRequest& request, BodyKind kind);

/// One field of such an object. `unprocessable`, with its name, when it is there but not a string (or null).
[[nodiscard]] Result<domain::Patch> patch_field(const Json& body, std::string_view name);

/// `unprocessable` unless the field is there and a string.
[[nodiscard]] Result<std::string> required_text(const Json& body, std::string_view name);

}  // namespace exo::admin
