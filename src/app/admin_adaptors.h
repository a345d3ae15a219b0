#pragma once

#include <cstddef>
#include <string_view>

#include "admin/admin_plane.h"
#include "calls/call_plane.h"
#include "domain/bot.h"
#include "domain/greeting_source.h"

namespace exo::app {

// What admin::AdminPlaneParts wants of other rooms, in its words. Any thread.

/// `unprocessable` for what is no greeting, in the words of speech::check_recording.
[[nodiscard]] Result<admin::RecordingFacts> facts_of_recording(std::string_view wav);
[[nodiscard]] admin::CallPlaneState call_plane_state(const calls::CallPlane& plane, bool draining,
                                                     std::size_t max_calls);
[[nodiscard]] admin::BrowserCallPass invite(calls::CallPlane& plane, std::string_view bot_id);
/// So that the first caller after a change does not wait for a vendor.
void make_greetings(domain::GreetingSource& greetings, const domain::Bot& bot);

}  // namespace exo::app
