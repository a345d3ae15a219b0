#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/http_message.h"
#include "domain/integration.h"

namespace exo::exotel {

/// A dial through Exotel's connect-to-flow API (exotel-integration.md, "Test call"; decisions.md §5).
struct FlowCall {
  std::string to_number;  ///< normalised: the customer
  std::string did_id;
  std::string caller_id;  ///< the DID's number
  std::string flow_url;
  /// Where Exotel is to tell how the call went (exotel.md §6); its query is kept. Empty: nowhere.
  std::string status_callback{};
};

/// The request, byte for byte: POST {base}/v1/Accounts/{sid}/Calls/connect, Basic auth, form body From, CallerId, Url,
/// CallType, CustomField in this order; with a status_callback also StatusCallback and StatusCallbackEvents[0] and [1],
/// terminal and answered.
[[nodiscard]] HttpRequest make_flow_call_request(const domain::Integration& integration, const FlowCall& call);

struct FlowCallReply {
  std::string call_sid;
  std::string provider_status;  ///< verbatim; "" when absent. "in-progress" means dialling, not answered
};

/// Reads Exotel's answer: JSON first, then XML, whatever the Content-Type says. `upstream_failed` with Exotel's own
/// message (RestException, at any HTTP status), "Exotel returned HTTP n", or "unexpected response"; 401 and 404 carry a
/// hint about the cluster; 429 carries retry_after.
[[nodiscard]] Result<FlowCallReply> parse_flow_call_reply(const HttpReply& reply);

/// What to tell the operator when no answer came: connection failures and timeouts say that the call may have been
/// placed (decisions.md §5).
[[nodiscard]] Error explain_transport_failure(const Error& error);

}  // namespace exo::exotel
