#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace exo::simulator {

/// Of every call here; as text "1.500", once it is over.
inline constexpr double kCallPrice = 1.5;
inline constexpr std::string_view kCallDirection = "outbound-api";

/// How long a telephone rings when the dial does not say, and at most (exotel.md §5.3, §7.3).
inline constexpr std::chrono::seconds kRingTimeOut{30};
inline constexpr std::chrono::seconds kLongestRing{60};

/// A dial that was accepted (exotel.md §5.3, §5.4).
struct FlowDial {
  std::string call_sid;
  std::string from;        ///< the customer, as sent
  std::string caller_id;   ///< the ExoPhone, as sent
  std::string flow_url;    ///< empty: Connect Voice AI
  std::string stream_url;  ///< of Connect Voice AI, with which there is no flow; empty otherwise
  std::string custom_field;
  std::string status_callback;                                    ///< a URL; empty: none was asked for
  std::vector<std::string> callback_events;                       ///< "terminal", "answered", "both", "ringing"
  std::string callback_content_type;                              ///< empty: Exotel's own choice
  std::optional<std::chrono::seconds> time_limit = std::nullopt;  ///< TimeLimit: of the call, from its answer
  std::chrono::seconds time_out = kRingTimeOut;                   ///< TimeOut: the telephone rings no longer
};

/// What the REST API knows of one call (exotel.md §5.8).
struct KnownCall {
  FlowDial dial;
  WallTime created;
  std::string status = "in-progress";  ///< also while it rings: accepted, not answered
  std::optional<WallTime> answered = std::nullopt;
  std::optional<WallTime> ended = std::nullopt;

  [[nodiscard]] std::int64_t conversation_seconds() const noexcept;
};

/// The calls of one account, for as long as the stand-in runs; the oldest go when there are more than kMostKept. One
/// thread.
class CallLedger {
 public:
  static constexpr std::size_t kMostKept = 10'000;
  static constexpr std::chrono::minutes kRateWindow{1};

  void add(FlowDial dial, WallTime now);
  void note_answered(const std::string& call_sid, WallTime now);
  /// `status`: "completed", "busy", "no-answer" or "failed".
  void note_ended(const std::string& call_sid, std::string status, WallTime now);
  /// Nullptr: unknown. Valid until the next `add`.
  [[nodiscard]] const KnownCall* find(const std::string& call_sid) const;
  /// The newest first, at most `most`.
  [[nodiscard]] std::vector<const KnownCall*> newest(std::size_t most) const;
  [[nodiscard]] std::size_t size() const noexcept { return calls_.size(); }

  /// Counts a dial; false: there were `limit` in the minute before it.
  [[nodiscard]] bool admit(std::uint32_t limit, WallTime now);

  /// Streams that are open now.
  void open_stream() noexcept { ++streams_; }
  void close_stream() noexcept { --streams_; }
  [[nodiscard]] std::size_t streams() const noexcept { return streams_; }

 private:
  std::map<std::string, KnownCall> calls_;
  std::deque<std::string> order_;
  std::deque<WallTime> dials_;  ///< within the last minute
  std::size_t streams_ = 0;
};

}  // namespace exo::simulator
