#pragma once

#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "base/http_message.h"
#include "domain/call_report.h"
#include "domain/integration.h"

namespace exo::exotel {

/// GET {base}/v1/Accounts/{sid}/Calls/{call sid}?details=true with Basic auth (exotel.md §5.8).
[[nodiscard]] HttpRequest make_call_details_request(const domain::Integration& integration, std::string_view call_sid);

/// Exotel's answer, JSON or XML, as a report with source `poll`. Errors as parse_flow_call_reply's; `not_found` when
/// Exotel does not know the call.
[[nodiscard]] Result<domain::CallReport> parse_call_details(const HttpReply& reply, std::string_view call_sid,
                                                            WallTime now);

}  // namespace exo::exotel
