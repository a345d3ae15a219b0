#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "simulator/voicebot_options.h"

namespace exo::simulator {

/// What one request after the stream came to.
struct Delivery {
  std::string what;        ///< "passthru", "answered" or "terminal"
  unsigned status = 0;     ///< of the HTTP answer; 0: none came
  std::int64_t ms = 0;     ///< to the answer
  std::uint32_t copy = 1;  ///< which of the duplicates, from 1
  std::uint32_t attempt = 1;
  std::string failure;  ///< why no answer came; empty otherwise
};

/// The second socket of VoicebotCallOptions::duplicate_after.
struct DuplicateOutcome {
  bool connected = false;
  std::string stream_sid;
  std::optional<std::int64_t> first_audio_ms;  ///< from its own `start`
  std::uint64_t media_received = 0;
  std::string ended_by;  ///< as VoicebotCallOutcome::ended_by
  std::uint16_t close_code = 0;
};

/// Times are those of the call's clock (CallClock), but webhook_ms and Delivery::ms, which tell of somebody else's
/// pace.
struct VoicebotCallOutcome {
  bool webhook_ok = true;            ///< always true for static URLs
  std::int64_t webhook_ms = -1;      ///< to its answer; -1: a static URL, no webhook was asked
  bool connected = false;            ///< the WebSocket opened
  std::uint32_t handshakes = 0;      ///< tries of the WebSocket upgrade: at most two
  std::uint32_t sample_rate = 8000;  ///< of the stream: the option's, or the socket URL's `sample-rate`
  std::string failure;               ///< one sentence when the call did not come about; empty otherwise
  std::string call_sid;
  std::string stream_sid;
  std::string socket_url;  ///< as answered by the dynamic URL, before stripping; may hold a password
  std::optional<std::int64_t> first_audio_ms;  ///< from `start` sent to the first media received
  std::optional<std::int64_t> first_audio_us;  ///< the same, in microseconds
  std::int64_t stream_ms = 0;                  ///< from the open WebSocket to the end of the stream
  std::uint64_t media_sent = 0;
  std::uint64_t media_received = 0;
  std::uint64_t bytes_received = 0;  ///< PCM
  std::vector<std::string> marks;    ///< names, in the order their audio was played out
  std::int64_t heard_ms = 0;         ///< audio of the bot that was played out
  std::uint64_t clears = 0;
  std::optional<std::int64_t> first_clear_ms;  ///< from `start` to the first clear
  /// From what the caller did last before the first clear (a key press, the beginning of speech in the caller's WAV) to
  /// that clear; empty: he did nothing before it.
  std::optional<std::int64_t> clear_after_input_ms;
  std::uint64_t media_until_clear = 0;            ///< chunks that came between that input and the first clear
  std::uint64_t media_after_clear = 0;            ///< chunks that came behind the last clear
  std::optional<std::int64_t> heard_at_clear_ms;  ///< heard_ms at the first clear
  std::uint64_t underruns = 0;                    ///< silent gaps inside what was heard because audio came late
  std::vector<std::uint32_t> lateness_us;         ///< of every chunk (PacingMeter); JSON has p50, p99 and maximum
  std::int64_t send_lag_us = 0;  ///< the simulator's own worst lag behind its clock: what it measures is no better
  std::vector<std::string> violations;  ///< what the bot did against exotel.md §2.2 (sizes, unknown events, …)
  std::string ended_by;          ///< "caller", "bot", "connection", "exotel" (60 minutes are over); empty: no call
  std::string end_detail;        ///< the bot's close reason, or why the connection broke
  std::uint16_t close_code = 0;  ///< from the bot's close frame; 0: none
  std::optional<DuplicateOutcome> duplicate;  ///< with VoicebotCallOptions::duplicate_after
  std::string stream_status;                  ///< as Passthru tells it: "completed", "cancelled", "failed" (§4)
  std::string disconnected_by;                ///< as Passthru tells it: "bot", "user", "NA"
  std::string passthru_branch;                ///< "A" or "B" of a synchronous Passthru; empty: none was taken
  std::vector<Delivery> deliveries;           ///< Passthru and callbacks, in the order of their answers
};

/// Plays one call to its end on threads of its own; blocks. An Error is a mistake in the options (bad URL, unreadable
/// WAV); a call that fails is an outcome with `failure`. `until` is polled: true makes the caller hang up early.
[[nodiscard]] Result<VoicebotCallOutcome> play_voicebot_call(const VoicebotCallOptions& options,
                                                             const std::function<bool()>& until = {});

/// One JSON object, one line per field of the outcome, for `exogate simulate call --json` and the tests; URLs
/// without their user info.
[[nodiscard]] std::string outcome_json(const VoicebotCallOutcome& outcome);
/// The same in plain words, several lines, for a person.
[[nodiscard]] std::string outcome_text(const VoicebotCallOutcome& outcome);

}  // namespace exo::simulator
