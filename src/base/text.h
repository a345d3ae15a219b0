#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace exo {

/// Without ASCII white space (and U+00A0, U+FEFF) at either end.
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;
/// ASCII only; other bytes stay.
[[nodiscard]] std::string to_lower(std::string_view text);
[[nodiscard]] bool iequals(std::string_view a, std::string_view b) noexcept;
[[nodiscard]] bool istarts_with(std::string_view text, std::string_view prefix) noexcept;
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
/// The word of `known` nearest to `word` by edit distance; empty when nothing is near enough to suggest.
[[nodiscard]] std::string_view nearest(std::string_view word, std::span<const std::string_view> known);
/// For showing text that a stranger sent: control and bidirectional-override characters become spaces, cut to
/// `max_bytes` at a character boundary.
[[nodiscard]] std::string printable(std::string_view text, std::size_t max_bytes);
/// A phone number with all but its last four digits masked: "+919876543210" → "*********3210".
[[nodiscard]] std::string masked_number(std::string_view number);

}  // namespace exo
