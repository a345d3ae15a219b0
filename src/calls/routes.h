#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "calls/site.h"
#include "calls/web_request.h"
#include "domain/audio_format.h"

namespace exo::calls {

inline constexpr std::string_view kWebhookPath = "/api/v1/exotel/voice/connect";
inline constexpr std::string_view kStatusPath = "/api/v1/exotel/voice/status";
inline constexpr std::string_view kPassthruPath = "/api/v1/exotel/voice/passthru";
inline constexpr std::string_view kHealthPath = "/health";
inline constexpr std::string_view kBotPathPrefix = "/exotel/";

/// Permission to open a media stream.
struct StreamPass {
  StreamSlot slot;
  Unfinished unfinished;                          ///< to be given back at `start`
  std::string path;                               ///< without strict mode's token
  std::string bot_id;                             ///< of /exotel/{bot_id}
  std::string call_id;                            ///< of the query or, in strict mode, of the token
  std::optional<domain::SampleRate> sample_rate;  ///< of the query
  std::string peer;                               ///< effective_peer
  std::string token_call_id;                      ///< in strict mode: the call that the token was made for
};

using Routed = std::variant<WebAnswer, StreamPass>;

/// Decides what to do with a request and, for a webhook or a callback, does it. Never waits. Any thread.
[[nodiscard]] Routed route(const WebRequest& request, Site& site);

}  // namespace exo::calls
