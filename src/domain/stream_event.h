#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "domain/audio_format.h"

namespace exo::domain {

// What Exotel says on a media stream (exotel.md §1.6), as values. Every view belongs to whoever decoded the message and
// lives until the next message is decoded; a field that was absent is empty.

struct StreamConnected {};

/// One pair of `custom_parameters`: the query of the configured URL comes in here (exotel.md §1.3).
struct StreamParameter {
  std::string_view name;
  std::string_view value;
};

struct StreamStart {
  std::string_view stream_sid;
  std::string_view call_sid;
  std::string_view account_sid;
  std::string_view from;
  std::string_view to;
  std::string_view encoding;              ///< a label only: "base64", "raw", "audio/x-raw", … (§1.11)
  std::optional<SampleRate> sample_rate;  ///< nullopt when missing or garbled
  std::span<const StreamParameter> parameters;

  /// The value of the parameter called `name`, compared without case; empty when there is none.
  [[nodiscard]] std::string_view parameter(std::string_view name) const noexcept;
};

struct StreamMedia {
  std::string_view stream_sid;
  std::string_view payload;  ///< base64, not looked into
  std::uint64_t chunk = 0;
  std::uint64_t timestamp_ms = 0;
};

struct StreamDtmf {
  std::string_view stream_sid;
  std::string_view digit;
};

/// The echo of a mark that we sent: everything before it has been played (§1.8).
struct StreamMark {
  std::string_view stream_sid;
  std::string_view name;
};

struct StreamStop {
  std::string_view stream_sid;
  std::string_view reason;
};

/// Well-formed, but no event that Exotel is known to send.
struct StreamUnknown {
  std::string_view event;
};

/// Not a message of this protocol at all.
struct StreamMalformed {
  std::string_view why;
};

using StreamEvent = std::variant<StreamConnected, StreamStart, StreamMedia, StreamDtmf, StreamMark, StreamStop,
                                 StreamUnknown, StreamMalformed>;

}  // namespace exo::domain
