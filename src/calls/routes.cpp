#include "calls/routes.h"

#include <charconv>

#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/encoding.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "domain/bot.h"
#include "domain/health.h"

namespace exo::calls {
namespace {

constexpr std::string_view kSocketHint =
    "this is a media WebSocket: give Exotel's Voicebot applet its wss:// address, or the webhook's https:// address";

struct Target {
  std::string_view path;  ///< without a trailing slash
  std::string_view query;
};

Target parse_target(std::string_view target) {
  target = target.substr(0, target.find('#'));
  const auto mark = target.find('?');
  Target parsed{target.substr(0, mark), mark == std::string_view::npos ? "" : target.substr(mark + 1)};
  while (parsed.path.size() > 1 && parsed.path.ends_with('/')) parsed.path.remove_suffix(1);
  return parsed;
}

std::string query_value(std::string_view query, std::string_view name) {
  for (auto& [known, value] : form_decode(query)) {
    if (iequals(known, name)) return std::move(value);
  }
  return {};
}

std::string ws_path(const domain::Directory& directory) {
  auto path = domain::normalise_ws_path(directory.address.ws_path);
  return path ? *std::move(path) : directory.address.ws_path;
}

/// The greeting of whoever answers this number, so that it is ready when the stream opens.
void warm_greeting(Site& site, const domain::Directory& directory, const domain::WebhookHit& hit) {
  const auto* did = hit.call_to.empty() ? nullptr : directory.find_did(hit.call_to);
  if (did == nullptr && !hit.to.empty()) did = directory.find_did(hit.to);
  const auto* bot = did == nullptr ? nullptr : directory.find_bot(did->bot_id);
  const auto script =
      bot == nullptr ? domain::GreetingScript{"", "en"} : domain::GreetingScript{bot->greeting_text, bot->language};
  std::ignore = site.greetings().greeting(script, domain::SampleRate::hz8000);
}

WebAnswer answer_webhook(const WebRequest& request, std::string_view query, Site& site) {
  const auto& key = site.options().webhook_key;
  if (!key.empty() && !key.matches(query_value(query, "key"))) return refusal(403, "missing or wrong key");
  if (site.draining()) return refusal(503, "the gateway is stopping");
  auto call = exotel::read_webhook({query, request.content_type, request.body});
  if (call.call_id.empty()) call.call_id = exotel::random_call_id();
  const auto directory = site.directory();
  warm_greeting(site, *directory, call.hit);

  exotel::WebhookOrigin origin{request.transport, request.host, "", ""};
  if (site.is_trusted_proxy(request.peer)) {
    origin.forwarded_proto = request.forwarded_proto;
    origin.forwarded_host = request.forwarded_host;
  }
  const auto base = exotel::webhook_wss_base(directory->address, origin);
  const auto url = exotel::webhook_stream_url(base, ws_path(*directory), call.call_id, call.hit.custom_field);
  log::debug("calls", "webhook for call {} from {} to {}", call.call_id, masked_number(call.hit.from),
             masked_number(call.hit.call_to));
  site.remember(call.call_id, std::move(call.hit));
  return {200, exotel::webhook_answer(url), ""};
}

WebAnswer answer_health(Site& site) {
  return {200, domain::health_body(wall_now(), site.active_streams(), site.speech_trouble()), ""};
}

std::optional<domain::SampleRate> sample_rate_of(std::string_view query) {
  const auto text = query_value(query, "sample-rate");
  int hz = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), hz);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return domain::sample_rate_from(hz);
}

Routed open_stream(const WebRequest& request, const Target& target, std::string bot_id, Site& site) {
  if (request.method != "GET") {
    auto answer = refusal(405, "method not allowed");
    answer.allow = "GET";
    return answer;
  }
  if (request.wish != WebRequest::Wish::upgrade) return refusal(426, kSocketHint);
  auto slot = site.take_slot();
  if (!slot) return refusal(503, site.draining() ? "the gateway is stopping" : "too many calls");
  return StreamPass{*std::move(slot), std::string(target.path), std::move(bot_id), query_value(target.query, "call_id"),
                    sample_rate_of(target.query)};
}

}  // namespace

WebAnswer refusal(unsigned status, std::string_view detail) {
  return {status, dump_json({{"detail", detail}}), ""};
}

Routed route(const WebRequest& request, Site& site) {
  const auto target = parse_target(request.target);
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (target.path == kWebhookPath) {
    if (reads || request.method == "POST") return answer_webhook(request, target.query, site);
    return WebAnswer{405, refusal(405, "method not allowed").body, "GET, HEAD, POST"};
  }
  if (target.path == kHealthPath) {
    if (reads) return answer_health(site);
    return WebAnswer{405, refusal(405, "method not allowed").body, "GET, HEAD"};
  }
  if (target.path.starts_with(kBotPathPrefix)) {
    auto bot_id = percent_decode(target.path.substr(kBotPathPrefix.size()));
    if (domain::is_valid_bot_id(bot_id)) return open_stream(request, target, std::move(bot_id), site);
  }
  if (target.path == ws_path(*site.directory())) return open_stream(request, target, "", site);
  return refusal(404, "not found");
}

}  // namespace exo::calls
