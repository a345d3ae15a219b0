#include "simulator/stream_verdict.h"

namespace exo::simulator {

StreamVerdict judge_stream(const VoicebotCallOptions& options, const VoicebotCallOutcome& outcome) {
  StreamVerdict verdict{.status = "failed", .disconnected_by = "NA", .error = {}, .detailed_status = {}, .seconds = 0};
  const bool newer = options.passthru.parties == PassthruOptions::Parties::caller_and_system;
  if (newer) verdict.disconnected_by = "system";
  if (options.throttled) {
    verdict.detailed_status = "Streaming_call_throttled";
    return verdict;
  }
  if (!outcome.connected) {
    verdict.error = "3009 failed to establish ws conn: " + outcome.failure;
    return verdict;
  }
  if (outcome.ended_by.empty()) return {};
  verdict.seconds = outcome.stream_ms / 1000;
  if (outcome.ended_by == "bot") {
    verdict.status = "completed";
    verdict.disconnected_by = "bot";
  } else if (outcome.ended_by == "caller") {
    verdict.status = "cancelled";
    verdict.disconnected_by = newer ? "caller" : "user";
  } else if (outcome.ended_by == "exotel") {
    verdict.status = "completed";  // nobody has captured what the cap looks like (exotel.md §10, question 7)
  } else {
    verdict.error = "1006 " + outcome.end_detail;  // nobody has captured the text (exotel.md §10, question 22)
  }
  return verdict;
}

}  // namespace exo::simulator
