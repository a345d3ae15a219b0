#include "store/email.h"

#include <algorithm>

#include "base/text.h"

namespace exo::store {
namespace {

constexpr std::size_t kMaxLocalPartBytes = 64;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Parts between dots are neither missing nor made of other characters.
template <class IsAllowed>
bool is_dotted(std::string_view text, IsAllowed is_allowed) {
  return std::ranges::all_of(
      split(text, '.'), [&](std::string_view part) { return !part.empty() && std::ranges::all_of(part, is_allowed); });
}

bool is_local_part(std::string_view text) {
  constexpr std::string_view kSpecial = "!#$%&'*+/=?^_`{|}~-";
  return text.size() <= kMaxLocalPartBytes &&
         is_dotted(text, [&](char c) { return is_letter_or_digit(c) || kSpecial.contains(c); });
}

bool is_host(std::string_view text) {
  return is_dotted(text, [](char c) { return is_letter_or_digit(c) || c == '-'; }) && !text.starts_with('-') &&
         !text.ends_with('-');
}

}  // namespace

Result<std::string> clean_email(std::string_view text) {
  const auto email = trim(text);
  const auto at = email.find('@');
  const bool is_email = at != std::string_view::npos && email.size() <= kMaxEmailBytes &&
                        is_local_part(email.substr(0, at)) && is_host(email.substr(at + 1));
  if (!is_email) return fail(Errc::unprocessable, "that is not an e-mail address");
  return std::string(email);
}

}  // namespace exo::store
