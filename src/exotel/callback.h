#pragma once

#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "domain/call_report.h"
#include "exotel/webhook.h"

namespace exo::exotel {

/// Reads a StatusCallback (exotel.md §6): form, multipart, JSON or query; names without case; `Legs` ignored but
/// tolerated; a `Stream` nested in it is read too. `bad_request` when it names no call.
[[nodiscard]] Result<domain::CallReport> read_status_callback(const WebhookRequest& request, WallTime now);

/// Reads what the Passthru applet sends (§4): `Stream[Key]` fields (brackets raw or encoded, any case) or one `Stream`
/// holding a JSON object. `bad_request` when it names no call.
[[nodiscard]] Result<domain::CallReport> read_passthru(const WebhookRequest& request, WallTime now);

}  // namespace exo::exotel
