#include <nlohmann/json.hpp>

#include "admin/call_progress.h"
#include "admin/handlers.h"
#include "admin/services.h"
#include "admin/views.h"

namespace exo::admin {
namespace {

constexpr std::size_t kListed = 50;

Json test_call_view(const store::TestCall& call) {
  return {{"call_sid", call.call_sid},
          {"did_id", call.did_id},
          {"to_number", call.to_number},
          {"placed_by", call.placed_by},
          {"placed_at", iso8601(call.placed_at)},
          {"provider_status", call.provider_status.empty() ? Json(nullptr) : Json(call.provider_status)}};
}

}  // namespace

Result<Reply> list_test_calls(Services& services, const Request&) {
  const auto calls = services.parts.test_calls.newest(kListed);
  if (!calls) return std::unexpected(calls.error());
  auto views = Json::array();
  for (const auto& call : *calls) views.push_back(test_call_view(call));
  return json_reply({{"test_calls", std::move(views)}});
}

Result<Reply> get_test_call(Services& services, const Request& request) {
  const auto call = services.parts.test_calls.get(request.param("call_sid"));
  if (!call) return std::unexpected(call.error());
  services.poller.watch(call->call_sid);
  const auto reports = services.parts.calls.reports(call->call_sid);
  if (!reports) return std::unexpected(reports.error());
  const auto record = services.parts.calls.by_call_sid(call->call_sid);
  if (!record && record.error().code != Errc::not_found) return std::unexpected(record.error());

  auto view = test_call_view(*call);
  view["stage"] = to_string(call_stage(record ? &*record : nullptr, *reports));
  const auto final = final_status(*reports);
  view["final_status"] = final.empty() ? Json(nullptr) : Json(final);
  view["record"] = record ? call_detail_view(*record) : Json(nullptr);
  auto& told = view["reports"] = Json::array();
  for (const auto& report : *reports) told.push_back(report_view(report));
  return json_reply(view);
}

}  // namespace exo::admin
