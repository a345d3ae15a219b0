#include <algorithm>

#include <nlohmann/json.hpp>

#include "admin/account_check.h"
#include "admin/account_numbers.h"
#include "admin/exotel_access.h"
#include "admin/handlers.h"
#include "admin/services.h"
#include "base/log.h"
#include "domain/phone_number.h"
#include "exotel/flow_address.h"

namespace exo::admin {
namespace {

const domain::Did* did_of(const domain::Integration& record, std::string_view number) {
  const auto found = std::ranges::find_if(
      record.dids, [&](const domain::Did& did) { return domain::same_number(did.number, number); });
  return found == record.dids.end() ? nullptr : &*found;
}

Json phone_view(const domain::Integration& record, const exotel::ExoPhone& phone) {
  const auto* const did = did_of(record, phone.number);
  const bool comparable = did != nullptr && !did->flow_url.empty() && !phone.voice_url.empty();
  return {{"number", phone.number},
          {"friendly_name", phone.friendly_name},
          {"voice_url", phone.voice_url},
          {"did_id", did == nullptr ? Json(nullptr) : Json(did->id)},
          {"flow_url_matches", comparable ? Json(exotel::same_flow(phone.voice_url, did->flow_url)) : Json(nullptr)}};
}

}  // namespace

Result<Reply> post_verify(Services& services, const Request& request) {
  auto record = services.parts.integration.load();
  if (!record) return std::unexpected(record.error());
  const auto settled = settle_api_base(*record, services.live());
  if (!settled) return std::unexpected(settled.error());
  auto check = check_credentials(services.parts.exotel, *record, services.live().allowed_api_hosts);
  check_dids(check, services.parts.exotel, *record);
  log::info("admin", "{} verified the Exotel account: {}", request.user->email, to_string(check.verdict));
  return json_reply(check_view(check, *record));
}

Result<Reply> get_numbers(Services& services, const Request&) {
  auto record = services.parts.integration.load();
  if (!record) return std::unexpected(record.error());
  if (!record->credentials_configured()) {
    return fail(Errc::bad_request, "Exotel is not configured: set account_sid, api_key and api_token first");
  }
  const auto settled = settle_api_base(*record, services.live());
  if (!settled) return std::unexpected(settled.error());
  const auto numbers = list_account_numbers(services.parts.exotel, *record);
  if (!numbers) return failure_reply(numbers.error(), {&record->api_key, &record->api_token});
  auto list = Json::array();
  for (const auto& phone : numbers->phones) list.push_back(phone_view(*record, phone));
  return json_reply({{"numbers", std::move(list)}, {"complete", numbers->complete}});
}

}  // namespace exo::admin
