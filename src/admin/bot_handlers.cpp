#include <nlohmann/json.hpp>

#include "admin/bot_changes.h"
#include "admin/bot_fields.h"
#include "admin/handlers.h"
#include "admin/services.h"
#include "admin/views.h"
#include "base/log.h"
#include "domain/bot.h"

namespace exo::admin {
namespace {

Result<domain::Bot> stored_or_new(Services& services, std::string_view id) {
  auto bot = services.parts.bots.get(id);
  if (bot || bot.error().code != Errc::not_found) return bot;
  domain::Bot fresh;
  fresh.id = id;
  fresh.name = id;
  return fresh;
}

}  // namespace

Result<Reply> list_bots(Services& services, const Request&) {
  const auto bots = services.parts.bots.list();
  if (!bots) return std::unexpected(bots.error());
  auto views = Json::array();
  for (const auto& bot : *bots) views.push_back(bot_view(bot, wall_now()));
  return json_reply({{"bots", std::move(views)}});
}

Result<Reply> get_bot(Services& services, const Request& request) {
  const auto bot = services.parts.bots.get(request.param("id"));
  if (!bot) return std::unexpected(bot.error());
  return json_reply(bot_view(*bot, wall_now()));
}

Result<Reply> put_bot(Services& services, const Request& request) {
  const auto id = request.param("id");
  if (!domain::is_valid_bot_id(id)) {
    return fail(Errc::unprocessable, "a bot's id is 1 to 128 of the characters A-Z a-z 0-9 . _ ~ -");
  }
  std::unique_lock lock(services.bot_changes);
  auto before = stored_or_new(services, id);
  if (!before) return std::unexpected(before.error());
  auto bot = with_fields(std::move(*before), request.body);
  if (!bot) return std::unexpected(bot.error());
  const auto put = save_bot(services, *bot);
  if (!put) return std::unexpected(put.error());
  lock.unlock();
  make_greeting(services, *bot);
  const bool created = *put == store::BotStore::Put::created;
  log::info("admin", "{} {} bot {}", request.user->email, created ? "created" : "changed", bot->id);
  return json_reply(bot_view(*bot, wall_now()), created ? 201 : 200);
}

Result<Reply> delete_bot(Services& services, const Request& request) {
  const auto id = request.param("id");
  const std::lock_guard lock(services.bot_changes);
  const auto removed = services.parts.bots.remove(id);
  if (!removed) return std::unexpected(removed.error());
  publish_bots_or_log(services);
  drop_unused_recordings_or_log(services);
  log::info("admin", "{} removed bot {}", request.user->email, id);
  return json_reply({{"status", "ok"}, {"id", id}});
}

}  // namespace exo::admin
