#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "simulator/http_client.h"
#include "simulator/voicebot_options.h"

namespace exo::simulator {

/// One StatusCallback (exotel.md §6.2).
struct CallEvent {
  enum class Type : std::uint8_t { ringing, answered, terminal } type = Type::terminal;
  std::string call_sid;
  std::string status;        ///< "completed", "busy", …; "in-progress" of answered, "ringing" of ringing
  WallTime created;          ///< of the call
  WallTime ended;            ///< terminal only
  std::int64_t seconds = 0;  ///< of conversation
  FormFields stream;         ///< the object `Stream` of Passthru; empty: not told
};

/// As EventType: "ringing", "answered", "terminal".
[[nodiscard]] std::string_view event_name(CallEvent::Type type);

/// Body and content type of `event` as options.callback wants it. `boundary_suffix`: 16 base36 characters.
[[nodiscard]] HttpBody callback_body(const VoicebotCallOptions& options, const CallEvent& event,
                                     std::string_view boundary_suffix);

/// 16 base36 characters: random, or always the same ones from a seed. One thread.
class BoundarySource {
 public:
  explicit BoundarySource(std::optional<std::uint64_t> seed);

  [[nodiscard]] std::string next();

 private:
  std::optional<std::mt19937_64> seeded_;
};

}  // namespace exo::simulator
