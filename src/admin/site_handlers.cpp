#include <nlohmann/json.hpp>

#include "admin/handlers.h"
#include "admin/public_base.h"
#include "admin/services.h"
#include "domain/health.h"
#include "domain/public_address.h"

namespace exo::admin {

Result<Reply> get_health(Services& services, const Request&) {
  const auto& parts = services.parts;
  return Reply{.body = domain::health_body(wall_now(), parts.active_streams(), parts.speech_trouble())};
}

Result<Reply> get_site(Services& services, const Request&) {
  const auto directory = services.parts.switchboard.directory();
  const auto& options = services.live();
  const auto base = public_wss_base(directory->address);
  const auto http_base = public_http_base(directory->address);
  const auto ws_path = domain::normalise_ws_path(directory->address.ws_path);
  return json_reply({{"version", EXOGATE_VERSION},
                     {"app_id", options.exotel_app_id},
                     {"webhook_url", http_base ? *http_base + "/api/v1/exotel/voice/connect" : ""},
                     {"webhook_key_required", !options.webhook_key.empty()},
                     {"voice_stream_url", base && ws_path ? *base + *ws_path : ""},
                     {"strict_ws_path", options.strict_ws_path},
                     {"status_callbacks", options.status_callbacks},
                     {"public_url_configured", base.has_value()},
                     {"active_streams", services.parts.active_streams()}});
}

}  // namespace exo::admin
