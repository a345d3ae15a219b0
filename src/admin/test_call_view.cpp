#include "admin/test_call_view.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "admin/call_progress.h"

namespace exo::admin {

Result<TestCallState> test_call_state(const AdminPlaneParts& parts, const store::TestCall& call) {
  TestCallState state;
  auto reports = parts.calls.reports(call.call_sid);
  if (!reports) return std::unexpected(reports.error());
  state.reports = std::move(*reports);
  auto record = parts.calls.by_call_sid(call.call_sid);
  if (!record && record.error().code != Errc::not_found) return std::unexpected(record.error());
  if (record) state.record = std::move(*record);
  return state;
}

Json test_call_view(const store::TestCall& call, const TestCallState& state) {
  const auto final = final_status(state.reports);
  return {{"call_sid", call.call_sid},
          {"did_id", call.did_id},
          {"to_number", call.to_number},
          {"placed_by", call.placed_by},
          {"placed_at", iso8601(call.placed_at)},
          {"provider_status", call.provider_status.empty() ? Json(nullptr) : Json(call.provider_status)},
          {"stage", to_string(call_stage(state.record ? &*state.record : nullptr, state.reports))},
          {"final_status", final.empty() ? Json(nullptr) : Json(final)}};
}

}  // namespace exo::admin
