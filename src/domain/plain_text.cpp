#include "domain/plain_text.h"

#include <fmt/format.h>

#include "base/encoding.h"

namespace exo::domain {
namespace {

bool is_control(char32_t code) noexcept {
  return code < 0x20 || (code >= 0x7F && code < 0xA0);
}

bool is_layout(char32_t code) noexcept {
  return code == '\n' || code == '\r' || code == '\t';
}

}  // namespace

Result<void> check_text(std::string_view field, std::string_view text, std::size_t max_bytes, Lines lines) {
  if (text.size() > max_bytes) {
    return fail(Errc::unprocessable, fmt::format("{} must be at most {} bytes", field, max_bytes));
  }
  if (!is_utf8(text)) return fail(Errc::unprocessable, fmt::format("{} must be UTF-8 text", field));
  for (std::size_t offset = 0; offset < text.size();) {
    const char32_t code = next_code_point(text, offset);
    if (is_control(code) && !(lines == Lines::many && is_layout(code))) {
      return fail(Errc::unprocessable, fmt::format("{} must not contain control characters", field));
    }
  }
  return {};
}

}  // namespace exo::domain
