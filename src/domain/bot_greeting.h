#pragma once

#include "domain/bot.h"
#include "domain/greeting_source.h"

namespace exo::domain {

/// What that bot says first; nullptr: the default English greeting.
[[nodiscard]] GreetingScript bot_greeting(const Bot* bot);

/// What a menu's choice says in the voice of its bot.
[[nodiscard]] GreetingScript bot_saying(const Bot& bot, const MenuChoice& choice);

}  // namespace exo::domain
