#include <nlohmann/json.hpp>

#include "admin/browser_socket.h"
#include "admin/handlers.h"
#include "admin/services.h"
#include "base/log.h"

namespace exo::admin {

Result<Reply> post_browser_call(Services& services, const Request& request) {
  const auto& parts = services.parts;
  const auto bot = parts.bots.get(request.param("id"));
  if (!bot) return std::unexpected(bot.error());
  if (!parts.invite_browser) return fail(Errc::unavailable, "this gateway takes no calls");
  const auto pass = parts.invite_browser(bot->id);
  auto urls = Json::array();
  for (const auto& socket : browser_sockets(request.host, parts.calls_door, parts.switchboard.directory()->address)) {
    urls.push_back(socket.base + pass.path);
  }
  log::info("admin", "{} may call bot {} from a browser, as {}", request.user->email, bot->id, pass.call_id);
  return json_reply(
      {{"call_id", pass.call_id}, {"websocket_urls", std::move(urls)}, {"expires_at", iso8601(pass.expires_at)}});
}

}  // namespace exo::admin
