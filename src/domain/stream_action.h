#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "domain/greeting_audio.h"

namespace exo::domain {

/// The brain has no clock: whoever calls it says what time it is.
struct Moment {
  SteadyTime steady;
  WallTime wall;
};

/// Can the socket take more audio? `full`: what was handed over has not left yet, so no media action is returned.
enum class Outlet : std::uint8_t { open, full };

/// Send frame `index` of `audio`. Counters are per stream and start at 1; the timestamp is the frame's place in what we
/// have sent.
struct SendMedia {
  std::shared_ptr<const GreetingAudio> audio;
  std::size_t index = 0;
  std::uint64_t sequence = 0;
  std::uint64_t chunk = 0;
  std::uint64_t timestamp_ms = 0;
};

struct SendMark {
  std::string name;  ///< ASCII, at most 64 bytes
  std::uint64_t sequence = 0;
};

/// Forget all media and marks that have not left yet, and have Exotel drop what it has not played (exotel.md §1.8).
struct SendClear {
  std::uint64_t sequence = 0;
};

/// Send nothing that has not left yet, then a close frame with this code. No other send follows it.
struct CloseStream {
  std::uint16_t code = 1000;
};

/// record() has changed in a way that should be kept now.
struct SaveRecord {};

using StreamAction = std::variant<SendMedia, SendMark, SendClear, CloseStream, SaveRecord>;
using StreamActions = std::vector<StreamAction>;

}  // namespace exo::domain
