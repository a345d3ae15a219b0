#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "exotel/webhook.h"

namespace exo::calls {

/// A request as far as its route depends on it. Views only; a missing header is empty.
struct WebRequest {
  enum class Wish : std::uint8_t { answer, upgrade };
  std::string_view method = {};
  std::string_view target = {};
  Wish wish = Wish::answer;  ///< upgrade: it asks to become a WebSocket
  std::string_view host = {};
  std::string_view forwarded_proto = {};
  std::string_view forwarded_host = {};
  std::string_view forwarded_for = {};  ///< X-Forwarded-For, several joined by commas
  std::string_view origin = {};
  std::string_view authorization = {};
  std::string_view content_type = {};
  std::string_view body = {};
  std::string_view peer = {};  ///< address without port
  exotel::WebhookOrigin::Transport transport = exotel::WebhookOrigin::Transport::plain;
};

/// A JSON answer. HEAD gets the same without its body.
struct WebAnswer {
  unsigned status = 200;
  std::string body;
  std::string_view allow = {};      ///< header Allow of a 405; static text
  std::string_view challenge = {};  ///< header WWW-Authenticate of a 401; static text
};

/// {"detail":"…"}
[[nodiscard]] WebAnswer refusal(unsigned status, std::string_view detail);

}  // namespace exo::calls
