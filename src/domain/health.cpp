#include "domain/health.h"

#include <nlohmann/json.hpp>

namespace exo::domain {

std::string health_body(WallTime now, std::size_t active_streams, std::string_view speech_trouble) {
  using OrderedJson = nlohmann::ordered_json;
  OrderedJson body = {{"status", "ok"}, {"timestamp", iso8601(now)}, {"active_streams", active_streams}};
  body["speech"] = speech_trouble.empty() ? "ok" : "degraded";
  if (!speech_trouble.empty()) body["speech_detail"] = speech_trouble;
  return body.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

}  // namespace exo::domain
