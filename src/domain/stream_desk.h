#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "domain/greeting_source.h"
#include "domain/switchboard.h"

namespace exo::domain {

/// What the dynamic-URL webhook said about a call before its stream opened (exotel.md §3.1). Numbers as Exotel wrote
/// them; whatever was absent is empty.
struct WebhookHit {
  std::string from{};     ///< the customer, in both directions
  std::string call_to{};  ///< CallTo: the ExoPhone
  std::string to{};       ///< To: on live trial accounts a routing number that differs from CallTo
  std::string direction{};
  std::string custom_field{};
  std::optional<WallTime> at{};  ///< when it was asked first
  /// Id of the record that was begun at the webhook, for the first stream that comes for it; empty for a later one.
  std::string record_id{};
};

/// One of the live calls that a bot and a number may have; given back when it goes. Any thread.
class CallPlace {
 public:
  virtual ~CallPlace() = default;
};

/// May this bot take one call more on this number? Either a place, or which limit is reached.
struct Admission {
  std::unique_ptr<CallPlace> place{};
  std::string_view full{};  ///< "bot" or "number"; empty with a place
};

/// What the brain of a stream may ask of the house. Every answer comes at once; the implementation is thread-safe.
class StreamDesk {
 public:
  virtual ~StreamDesk() = default;
  /// The webhook's words about `call_id`, which is the call SID or the id that our answer gave the call. Whoever is
  /// told a record_id owns that record from then on.
  [[nodiscard]] virtual std::optional<WebhookHit> webhook_hit(std::string_view call_id) = 0;
  [[nodiscard]] virtual std::shared_ptr<const Directory> directory() = 0;
  [[nodiscard]] virtual GreetingSource& greetings() = 0;
  /// `bot_most`: Bot::max_calls. Empty ids count for nothing and are always admitted.
  [[nodiscard]] virtual Admission admit(std::string_view bot_id, std::uint32_t bot_most, std::string_view did_id) = 0;
};

}  // namespace exo::domain
