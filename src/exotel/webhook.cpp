#include "exotel/webhook.h"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "base/random.h"
#include "base/text.h"
#include "domain/phone_number.h"
#include "exotel/multipart.h"

namespace exo::exotel {
namespace {

constexpr std::size_t kMaxValueBytes = 256;
constexpr std::size_t kMaxQueryBytes = 256;  // exotel.md §1.2
constexpr std::size_t kMaxHostBytes = 255;
constexpr std::string_view kNowhere = "wss://localhost";  // as fleet_wss_base: decisions.md §1

/// "Call_Sid" and "callSid" are one name.
std::string bare_name(std::string_view name) {
  auto bare = to_lower(trim(name));
  std::erase_if(bare, [](char c) { return c == '_' || c == '-'; });
  return bare;
}

FormFields json_fields(std::string_view body) {
  FormFields fields;
  const auto parsed = parse_json(body);
  if (!parsed || !parsed->is_object()) return fields;
  for (const auto& [name, value] : parsed->items()) {
    if (value.is_string()) fields.emplace_back(name, value.get<std::string>());
    if (value.is_number()) fields.emplace_back(name, dump_json(value));
  }
  return fields;
}

// The body itself tells what it is; Content-Type headers of webhooks are often wrong.
FormFields body_fields(const WebhookRequest& request) {
  const auto body = trim(request.body);
  if (body.empty()) return {};
  if (body.starts_with('{')) return json_fields(body);
  if (looks_like_multipart(body)) return multipart_fields(body);
  return form_decode(body);
}

std::string cleaned(std::string_view value, std::size_t max_bytes) {
  const auto trimmed = trim(value);
  return iequals(trimmed, "null") ? std::string{} : printable(trimmed, max_bytes);
}

constexpr std::size_t kMaxFields = 128;  // Exotel sends about thirty

class Parameters {
 public:
  void add(const FormFields& fields) {
    for (const auto& [name, value] : fields) {
      if (named_.size() >= kMaxFields) return;
      named_.emplace_back(bare_name(name), value);
    }
  }
  /// The first one that is not blank, by the order of `names` and then of adding.
  std::string_view first(std::initializer_list<std::string_view> names) const {
    for (const auto name : names) {
      for (const auto& [known, value] : named_) {
        if (known == name && !trim(value).empty()) return value;
      }
    }
    return {};
  }
  std::string text(std::initializer_list<std::string_view> names) const {
    return cleaned(first(names), kMaxValueBytes);
  }
  std::string number(std::initializer_list<std::string_view> names) const {
    return cleaned(domain::restore_plus(first(names)), kMaxValueBytes);
  }

 private:
  FormFields named_;
};

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
  Parameters parameters;
  parameters.add(body_fields(request));
  parameters.add(form_decode(request.query));
  WebhookCall call;
  call.call_id = cleaned(parameters.first({"callsid", "callid"}), kMaxCallIdBytes);
  call.hit.from = parameters.number({"callfrom", "from"});
  call.hit.call_to = parameters.number({"callto"});
  call.hit.to = parameters.number({"to"});
  call.hit.direction = parameters.text({"direction"});
  call.hit.custom_field = parameters.text({"customfield"});
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
