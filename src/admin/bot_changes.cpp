#include "admin/bot_changes.h"

#include "base/log.h"

namespace exo::admin {

Result<store::BotStore::Put> save_bot(Services& services, domain::Bot& bot) {
  bot.updated_at = wall_now();
  auto put = services.parts.bots.put(bot);
  if (put) publish_bots_or_log(services);
  return put;
}

void make_greeting(const Services& services, const domain::Bot& bot) {
  if (services.parts.bot_saved) services.parts.bot_saved(bot);
}

void drop_unused_recordings_or_log(Services& services) {
  const auto dropped = services.parts.bots.drop_unused_recordings();
  if (!dropped) log::warning("admin", "unused recordings stay in the database: {}", dropped.error().detail);
}

}  // namespace exo::admin
