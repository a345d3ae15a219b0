#include "calls/webhook.h"

#include <utility>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/text.h"
#include "domain/bot_greeting.h"
#include "domain/call_report.h"

namespace exo::calls {
namespace {

/// Who answers, as far as the numbers tell.
struct Answering {
  const domain::Did* did = nullptr;
  const domain::Bot* bot = nullptr;
};

Answering find_answering(const domain::Directory& directory, const domain::WebhookHit& hit) {
  Answering found;
  if (!hit.call_to.empty()) found.did = directory.find_did(hit.call_to);
  if (found.did == nullptr && !hit.to.empty()) found.did = directory.find_did(hit.to);
  if (found.did != nullptr) found.bot = directory.find_bot(found.did->bot_id);
  return found;
}

domain::CallRecord begin_record(const domain::WebhookHit& hit, std::string call_id, std::string call_sid,
                                const Answering& answering) {
  domain::CallRecord record{};
  record.id = random_uuid();
  record.call_id = std::move(call_id);
  record.call_sid = std::move(call_sid);
  record.from = hit.from;
  record.to = hit.call_to;
  record.direction = hit.direction;
  record.test_call_did_id = std::string(domain::test_call_did_id(hit.custom_field));
  record.opened_at = *hit.at;
  record.webhook_at = hit.at;
  record.timeline.push_back({0, domain::StepKind::webhook, ""});
  if (answering.did == nullptr) return record;
  record.did_id = answering.did->id;
  record.bot_id = answering.did->bot_id;
  record.unknown_bot = answering.bot == nullptr && !record.bot_id.empty();
  return record;
}

std::string base_of(const WebRequest& request, const domain::Directory& directory, const Site& site) {
  exotel::WebhookOrigin origin{request.transport, request.host, "", ""};
  if (site.is_trusted_proxy(request.peer)) {
    origin.forwarded_proto = request.forwarded_proto;
    origin.forwarded_host = request.forwarded_host;
  }
  return exotel::webhook_wss_base(directory.address, origin);
}

}  // namespace

std::string ws_path(const domain::Directory& directory) {
  auto path = domain::normalise_ws_path(directory.address.ws_path);
  return path ? *std::move(path) : directory.address.ws_path;
}

WebAnswer answer_webhook(const WebRequest& request, std::string_view query, Site& site) {
  auto call = exotel::read_webhook({query, request.content_type, request.body});
  const auto call_sid = call.call_id;
  if (call.call_id.empty()) call.call_id = exotel::random_call_id();
  call.hit.at = wall_now();
  const auto directory = site.directory();
  const auto answering = find_answering(*directory, call.hit);
  // Made now, so that it is ready when the stream opens.
  std::ignore = site.greetings().greeting(domain::bot_greeting(answering.bot), domain::SampleRate::hz8000);

  auto path = ws_path(*directory);
  if (site.options().ws_path == CallPlaneOptions::WsPath::strict) {
    path += '/' + site.tokens().issue(call.call_id, std::chrono::steady_clock::now());
  }
  const auto url =
      exotel::webhook_stream_url(base_of(request, *directory, site), path, call.call_id, call.hit.custom_field);
  static log::RateLimit limit(100);
  if (log::enabled(log::Level::debug) && limit.allow().pass) {
    log::debug("calls", "webhook for call {} from {} to {}", printable(call.call_id, 64), log::number(call.hit.from),
               log::number(call.hit.call_to));
  }
  auto record = begin_record(call.hit, call.call_id, call_sid, answering);
  site.remember(call.call_id, std::move(call.hit), std::move(record));
  site.counters().add(Count::webhooks);
  return {200, exotel::webhook_answer(url)};
}

}  // namespace exo::calls
