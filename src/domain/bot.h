#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"

namespace exo::domain {

/// What answers a call. In this release a bot greets the caller.
struct Bot {
  std::string id{};             ///< [A-Za-z0-9._~-]{1,128}; a segment of the media URL, so never changed
  std::string name{};           ///< for people, at most 200 bytes
  std::string greeting_text{};  ///< UTF-8, at most 2,000 bytes; empty: the configured default greeting
  std::string language = "en";  ///< "en" or "hi"
  WallTime updated_at{};
};

/// decisions.md §1: bot ids are one path segment.
[[nodiscard]] bool is_valid_bot_id(std::string_view id) noexcept;

/// `unprocessable` with the field's name and the rule, else nothing.
[[nodiscard]] Result<void> check_bot(const Bot& bot);

}  // namespace exo::domain
