#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "admin/handlers.h"
#include "admin/request_body.h"
#include "admin/services.h"
#include "admin/views.h"
#include "base/log.h"
#include "base/text.h"
#include "domain/bot.h"

namespace exo::admin {
namespace {

/// Omitted: unchanged. null: the default.
Result<void> change_text(std::string& field, const Json& body, std::string_view name, std::string_view otherwise) {
  auto patch = patch_field(body, name);
  if (!patch) return std::unexpected(patch.error());
  if (!patch->has_value()) return {};
  field = (*patch)->value_or(std::string(otherwise));
  return {};
}

Result<domain::Bot> stored_or_new(Services& services, std::string_view id) {
  auto bot = services.parts.bots.get(id);
  if (bot || bot.error().code != Errc::not_found) return bot;
  domain::Bot fresh;
  fresh.id = id;
  fresh.name = id;
  return fresh;
}

Result<domain::Bot> changed(domain::Bot bot, const Json& body) {
  const std::string otherwise_name = bot.id;
  for (const auto& done :
       {change_text(bot.name, body, "name", otherwise_name), change_text(bot.greeting_text, body, "greeting_text", ""),
        change_text(bot.language, body, "language", "en")}) {
    if (!done) return std::unexpected(done.error());
  }
  if (trim(bot.name).empty()) bot.name = bot.id;
  const auto sound = domain::check_bot(bot);
  if (!sound) return std::unexpected(sound.error());
  bot.updated_at = wall_now();
  return bot;
}

}  // namespace

Result<Reply> list_bots(Services& services, const Request&) {
  const auto bots = services.parts.bots.list();
  if (!bots) return std::unexpected(bots.error());
  auto views = Json::array();
  for (const auto& bot : *bots) views.push_back(bot_view(bot));
  return json_reply({{"bots", std::move(views)}});
}

Result<Reply> get_bot(Services& services, const Request& request) {
  const auto bot = services.parts.bots.get(request.param("id"));
  if (!bot) return std::unexpected(bot.error());
  return json_reply(bot_view(*bot));
}

Result<Reply> put_bot(Services& services, const Request& request) {
  const auto id = request.param("id");
  if (!domain::is_valid_bot_id(id)) {
    return fail(Errc::unprocessable, "a bot's id is 1 to 128 of the characters A-Z a-z 0-9 . _ ~ -");
  }
  const std::lock_guard lock(services.bot_changes);
  auto before = stored_or_new(services, id);
  if (!before) return std::unexpected(before.error());
  const auto bot = changed(std::move(*before), request.body);
  if (!bot) return std::unexpected(bot.error());
  const auto put = services.parts.bots.put(*bot);
  if (!put) return std::unexpected(put.error());
  publish_bots_or_log(services);
  const bool created = *put == store::BotStore::Put::created;
  log::info("admin", "{} {} bot {}", request.user->email, created ? "created" : "changed", bot->id);
  return json_reply(bot_view(*bot), created ? 201 : 200);
}

Result<Reply> delete_bot(Services& services, const Request& request) {
  const auto id = request.param("id");
  const std::lock_guard lock(services.bot_changes);
  const auto removed = services.parts.bots.remove(id);
  if (!removed) return std::unexpected(removed.error());
  publish_bots_or_log(services);
  log::info("admin", "{} removed bot {}", request.user->email, id);
  return json_reply({{"status", "ok"}, {"id", id}});
}

}  // namespace exo::admin
