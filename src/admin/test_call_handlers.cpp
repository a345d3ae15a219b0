#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "admin/handlers.h"
#include "admin/request_body.h"
#include "admin/services.h"
#include "admin/views.h"
#include "base/log.h"
#include "base/text.h"
#include "domain/integration.h"
#include "domain/phone_number.h"
#include "exotel/connect_to_flow.h"

namespace exo::admin {
namespace {

std::string sentence_for(std::string_view reason) {
  if (reason == "flow_url_missing") return "This DID has no Exotel Flow URL: add one before placing a test call";
  return "Exotel is not configured: set account_sid, api_key and api_token first";
}

/// Everything that can be said no to before anybody's telephone rings, in the order of decisions.md §5.
Result<exotel::FlowCall> prepare(const domain::Integration& record, std::string_view did_id,
                                 std::string_view typed_number) {
  const auto* const did = record.find_did(did_id);
  if (did == nullptr) return fail(Errc::not_found, "DID not found");
  const auto reason = domain::not_test_ready_reason(record, *did);
  if (!reason.empty()) return fail(Errc::bad_request, sentence_for(reason));
  auto number = domain::normalise_to_number(typed_number);
  if (!number) return std::unexpected(number.error());
  if (domain::same_number(*number, did->number)) {
    return fail(Errc::bad_request, "to_number is the DID itself: Exotel would ring its own number");
  }
  return exotel::FlowCall{std::move(*number), did->id, did->number, did->flow_url};
}

/// Secrets go to hosts on the closed list only, also when the list has changed since the record was stored.
Result<void> settle_api_base(domain::Integration& record, const AdminPlaneOptions& options) {
  auto base = domain::normalise_api_base_url(record.effective_api_base_url(), options.allowed_api_hosts);
  if (!base) return fail(Errc::bad_request, "Exotel's api_base_url cannot be used any more: " + base.error().detail);
  record.api_base_url = std::move(*base);
  return {};
}

/// Whatever Exotel's 401, 403 or 429 was about, it was not about our user's session (decisions.md §5).
Error as_upstream(Error error) {
  if (error.code != Errc::upstream_timeout) error.code = Errc::upstream_failed;
  return error;
}

Result<exotel::FlowCallReply> ask_exotel(const HttpTransport& transport, const domain::Integration& record,
                                         const exotel::FlowCall& call) {
  const auto answer = transport(exotel::make_flow_call_request(record, call));
  if (!answer) return std::unexpected(as_upstream(exotel::explain_transport_failure(answer.error())));
  auto reply = exotel::parse_flow_call_reply(*answer);
  if (!reply) return std::unexpected(as_upstream(reply.error()));
  return reply;
}

void log_attempt(const Request& request, const exotel::FlowCall& call, std::string_view outcome) {
  log::info("admin", "test call by {} from {}: {} to {} (DID {}): {}", request.user->email, request.peer_address,
            masked_number(call.caller_id), masked_number(call.to_number), call.did_id, outcome);
}

}  // namespace

Result<Reply> get_test_call_options(Services& services, const Request&) {
  const auto record = services.parts.integration.load();
  if (!record) return std::unexpected(record.error());
  return json_reply(test_call_options_view(*record));
}

Result<Reply> post_test_call(Services& services, const Request& request) {
  const auto typed = required_text(request.body, "to_number");
  if (!typed) return std::unexpected(typed.error());
  auto record = services.parts.integration.load();
  if (!record) return std::unexpected(record.error());
  const auto call = prepare(*record, request.param("did_id"), *typed);
  if (!call) return std::unexpected(call.error());
  const auto settled = settle_api_base(*record, services.options);
  if (!settled) return std::unexpected(settled.error());
  const auto turn =
      services.test_calls.take({"user " + request.user->id, "did " + call->did_id}, std::chrono::steady_clock::now());
  if (!turn) return std::unexpected(turn.error());

  const auto reply = ask_exotel(services.parts.exotel, *record, *call);
  if (!reply) {
    // Without Exotel's words: they may name the customer's number.
    log_attempt(request, *call, fmt::format("failed, HTTP {}", http_status(reply.error().code)));
    return std::unexpected(reply.error());
  }
  log_attempt(request, *call, "accepted by Exotel as " + printable(reply->call_sid, 64));
  const auto& status = reply->provider_status;
  return json_reply({{"status", "ok"},
                     {"call_sid", reply->call_sid},
                     {"provider_status", status.empty() ? Json(nullptr) : Json(status)},
                     {"did_id", call->did_id},
                     {"to_number", call->to_number}});
}

}  // namespace exo::admin
