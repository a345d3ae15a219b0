#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "domain/greeting_source.h"
#include "domain/switchboard.h"

namespace exo::domain {

/// What the dynamic-URL webhook said about a call before its stream opened (exotel.md §3.1). Numbers as Exotel wrote
/// them; whatever was absent is empty.
struct WebhookHit {
  std::string from;     ///< the customer, in both directions
  std::string call_to;  ///< CallTo: the ExoPhone
  std::string to;       ///< To: on live trial accounts a routing number that differs from CallTo
  std::string direction;
  std::string custom_field;
};

/// What the brain of a stream may ask of the house. Every answer comes at once; the implementation is thread-safe.
class StreamDesk {
 public:
  virtual ~StreamDesk() = default;
  /// The webhook's words about `call_id`, which is the call SID or the id that our answer gave the call.
  [[nodiscard]] virtual std::optional<WebhookHit> webhook_hit(std::string_view call_id) = 0;
  [[nodiscard]] virtual std::shared_ptr<const Directory> directory() = 0;
  [[nodiscard]] virtual GreetingSource& greetings() = 0;
};

}  // namespace exo::domain
