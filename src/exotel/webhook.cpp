#include "exotel/webhook.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "base/random.h"
#include "base/text.h"
#include "exotel/request_fields.h"

namespace exo::exotel {
namespace {

constexpr std::size_t kMaxValueBytes = 256;
constexpr std::size_t kMaxQueryBytes = 256;  // exotel.md §1.2
constexpr std::size_t kMaxHostBytes = 255;
constexpr std::string_view kNowhere = "wss://localhost";  // as fleet_wss_base: decisions.md §1

bool is_host(std::string_view host) {
  constexpr std::string_view kMarks = ".-:[]_";
  const auto allowed = [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kMarks.find(c) != std::string_view::npos;
  };
  return !host.empty() && host.size() <= kMaxHostBytes && std::ranges::all_of(host, allowed);
}

/// Cuts percent-encoded text without leaving half an escape.
void cut_escaped(std::string& text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return;
  text.resize(max_bytes);
  const auto escape = text.rfind('%');
  if (escape != std::string::npos && text.size() - escape < 3) text.resize(escape);
}

/// Several proxies append to the header; the first entry is what the caller dialled.
std::string_view first_entry(std::string_view list) {
  return trim(list.substr(0, list.find(',')));
}

std::string_view scheme_of(const WebhookOrigin& origin) {
  const auto proto = first_entry(origin.forwarded_proto);
  if (iequals(proto, "https") || iequals(proto, "wss")) return "https://";
  if (iequals(proto, "http") || iequals(proto, "ws")) return "http://";
  return origin.transport == WebhookOrigin::Transport::tls ? "https://" : "http://";
}

}  // namespace

WebhookCall read_webhook(const WebhookRequest& request) {
  const RequestFields fields(request);
  WebhookCall call;
  call.call_id = fields.text({"callsid", "callid"}, kMaxCallIdBytes);
  call.hit.from = fields.number({"callfrom", "from"}, kMaxValueBytes);
  call.hit.call_to = fields.number({"callto"}, kMaxValueBytes);
  call.hit.to = fields.number({"to"}, kMaxValueBytes);
  call.hit.direction = fields.text({"direction"}, kMaxValueBytes);
  call.hit.custom_field = fields.text({"customfield"}, kMaxValueBytes);
  return call;
}

std::string random_call_id() {
  return "call_" + random_hex(16);
}

std::string webhook_wss_base(const domain::PublicAddress& address, const WebhookOrigin& origin) {
  for (const std::string_view configured :
       {std::string_view(address.webhook_base_url), std::string_view(address.public_url)}) {
    if (auto base = domain::to_wss_base(configured)) return *std::move(base);
  }
  const auto scheme = scheme_of(origin);
  for (const auto candidate : {first_entry(origin.forwarded_host), trim(origin.host)}) {
    if (!is_host(candidate)) continue;
    if (auto base = domain::to_wss_base(std::string(scheme).append(candidate))) return *std::move(base);
  }
  return std::string(kNowhere);
}

std::string webhook_stream_url(std::string_view wss_base, std::string_view ws_path, std::string_view call_id,
                               std::string_view custom_field) {
  auto query = "call_id=" + percent_encode(call_id.substr(0, kMaxCallIdBytes));
  cut_escaped(query, kMaxQueryBytes);
  const auto custom = custom_field.empty() ? std::string{} : "&CustomField=" + percent_encode(custom_field);
  if (query.size() + custom.size() <= kMaxQueryBytes) query += custom;
  std::string url(wss_base);
  return url.append(ws_path).append("?").append(query);
}

std::string webhook_answer(std::string_view stream_url) {
  return dump_json({{"url", stream_url}});
}

}  // namespace exo::exotel
