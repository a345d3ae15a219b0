#include <nlohmann/json.hpp>

#include "admin/bot_changes.h"
#include "admin/handlers.h"
#include "admin/services.h"
#include "admin/views.h"
#include "base/log.h"
#include "domain/public_address.h"
#include "domain/stream_login.h"

namespace exo::admin {
namespace {

/// "wss://host/exotel/b1" → "wss://b1:password@host/exotel/b1". Neither part needs an escape: a bot's id and
/// hexadecimal digits are all unreserved (RFC 3986 §2.3).
std::string with_credentials(std::string url, const domain::Bot& bot, const Secret& password) {
  constexpr std::string_view kAuthority = "://";
  const auto authority = url.find(kAuthority);
  if (authority == std::string::npos) return url;
  return url.insert(authority + kAuthority.size(), bot.id + ":" + password.reveal() + "@");
}

template <class Change>
Result<domain::Bot> change_login(Services& services, std::string_view bot_id, Change change) {
  const std::lock_guard lock(services.bot_changes);
  auto bot = services.parts.bots.get(bot_id);
  if (!bot) return bot;
  change(bot->login);
  const auto put = save_bot(services, *bot);
  if (!put) return std::unexpected(put.error());
  return bot;
}

}  // namespace

Result<Reply> post_stream_credentials(Services& services, const Request& request) {
  const auto password = domain::new_stream_password();
  const auto now = wall_now();
  const auto bot = change_login(services, request.param("id"),
                                [&](domain::StreamLogin& login) { login = domain::rotated(login, password, now); });
  if (!bot) return std::unexpected(bot.error());
  log::info("admin", "{} made new stream credentials for bot {}", request.user->email, bot->id);
  const auto address = services.parts.switchboard.directory()->address;
  return json_reply({{"username", bot->id},
                     {"password", password.reveal()},
                     {"websocket_url", with_credentials(domain::websocket_url(address, bot->id), *bot, password)},
                     {"previous_valid_until", stream_login_view(bot->login, now)["previous_valid_until"]}});
}

Result<Reply> delete_stream_credentials(Services& services, const Request& request) {
  const auto bot = change_login(services, request.param("id"), [](domain::StreamLogin& login) { login = {}; });
  if (!bot) return std::unexpected(bot.error());
  log::info("admin", "{} removed the stream credentials of bot {}", request.user->email, bot->id);
  return json_reply(bot_view(*bot, wall_now()));
}

}  // namespace exo::admin
