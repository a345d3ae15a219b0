#include "domain/bot.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/encoding.h"
#include "domain/plain_text.h"

namespace exo::domain {
namespace {

constexpr std::size_t kMaxNameBytes = 200;
constexpr std::size_t kMaxGreetingBytes = 2000;
constexpr std::size_t kMaxIdBytes = 128;
constexpr std::size_t kMaxVoiceBytes = 80;
constexpr std::size_t kMaxChoices = 12;
constexpr std::string_view kMenuDigits = "0123456789*#";
constexpr std::chrono::seconds kLongestCall{3600};  // Exotel itself ends a stream then (exotel.md §1.4)
constexpr std::string_view kElevenLabsVoice = "elevenlabs:";

constexpr std::array<std::pair<BotKind, std::string_view>, 2> kKinds{
    {{BotKind::greet, "greet"}, {BotKind::echo, "echo"}}};
constexpr std::array<std::pair<AfterGreeting, std::string_view>, 3> kAfters{
    {{AfterGreeting::stay, "stay"}, {AfterGreeting::hang_up, "hang_up"}, {AfterGreeting::menu, "menu"}}};

std::unexpected<Error> refuse(std::string detail) {
  return fail(Errc::unprocessable, std::move(detail));
}

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

Result<void> check_voice(std::string_view voice) {
  if (voice.empty() || voice == "builtin" || voice == "command" || voice == "elevenlabs") return {};
  const auto id = voice.starts_with(kElevenLabsVoice) ? voice.substr(kElevenLabsVoice.size()) : std::string_view{};
  const bool sound = !id.empty() && voice.size() <= kMaxVoiceBytes && std::ranges::all_of(id, is_letter_or_digit);
  if (sound) return {};
  return refuse(R"(voice must be "", "builtin", "command", "elevenlabs" or "elevenlabs:" and a voice id)");
}

Result<void> check_choice(const MenuChoice& choice) {
  if (kMenuDigits.find(choice.digit) == std::string_view::npos) {
    return refuse("menu: a digit is one of 0123456789*#");
  }
  if (choice.bot_id.empty() == choice.say.empty()) {
    return refuse(fmt::format("menu: digit {} wants either bot_id or say", choice.digit));
  }
  if (!choice.bot_id.empty() && !is_valid_bot_id(choice.bot_id)) {
    return refuse(fmt::format("menu: the bot_id of digit {} is no bot id", choice.digit));
  }
  return check_text("menu: say", choice.say, kMaxGreetingBytes, Lines::many);
}

Result<void> check_menu(const Bot& bot) {
  if (bot.after == AfterGreeting::menu && bot.menu.empty()) return refuse("menu must name at least one digit");
  if (bot.menu.size() > kMaxChoices) return refuse(fmt::format("menu has more than {} digits", kMaxChoices));
  std::set<char> seen;
  for (const auto& choice : bot.menu) {
    if (auto sound = check_choice(choice); !sound) return sound;
    if (!seen.insert(choice.digit).second) return refuse(fmt::format("menu names digit {} twice", choice.digit));
  }
  if (bot.menu_wait < std::chrono::seconds(1) || bot.menu_wait > std::chrono::seconds(60)) {
    return refuse("menu_wait_seconds must be 1 to 60");
  }
  if (bot.menu_tries < 1 || bot.menu_tries > 10) return refuse("menu_tries must be 1 to 10");
  return {};
}

template <class Value, std::size_t N>
std::string_view name_of(const std::array<std::pair<Value, std::string_view>, N>& table, Value value) noexcept {
  const auto found = std::ranges::find(table, value, &std::pair<Value, std::string_view>::first);
  return found == table.end() ? std::string_view("unknown") : found->second;
}

}  // namespace

std::string_view to_string(BotKind kind) noexcept {
  return name_of(kKinds, kind);
}
std::string_view to_string(AfterGreeting after) noexcept {
  return name_of(kAfters, after);
}

Result<BotKind> bot_kind_from(std::string_view name) {
  for (const auto& [kind, known] : kKinds) {
    if (known == name) return kind;
  }
  return refuse(R"(kind must be "greet" or "echo")");
}

Result<AfterGreeting> after_greeting_from(std::string_view name) {
  for (const auto& [after, known] : kAfters) {
    if (known == name) return after;
  }
  return refuse(R"(after must be "stay", "hang_up" or "menu")");
}

bool is_valid_bot_id(std::string_view id) noexcept {
  if (id.empty() || id.size() > kMaxIdBytes) return false;
  if (id == "." || id == "..") return false;  // as a path segment they would climb out of /exotel/
  return std::ranges::all_of(
      id, [](char c) { return is_letter_or_digit(c) || c == '.' || c == '_' || c == '~' || c == '-'; });
}

Result<void> check_bot(const Bot& bot) {
  if (!is_valid_bot_id(bot.id)) {
    return refuse("id must be 1 to 128 of the characters A-Z a-z 0-9 . _ ~ - (not \".\" or \"..\")");
  }
  if (bot.language != "en" && bot.language != "hi") return refuse("language must be \"en\" or \"hi\"");
  if (auto sound = check_voice(bot.voice); !sound) return sound;
  if (bot.max_duration.count() < 0 || bot.max_duration > kLongestCall) {
    return refuse("max_duration_seconds must be 0 (the site's) to 3600");
  }
  if (auto sound = check_menu(bot); !sound) return sound;
  if (auto checked = check_text("name", bot.name, kMaxNameBytes, Lines::one); !checked) return checked;
  return check_text("greeting_text", bot.greeting_text, kMaxGreetingBytes, Lines::many);
}

const MenuChoice* find_choice(const Bot& bot, char digit) noexcept {
  const auto found = std::ranges::find(bot.menu, digit, &MenuChoice::digit);
  return found == bot.menu.end() ? nullptr : &*found;
}

}  // namespace exo::domain
