#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/json.h"
#include "domain/call_record.h"
#include "domain/call_report.h"

namespace exo::admin {

/// How far a test call has come; shown by its name.
enum class CallStage : std::uint8_t {
  accepted,   ///< Exotel has taken the dial
  dialling,   ///< Exotel speaks of ringing or of a call in progress, which is not yet an answer (exotel.md §6.3)
  answered,   ///< the flow has reached us: its webhook, or `start`
  streaming,  ///< the media stream has started
  ended,      ///< so has the stream, or Exotel names a final status
};

[[nodiscard]] std::string_view to_string(CallStage stage) noexcept;

/// From our own record (nullptr: none yet) and Exotel's reports.
[[nodiscard]] CallStage call_stage(const domain::CallRecord* record, std::span<const domain::CallReport> reports);

/// The last terminal status that Exotel has told by callback or when asked; "" while there is none. A Passthru runs
/// while the call goes on, so it ends nothing.
[[nodiscard]] std::string final_status(std::span<const domain::CallReport> reports);

[[nodiscard]] Json report_view(const domain::CallReport& report);
/// What Exotel's reports say together: of each thing the latest word, but a terminal status before any other. null
/// without reports.
[[nodiscard]] Json reports_summary(std::span<const domain::CallReport> reports);

}  // namespace exo::admin
