#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace exo {

using Bytes = std::span<const std::byte>;

[[nodiscard]] inline Bytes as_bytes(std::string_view text) noexcept {
  return std::as_bytes(std::span(text));
}

/// Standard base64 with padding (RFC 4648 §4).
[[nodiscard]] std::string base64_encode(Bytes bytes);
/// nullopt when `text` is not standard base64; padding may be missing.
[[nodiscard]] std::optional<std::vector<std::byte>> base64_decode(std::string_view text);

/// The same into `out`, whose memory is reused; false and an empty `out` when `text` is no base64.
[[nodiscard]] bool base64_decode_into(std::string_view text, std::vector<std::byte>& out);

/// URL-safe base64 without padding (RFC 4648 §5), for tokens.
[[nodiscard]] std::string base64url_encode(Bytes bytes);

[[nodiscard]] std::string hex_encode(Bytes bytes);

/// Encodes all but RFC 3986 unreserved characters, so the result is one path segment or one query value.
[[nodiscard]] std::string percent_encode(std::string_view text);
/// Decodes %XX; a broken escape stays as it is.
[[nodiscard]] std::string percent_decode(std::string_view text);

/// Pairs in the order they were sent; names may repeat.
using FormFields = std::vector<std::pair<std::string, std::string>>;

/// application/x-www-form-urlencoded, which is also the form of a URL's query: `+` is a space. Never fails.
[[nodiscard]] FormFields form_decode(std::string_view text);
/// The inverse; a space becomes `+`, a `+` becomes `%2B`.
[[nodiscard]] std::string form_encode(const FormFields& fields);

/// Is `text` well-formed UTF-8 (no surrogates, no overlong forms)?
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

/// The code point that starts at text[offset]; advances offset past it. U+FFFD and one byte for malformed input.
[[nodiscard]] char32_t next_code_point(std::string_view text, std::size_t& offset) noexcept;

}  // namespace exo
