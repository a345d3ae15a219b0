#include "admin/public_base.h"

#include "base/encoding.h"

namespace exo::admin {

std::optional<std::string> public_wss_base(const domain::PublicAddress& address) {
  const auto webhook = domain::to_wss_base(address.webhook_base_url);
  return webhook ? webhook : domain::to_wss_base(address.public_url);
}

std::optional<std::string> public_http_base(const domain::PublicAddress& address) {
  const auto wss = public_wss_base(address);
  if (!wss) return std::nullopt;
  return "http" + wss->substr(2);
}

Secret status_callback_url(const domain::PublicAddress& address, const Secret& webhook_key) {
  const auto base = public_http_base(address);
  if (!base) return {};
  const auto url = *base + "/api/v1/exotel/voice/status";
  return Secret(webhook_key.empty() ? url : url + "?key=" + percent_encode(webhook_key.reveal()));
}

}  // namespace exo::admin
