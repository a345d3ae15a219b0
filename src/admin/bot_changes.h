#pragma once

#include "admin/services.h"
#include "domain/bot.h"

namespace exo::admin {

// What every change of a bot has in common. Callers hold Services::bot_changes from reading the bot to saving it.

/// Stamps `bot` with the time, stores it and tells live calls.
[[nodiscard]] Result<store::BotStore::Put> save_bot(Services& services, domain::Bot& bot);

/// Has the greeting of a saved bot made, so that its next caller need not wait. Without Services::bot_changes.
void make_greeting(const Services& services, const domain::Bot& bot);

/// After a change that is already committed: a failure only leaves a file too many.
void drop_unused_recordings_or_log(Services& services);

}  // namespace exo::admin
