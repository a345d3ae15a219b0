#include "admin/exotel_access.h"

#include <algorithm>

#include "exotel/call_details.h"

namespace exo::admin {
namespace {

/// Nobody's telephone rings by asking, so a slow answer is not worth waiting for; and stopping waits for it.
constexpr std::chrono::milliseconds kLongestQuestion{10'000};

}  // namespace

Result<void> settle_api_base(domain::Integration& record, const AdminPlaneOptions& options) {
  auto base = domain::normalise_api_base_url(record.effective_api_base_url(), options.allowed_api_hosts);
  if (!base) return fail(Errc::bad_request, "Exotel's api_base_url cannot be used any more: " + base.error().detail);
  record.api_base_url = std::move(*base);
  return {};
}

Result<domain::CallReport> ask_call_details(const AdminPlaneParts& parts, const AdminPlaneOptions& options,
                                            std::string_view call_sid) {
  auto record = parts.integration.load();
  if (!record) return std::unexpected(record.error());
  if (!record->credentials_configured()) return fail(Errc::bad_request, "Exotel is not configured");
  const auto settled = settle_api_base(*record, options);
  if (!settled) return std::unexpected(settled.error());
  auto request = exotel::make_call_details_request(*record, call_sid);
  request.total_timeout = std::min(request.total_timeout, kLongestQuestion);
  const auto answer = parts.exotel(request);
  if (!answer) return std::unexpected(answer.error());
  return exotel::parse_call_details(*answer, call_sid, wall_now());
}

}  // namespace exo::admin
