#pragma once

#include <string>

#include "base/clock.h"
#include "base/encoding.h"
#include "simulator/stream_verdict.h"
#include "simulator/target_url.h"
#include "simulator/voicebot_call.h"

namespace exo::simulator {

/// The Passthru applet's GET behind a Voicebot applet (exotel.md §3.1, §4): the standard parameters and the stream's,
/// in the encoding that options.passthru names. A query that the operator configured stays in front.
[[nodiscard]] TargetUrl make_passthru_url(const TargetUrl& applet_url, const VoicebotCallOptions& options,
                                          const VoicebotCallOutcome& outcome, WallTime created, WallTime now);

/// `Stream` itself, key by key, as options.passthru wants it.
[[nodiscard]] FormFields stream_fields(const VoicebotCallOptions& options, const VoicebotCallOutcome& outcome);

/// "A", "B" or, when the applet waits for nobody or got no usable answer, "" (exotel.md §4: 200 is A; 302, or 404, B).
[[nodiscard]] std::string passthru_branch(const PassthruOptions& options, unsigned http_status);

}  // namespace exo::simulator
