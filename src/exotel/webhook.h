#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/public_address.h"
#include "domain/stream_desk.h"

namespace exo::exotel {

/// A request to the dynamic-URL webhook (exotel.md §3.1). Views only.
struct WebhookRequest {
  std::string_view query;         ///< what follows '?', still encoded
  std::string_view content_type;  ///< empty: the body is looked at
  std::string_view body;          ///< form, JSON or multipart; may be empty
};

/// What such a request says, each value trimmed and at most 256 bytes; empty when absent or the word "null".
struct WebhookCall {
  std::string call_id;  ///< CallSid, call_sid or call_id; at most kMaxCallIdBytes
  domain::WebhookHit hit;
};

inline constexpr std::size_t kMaxCallIdBytes = 128;

/// Names are compared without case and underscores, so call_sid is CallSid; the body wins over the query, and the first
/// of several equal names wins. Never fails: what cannot be understood is absent.
[[nodiscard]] WebhookCall read_webhook(const WebhookRequest& request);

/// "call_" and 128 random bits: for a request that names no call (decisions.md §7).
[[nodiscard]] std::string random_call_id();

/// How the request reached us, for when no base is configured. The forwarded fields are empty unless they come from a
/// proxy that is trusted.
struct WebhookOrigin {
  enum class Transport : std::uint8_t { plain, tls };
  Transport transport = Transport::plain;  ///< of the listening socket
  std::string_view host;                   ///< Host
  std::string_view forwarded_proto;        ///< X-Forwarded-Proto
  std::string_view forwarded_host;         ///< X-Forwarded-Host
};

/// "wss://host": webhook_base_url > public_url > X-Forwarded-* > Host > "wss://localhost" (decisions.md §7).
[[nodiscard]] std::string webhook_wss_base(const domain::PublicAddress& address, const WebhookOrigin& origin);

/// "{base}{ws_path}?call_id=…", with the CustomField as a second parameter if the whole query stays within Exotel's
/// 256 characters (exotel.md §1.2).
[[nodiscard]] std::string webhook_stream_url(std::string_view wss_base, std::string_view ws_path,
                                             std::string_view call_id, std::string_view custom_field);

/// {"url":"wss://…"}
[[nodiscard]] std::string webhook_answer(std::string_view stream_url);

}  // namespace exo::exotel
