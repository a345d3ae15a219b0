#include <expected>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "admin/audit_trail.h"
#include "admin/call_poller.h"
#include "admin/exotel_access.h"
#include "admin/exotel_failure.h"
#include "admin/handlers.h"
#include "admin/public_base.h"
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
  return exotel::FlowCall{.to_number = std::move(*number),
                          .did_id = did->id,
                          .caller_id = did->number,
                          .flow_url = did->flow_url,
                          .status_callback = {}};
}

std::expected<exotel::FlowCallReply, ExotelFailure> ask_exotel(const HttpTransport& transport,
                                                               const domain::Integration& record,
                                                               const exotel::FlowCall& call) {
  const auto answer = transport(exotel::make_flow_call_request(record, call));
  if (!answer) {
    return std::unexpected(explain_failure(answer, exotel::explain_transport_failure(answer.error())));
  }
  auto reply = exotel::parse_flow_call_reply(*answer);
  if (!reply) return std::unexpected(explain_failure(answer, reply.error()));
  return *std::move(reply);
}

void log_attempt(const Request& request, const exotel::FlowCall& call, std::string_view outcome) {
  log::info("admin", "test call by {} from {}: {} to {} (DID {}): {}", request.user->email, request.peer_address,
            log::number(call.caller_id), log::number(call.to_number), call.did_id, outcome);
}

/// In the audit for ever, do not change. Only who was told no, or was not asked, has certainly not rung anybody.
std::string_view word_for(const exotel::Refusal& refusal) noexcept {
  if (refusal.known->id == "not_asked") return "test_call.failed";
  const bool unclear = refusal.raw.status == 0 || refusal.raw.status >= 500 || refusal.known->id == "unexpected_answer";
  return unclear ? "test_call.uncertain" : "test_call.failed";
}

/// Costs money and may ring people, so failures are told as well.
void record_attempt(Services& services, const Request& request, const exotel::FlowCall& call, std::string_view word,
                    int status) {
  record_test_call(services, request,
                   {.action = word, .did_id = call.did_id, .to_number = call.to_number, .status = status});
}

Reply tell_failure(Services& services, const Request& request, const exotel::FlowCall& call,
                   const ExotelFailure& failure, KeptFromSight secrets) {
  const int status = http_status(failure.error.code);
  record_attempt(services, request, call, word_for(failure.refusal), status);
  // Without Exotel's words: they may name the customer's number.
  log_attempt(request, call, fmt::format("failed, HTTP {} ({})", status, failure.refusal.known->id));
  return failure_reply(failure, secrets);
}

std::string status_callback_of(const Services& services) {
  if (!services.live().status_callbacks) return {};
  const auto directory = services.parts.switchboard.directory();
  return status_callback_url(directory->address, services.live().webhook_key).reveal();
}

/// The telephone is ringing: whatever happens now is no reason to tell the operator otherwise.
void keep_or_log(Services& services, const Request& request, const exotel::FlowCall& call,
                 const exotel::FlowCallReply& reply) {
  const auto now = wall_now();
  const auto kept = services.parts.test_calls.add({.call_sid = reply.call_sid,
                                                   .did_id = call.did_id,
                                                   .to_number = call.to_number,
                                                   .placed_by = request.user->email,
                                                   .placed_at = now,
                                                   .provider_status = reply.provider_status,
                                                   .polls = 0,
                                                   .next_poll_at = next_scheduled_poll(now, now)});
  if (kept) return services.news.test_call_placed(reply.call_sid);
  log::error("admin", "test call {} was placed but cannot be kept: {}", printable(reply.call_sid, 64),
             kept.error().detail);
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
  auto call = prepare(*record, request.param("did_id"), *typed);
  if (!call) return std::unexpected(call.error());
  const auto settled = settle_api_base(*record, services.live());
  if (!settled) return std::unexpected(settled.error());
  const auto turn =
      services.test_calls.take({"user " + request.user->id, "did " + call->did_id}, std::chrono::steady_clock::now());
  if (!turn) return std::unexpected(turn.error());

  call->status_callback = status_callback_of(services);
  const auto reply = ask_exotel(services.parts.exotel, *record, *call);
  if (!reply) {
    return tell_failure(services, request, *call, reply.error(),
                        {&services.live().webhook_key, &record->api_key, &record->api_token});
  }
  record_attempt(services, request, *call, "test_call.placed", 200);
  keep_or_log(services, request, *call, *reply);
  log_attempt(request, *call, "accepted by Exotel as " + printable(reply->call_sid, 64));
  const auto& status = reply->provider_status;
  return json_reply({{"status", "ok"},
                     {"call_sid", reply->call_sid},
                     {"provider_status", status.empty() ? Json(nullptr) : Json(status)},
                     {"did_id", call->did_id},
                     {"to_number", call->to_number}});
}

}  // namespace exo::admin
