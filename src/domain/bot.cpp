#include "domain/bot.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "domain/plain_text.h"

namespace exo::domain {
namespace {

constexpr std::size_t kMaxNameBytes = 200;
constexpr std::size_t kMaxGreetingBytes = 2000;
constexpr std::size_t kMaxIdBytes = 128;

}  // namespace

bool is_valid_bot_id(std::string_view id) noexcept {
  if (id.empty() || id.size() > kMaxIdBytes) return false;
  if (id == "." || id == "..") return false;  // as a path segment they would climb out of /exotel/
  for (const char c : id) {
    const bool letter_or_digit = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (!letter_or_digit && c != '.' && c != '_' && c != '~' && c != '-') return false;
  }
  return true;
}

Result<void> check_bot(const Bot& bot) {
  if (!is_valid_bot_id(bot.id)) {
    return fail(Errc::unprocessable, "id must be 1 to 128 of the characters A-Z a-z 0-9 . _ ~ - (not \".\" or \"..\")");
  }
  if (bot.language != "en" && bot.language != "hi") {
    return fail(Errc::unprocessable, "language must be \"en\" or \"hi\"");
  }
  if (auto checked = check_text("name", bot.name, kMaxNameBytes, Lines::one); !checked) return checked;
  return check_text("greeting_text", bot.greeting_text, kMaxGreetingBytes, Lines::many);
}

}  // namespace exo::domain
