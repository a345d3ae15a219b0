#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "domain/stream_login.h"

namespace exo::domain {

/// What answers a call. Stored by its name (`to_string`): never rename one. A bot that joins the call to a program
/// elsewhere comes in here.
enum class BotKind : std::uint8_t {
  greet,  ///< says its greeting; `after` tells what follows
  echo,   ///< says its greeting, then says back what it hears: a line test
};

/// What a greeting bot does once it has spoken.
enum class AfterGreeting : std::uint8_t {
  stay,     ///< until the caller leaves or max_duration
  hang_up,  ///< once the caller has heard it: the flow goes on to its next applet
  menu,     ///< waits for a digit (DTMF) and routes by it
};

[[nodiscard]] std::string_view to_string(BotKind kind) noexcept;
[[nodiscard]] std::string_view to_string(AfterGreeting after) noexcept;
/// `unprocessable` names the field and the words it may be.
[[nodiscard]] Result<BotKind> bot_kind_from(std::string_view name);
[[nodiscard]] Result<AfterGreeting> after_greeting_from(std::string_view name);

/// Where one digit of a menu leads: exactly one of `bot_id` and `say` is set.
struct MenuChoice {
  char digit = '1';      ///< 0-9 * #
  std::string bot_id{};  ///< this bot takes the call over, beginning with its greeting
  std::string say{};     ///< this is said, then the call is hung up; at most 2,000 bytes
  bool operator==(const MenuChoice&) const = default;
};

struct Bot {
  std::string id{};             ///< [A-Za-z0-9._~-]{1,128}; a segment of the media URL, so never changed
  std::string name{};           ///< for people, at most 200 bytes
  std::string greeting_text{};  ///< UTF-8, at most 2,000 bytes; empty: the configured default greeting
  std::string language = "en";  ///< "en" or "hi"
  WallTime updated_at{};

  bool active = true;  ///< false: its callers hear that nobody can take the call now
  BotKind kind = BotKind::greet;
  /// "": the site's chain of voices; "builtin", "command" (the local program), "elevenlabs" or "elevenlabs:{voice id}".
  std::string voice{};
  std::string greeting_recording{};  ///< id of an uploaded WAV (recording_id), spoken instead of the text; empty: none
  bool interruptible = false;        ///< may the caller cut the greeting short by speech or a key?
  std::chrono::seconds max_duration{0};  ///< 0: the site's; at most 3,600
  std::uint32_t max_calls = 0;           ///< live calls at once; 0: the site's default
  AfterGreeting after = AfterGreeting::stay;
  std::vector<MenuChoice> menu{};     ///< with AfterGreeting::menu: 1 to 12, each digit once
  std::chrono::seconds menu_wait{6};  ///< 1 to 60, for a digit after the greeting; then the greeting is said again
  std::uint32_t menu_tries = 3;       ///< 1 to 10 times; then the call is hung up
  StreamLogin login{};                ///< what /exotel/{id} asks of Exotel; empty: nothing
};

/// decisions.md §1: bot ids are one path segment.
[[nodiscard]] bool is_valid_bot_id(std::string_view id) noexcept;

/// `unprocessable` with the field's name and the rule, else nothing.
[[nodiscard]] Result<void> check_bot(const Bot& bot);

/// The choice of that digit; nullptr when there is none.
[[nodiscard]] const MenuChoice* find_choice(const Bot& bot, char digit) noexcept;

}  // namespace exo::domain
