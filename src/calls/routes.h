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
  std::string path;                               ///< without a token
  std::string bot_id;                             ///< of /exotel/{bot_id}
  std::string call_id;                            ///< of the token, else of the query
  std::optional<domain::SampleRate> sample_rate;  ///< of the query
  std::string peer;                               ///< effective_peer
  std::string token_call_id;                      ///< the call that the path's token was made for
};

using Routed = std::variant<WebAnswer, StreamPass>;

/// "/exotel/{bot_id}/{token}": where a browser plays Exotel's part in one call.
[[nodiscard]] std::string browser_path(std::string_view bot_id, std::string_view token);

/// Decides what to do with a request and, for a webhook or a callback, does it. Never waits. Any thread.
[[nodiscard]] Routed route(const WebRequest& request, Site& site);

}  // namespace exo::calls
