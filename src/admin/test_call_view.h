#pragma once

#include <optional>
#include <vector>

#include "admin/admin_plane.h"
#include "base/json.h"

namespace exo::admin {

/// What is known of a placed test call now.
struct TestCallState {
  std::optional<domain::CallRecord> record{};  ///< ours; nullopt: it has not reached us
  std::vector<domain::CallReport> reports{};   ///< Exotel's
};

[[nodiscard]] Result<TestCallState> test_call_state(const AdminPlaneParts& parts, const store::TestCall& call);

/// As lists and events show it, with its stage and final status.
[[nodiscard]] Json test_call_view(const store::TestCall& call, const TestCallState& state);

}  // namespace exo::admin
