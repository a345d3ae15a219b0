#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace exo::domain {

/// Who told. Stored by its name: never rename one.
enum class ReportSource : std::uint8_t {
  status,    ///< StatusCallback (exotel.md §6)
  passthru,  ///< the Passthru applet behind the Voicebot applet (§4)
  poll,      ///< we asked GET Calls/{sid} (§5.8)
};

[[nodiscard]] std::string_view to_string(ReportSource source) noexcept;

/// What Exotel says of a call outside its media stream. Each may come any number of times, late, in any order or
/// never; what was absent is empty. Texts are printable and at most 512 bytes.
struct CallReport {
  std::string call_sid{};  ///< never empty
  ReportSource source = ReportSource::status;
  WallTime at{};         ///< when it reached us
  std::string event{};   ///< EventType in lower case: "terminal", "answered", "ringing"
  std::string status{};  ///< lower case, "cancelled" spelt "canceled": see is_terminal
  std::string direction{};
  std::string from{};
  std::string to{};
  std::string custom_field{};
  std::string recording_url{};
  std::optional<std::int64_t> duration_s{};  ///< of the conversation

  // From Stream[…] of a Passthru, or nested in a StatusCallback (§4).
  std::string stream_sid{};
  std::string stream_status{};    ///< "completed", "failed", "canceled"
  std::string disconnected_by{};  ///< "user", "bot", "NA"
  std::string stream_error{};     ///< e.g. "3009 failed to establish ws conn"
  std::string stream_detail{};    ///< DetailedStatus, e.g. "Streaming_call_throttled"
};

/// completed, failed, busy, no-answer or canceled (§5.8). "in-progress" of a dial means accepted, never answered.
[[nodiscard]] bool is_terminal(std::string_view status) noexcept;

/// Two reports with the same key are the same report said twice (§6.4: CallSid + EventType + Status).
[[nodiscard]] std::string report_key(const CallReport& report);

/// The CustomField of a test call of a DID: "cxb-test:{did id}". decisions.md §5.
[[nodiscard]] std::string test_call_field(std::string_view did_id);
/// The inverse; empty for anything else.
[[nodiscard]] std::string_view test_call_did_id(std::string_view custom_field) noexcept;

}  // namespace exo::domain
