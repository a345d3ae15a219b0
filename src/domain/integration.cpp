#include "domain/integration.h"

#include <algorithm>

#include "base/text.h"

namespace exo::domain {

bool Integration::credentials_configured() const noexcept {
  const auto present = [](std::string_view text) { return !trim(text).empty(); };
  return present(account_sid) && present(api_key.reveal()) && present(api_token.reveal());
}

std::string_view Integration::effective_api_base_url() const noexcept {
  return api_base_url.empty() ? kDefaultApiBaseUrl : std::string_view(api_base_url);
}

const Did* Integration::find_did(std::string_view id) const noexcept {
  const auto found = std::ranges::find(dids, id, &Did::id);
  return found == dids.end() ? nullptr : &*found;
}

std::string_view not_test_ready_reason(const Integration& record, const Did& did) noexcept {
  if (!record.credentials_configured()) return "credentials_missing";
  if (did.flow_url.empty()) return "flow_url_missing";
  return "";
}

}  // namespace exo::domain
