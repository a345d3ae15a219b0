#pragma once

#include <string_view>

#include "base/encoding.h"

namespace exo::exotel {

/// The fields of a multipart/form-data body (RFC 7578), in order; files and parts without a name are left out. The
/// boundary is taken from the body's first line, so a wrong or missing Content-Type does no harm. Never fails: whatever
/// is not multipart yields nothing. At most 64 parts are read.
[[nodiscard]] FormFields multipart_fields(std::string_view body);

/// Does the body begin as multipart/form-data does?
[[nodiscard]] bool looks_like_multipart(std::string_view body) noexcept;

}  // namespace exo::exotel
