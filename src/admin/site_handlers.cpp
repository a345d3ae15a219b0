#include <nlohmann/json.hpp>

#include "admin/handlers.h"
#include "admin/services.h"
#include "domain/health.h"
#include "domain/public_address.h"

namespace exo::admin {
namespace {

/// The site's base as Exotel reaches its WebSocket ("wss://host"), nothing when none is configured.
std::optional<std::string> public_wss_base(const domain::PublicAddress& address) {
  const auto webhook = domain::to_wss_base(address.webhook_base_url);
  return webhook ? webhook : domain::to_wss_base(address.public_url);
}

/// "wss://h" is "https://h" to a webhook.
std::string as_http(std::string_view wss_base) {
  return "http" + std::string(wss_base.substr(2));
}

}  // namespace

Result<Reply> get_health(Services& services, const Request&) {
  const auto& parts = services.parts;
  return Reply{.body = domain::health_body(wall_now(), parts.active_streams(), parts.speech_trouble())};
}

Result<Reply> get_site(Services& services, const Request&) {
  const auto directory = services.parts.switchboard.directory();
  const auto& address = directory->address;
  const auto base = public_wss_base(address);
  const auto ws_path = domain::normalise_ws_path(address.ws_path);
  return json_reply({{"version", EXOGATE_VERSION},
                     {"app_id", services.options.exotel_app_id},
                     {"webhook_url", base ? as_http(*base) + "/api/v1/exotel/voice/connect" : ""},
                     {"webhook_key_required", services.options.webhook_key_required},
                     {"voice_stream_url", base && ws_path ? *base + *ws_path : ""},
                     {"public_url_configured", base.has_value()},
                     {"active_streams", services.parts.active_streams()}});
}

}  // namespace exo::admin
