#pragma once

#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "simulator/target_url.h"
#include "simulator/voicebot_call.h"

namespace exo::simulator {

/// The dynamic URL with the captured parameter set in the captured order, empty ones included (exotel.md §3.1,
/// Appendix A). A query that the operator configured stays in front.
[[nodiscard]] TargetUrl make_webhook_url(const TargetUrl& applet_url, const VoicebotCallOptions& options,
                                         const std::string& call_sid, WallTime created, WallTime now);

/// The socket URL that the webhook answered (exotel.md §3.3). `upstream_failed` with one sentence when it is none.
[[nodiscard]] Result<std::string> read_webhook_answer(unsigned status, const std::string& body);

}  // namespace exo::simulator
