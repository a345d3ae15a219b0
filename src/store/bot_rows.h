#pragma once

#include <string_view>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "domain/bot.h"

namespace exo::store {

/// The columns of `bots`, in the order in which write_bot and bot_at take them.
inline constexpr std::string_view kBotColumns =
    "id, name, greeting_text, language, updated_at, active, kind, voice, greeting_recording, interruptible, "
    "max_duration_s, max_calls, after_greeting, menu, menu_wait_s, menu_tries, login_hash, login_previous_hash, "
    "login_previous_until";

/// Inserts a bot, or replaces the one of that id. On disk, do not change: the menu is a JSON array of
/// {"digit","bot_id"} and {"digit","say"}.
void write_bot(SQLite::Database& db, const domain::Bot& bot);

[[nodiscard]] domain::Bot bot_at(SQLite::Statement& row);

}  // namespace exo::store
