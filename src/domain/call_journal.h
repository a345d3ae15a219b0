#pragma once

#include <string>
#include <string_view>

#include "domain/call_record.h"
#include "domain/stream_action.h"

namespace exo::domain {

/// The record of one call and its timeline: keeps every text printable and short and the number of steps bounded.
class CallJournal {
 public:
  /// The record's opened_at must be set.
  void begin(CallRecord record, SteadyTime opened);
  [[nodiscard]] CallRecord& record() noexcept { return record_; }
  [[nodiscard]] const CallRecord& record() const noexcept { return record_; }

  void note(StepKind kind, std::string_view detail, Moment now);
  /// The webhook came before the socket; its step goes first.
  void note_webhook(WallTime at);
  /// Exactly once: how the call ended. Always fits in.
  void close(EndReason reason, std::string detail, Moment now);

 private:
  CallRecord record_;
  SteadyTime opened_{};
};

/// Trimmed, printable, at most 256 bytes: how a stranger's words go into a record.
[[nodiscard]] std::string kept_words(std::string_view text);

}  // namespace exo::domain
