#pragma once

#include <string_view>

#include "admin/admin_plane.h"
#include "base/error.h"
#include "domain/call_report.h"
#include "domain/integration.h"

namespace exo::admin {

/// Secrets go to hosts on the closed list only, also when the list has changed since the record was stored:
/// `bad_request` then, else record.api_base_url is what may be asked.
[[nodiscard]] Result<void> settle_api_base(domain::Integration& record, const AdminPlaneOptions& options);

/// GET Calls/{sid} with the stored credentials; blocks for at most 10 s. `bad_request`: Exotel is not configured;
/// otherwise the errors of HttpTransport and exotel::parse_call_details.
[[nodiscard]] Result<domain::CallReport> ask_call_details(const AdminPlaneParts& parts,
                                                          const AdminPlaneOptions& options, std::string_view call_sid);

}  // namespace exo::admin
