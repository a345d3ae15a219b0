#pragma once

#include <cstdint>
#include <string>

#include "simulator/voicebot_call.h"

namespace exo::simulator {

/// How Exotel sums up a stream for the applets behind it (exotel.md §4, table of scenarios). Empty: not sent.
struct StreamVerdict {
  std::string status;           ///< "completed", "cancelled", "failed"; empty: the stream is still open
  std::string disconnected_by;  ///< "bot", "user", "NA"; or "caller" and "system"
  std::string error;            ///< "3009 failed to establish ws conn …"
  std::string detailed_status;  ///< "Streaming_call_throttled"
  std::int64_t seconds = 0;
};

[[nodiscard]] StreamVerdict judge_stream(const VoicebotCallOptions& options, const VoicebotCallOutcome& outcome);

}  // namespace exo::simulator
