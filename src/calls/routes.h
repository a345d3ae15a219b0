#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "calls/site.h"
#include "domain/audio_format.h"
#include "exotel/webhook.h"

namespace exo::calls {

inline constexpr std::string_view kWebhookPath = "/api/v1/exotel/voice/connect";
inline constexpr std::string_view kHealthPath = "/health";
inline constexpr std::string_view kBotPathPrefix = "/exotel/";

/// A request as far as its route depends on it. Views only; a missing header is empty.
struct WebRequest {
  enum class Wish : std::uint8_t { answer, upgrade };
  std::string_view method = {};
  std::string_view target = {};
  Wish wish = Wish::answer;  ///< upgrade: it asks to become a WebSocket
  std::string_view host = {};
  std::string_view forwarded_proto = {};
  std::string_view forwarded_host = {};
  std::string_view content_type = {};
  std::string_view body = {};
  std::string_view peer = {};  ///< address without port
  exotel::WebhookOrigin::Transport transport = exotel::WebhookOrigin::Transport::plain;
};

/// A JSON answer. HEAD gets the same without its body.
struct WebAnswer {
  unsigned status = 200;
  std::string body;
  std::string_view allow;  ///< header Allow of a 405; static text
};

/// Permission to open a media stream.
struct StreamPass {
  StreamSlot slot;
  std::string path;
  std::string bot_id;                             ///< of /exotel/{bot_id}
  std::string call_id;                            ///< of the query
  std::optional<domain::SampleRate> sample_rate;  ///< of the query
};

using Routed = std::variant<WebAnswer, StreamPass>;

/// Decides what to do with a request and, for a webhook, does it: remembers the call and has its greeting made. Never
/// waits. Any thread.
[[nodiscard]] Routed route(const WebRequest& request, Site& site);

/// {"detail":"…"}
[[nodiscard]] WebAnswer refusal(unsigned status, std::string_view detail);

}  // namespace exo::calls
