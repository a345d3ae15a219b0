#include "exotel/connect_to_flow.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/text.h"
#include "domain/call_report.h"
#include "exotel/cut_text.h"
#include "exotel/reply_reader.h"
#include "exotel/rest.h"
#include "exotel/sid.h"

namespace exo::exotel {
namespace {

constexpr std::size_t kMaxCustomField = 128;  // exotel.md §5.3

FormFields dial_fields(const FlowCall& call) {
  FormFields fields{{"From", call.to_number},
                    {"CallerId", call.caller_id},
                    {"Url", call.flow_url},
                    {"CallType", "trans"},
                    {"CustomField", cut(domain::test_call_field(call.did_id), kMaxCustomField)}};
  if (call.status_callback.empty()) return fields;
  // exotel.md §6.3: with a flow they may have no effect; the kind of content stays Exotel's default.
  fields.emplace_back("StatusCallback", call.status_callback);
  fields.emplace_back("StatusCallbackEvents[0]", "terminal");
  fields.emplace_back("StatusCallbackEvents[1]", "answered");
  return fields;
}

}  // namespace

HttpRequest make_flow_call_request(const domain::Integration& integration, const FlowCall& call) {
  auto request = rest_request(integration, "/Calls/connect");
  request.method = "POST";
  request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  request.body = form_encode(dial_fields(call));
  return request;
}

Result<FlowCallReply> parse_flow_call_reply(const HttpReply& reply) {
  const auto answer = read_reply(reply.body);
  if (auto refused = refusal(reply, answer)) return std::unexpected(*std::move(refused));
  if (!answer || !is_sid(trim(answer->call_sid))) {
    return fail(Errc::upstream_failed,
                fmt::format("Exotel sent an unexpected response (HTTP {} without a call SID); the call may have been "
                            "placed all the same",
                            reply.status));
  }
  return FlowCallReply{.call_sid = std::string(trim(answer->call_sid)),
                       .provider_status = printable(answer->call_status, kMaxSidBytes)};
}

Error explain_transport_failure(const Error& error) {
  if (error.code == Errc::forbidden) {
    return {
        Errc::upstream_failed, fmt::format("Exotel was not contacted and no call was placed: {}", error.detail), {}};
  }
  if (error.code == Errc::bad_configuration) {
    return {error.code, fmt::format("Exotel was not contacted and no call was placed: {}", error.detail), {}};
  }
  return {error.code,
          fmt::format("No answer came from Exotel ({}). The call may have been placed: look before you dial again.",
                      error.detail),
          error.retry_after};
}

}  // namespace exo::exotel
