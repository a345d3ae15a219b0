#include <nlohmann/json.hpp>

#include "admin/call_progress.h"
#include "admin/handlers.h"
#include "admin/services.h"
#include "admin/test_call_view.h"
#include "admin/views.h"

namespace exo::admin {
namespace {

constexpr std::size_t kListed = 50;

}  // namespace

Result<Reply> list_test_calls(Services& services, const Request&) {
  const auto calls = services.parts.test_calls.newest(kListed);
  if (!calls) return std::unexpected(calls.error());
  auto views = Json::array();
  for (const auto& call : *calls) {
    const auto state = test_call_state(services.parts, call);
    if (!state) return std::unexpected(state.error());
    views.push_back(test_call_view(call, *state));
  }
  return json_reply({{"test_calls", std::move(views)}});
}

Result<Reply> get_test_call(Services& services, const Request& request) {
  const auto call = services.parts.test_calls.get(request.param("call_sid"));
  if (!call) return std::unexpected(call.error());
  services.poller.watch(call->call_sid);
  const auto state = test_call_state(services.parts, *call);
  if (!state) return std::unexpected(state.error());
  auto view = test_call_view(*call, *state);
  view["record"] = state->record ? call_detail_view(*state->record) : Json(nullptr);
  auto& told = view["reports"] = Json::array();
  for (const auto& report : state->reports) told.push_back(report_view(report));
  return json_reply(view);
}

}  // namespace exo::admin
