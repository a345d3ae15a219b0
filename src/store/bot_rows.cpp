#include "store/bot_rows.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "store/rows.h"

namespace exo::store {
namespace {

/// 12 choices of 2,000 bytes, each of which may need six bytes in JSON.
constexpr JsonLimits kMenuLimits{.max_bytes = 256UL << 10, .max_depth = 4};

std::string menu_json(const std::vector<domain::MenuChoice>& menu) {
  Json list = Json::array();
  for (const auto& choice : menu) {
    Json entry = {{"digit", std::string(1, choice.digit)}};
    if (!choice.bot_id.empty()) entry["bot_id"] = choice.bot_id;
    if (!choice.say.empty()) entry["say"] = choice.say;
    list.push_back(std::move(entry));
  }
  return dump_json(list);
}

std::string text_of(const Json& entry, const char* name) {
  const auto found = entry.find(name);
  return found != entry.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::vector<domain::MenuChoice> menu_from(std::string_view text) {
  std::vector<domain::MenuChoice> menu;
  const auto list = parse_json(text, kMenuLimits);
  if (!list || !list->is_array()) return menu;
  for (const auto& entry : *list) {
    if (!entry.is_object()) continue;
    const auto digit = text_of(entry, "digit");
    if (digit.size() != 1) continue;
    menu.push_back({.digit = digit.front(), .bot_id = text_of(entry, "bot_id"), .say = text_of(entry, "say")});
  }
  return menu;
}

}  // namespace

void write_bot(SQLite::Database& db, const domain::Bot& bot) {
  SQLite::Statement write(db, fmt::format("INSERT OR REPLACE INTO bots ({}) VALUES "
                                          "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                          kBotColumns));
  bind_all(write, bot.id, bot.name, bot.greeting_text, bot.language, bot.updated_at, bot.active, to_string(bot.kind),
           bot.voice, bot.greeting_recording, bot.interruptible, std::int64_t{bot.max_duration.count()}, bot.max_calls,
           to_string(bot.after), menu_json(bot.menu), std::int64_t{bot.menu_wait.count()}, bot.menu_tries,
           bot.login.hash, bot.login.previous_hash, bot.login.previous_until);
  write.exec();
}

domain::Bot bot_at(SQLite::Statement& row) {
  domain::Bot bot;
  bot.id = text_at(row, 0);
  bot.name = text_at(row, 1);
  bot.greeting_text = text_at(row, 2);
  bot.language = text_at(row, 3);
  bot.updated_at = time_at(row, 4);
  bot.active = integer_at(row, 5) != 0;
  bot.kind = domain::bot_kind_from(text_at(row, 6)).value_or(domain::BotKind::greet);
  bot.voice = text_at(row, 7);
  bot.greeting_recording = text_at(row, 8);
  bot.interruptible = integer_at(row, 9) != 0;
  bot.max_duration = std::chrono::seconds(integer_at(row, 10));
  bot.max_calls = static_cast<std::uint32_t>(integer_at(row, 11));
  bot.after = domain::after_greeting_from(text_at(row, 12)).value_or(domain::AfterGreeting::stay);
  bot.menu = menu_from(text_at(row, 13));
  bot.menu_wait = std::chrono::seconds(integer_at(row, 14));
  bot.menu_tries = static_cast<std::uint32_t>(integer_at(row, 15));
  bot.login = {.hash = text_at(row, 16), .previous_hash = text_at(row, 17), .previous_until = time_at(row, 18)};
  return bot;
}

}  // namespace exo::store
