#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "domain/call_report.h"

namespace exo::domain {

/// How a call ended, or that it has not. Stored by its name (`to_string`): never rename one.
enum class EndReason : std::uint8_t {
  live,             ///< still going on
  caller_hangup,    ///< Exotel's stop "canceled or call ended" / "callended"
  applet_ended,     ///< Exotel's stop "stopped"
  stop_unknown,     ///< stop with a reason that nobody has seen yet
  bot_hangup,       ///< we closed the socket; the flow goes on to its next applet
  max_duration,     ///< the bot's or the site's cap
  no_start,         ///< upgraded, but no `start` in time
  media_timeout,    ///< started, but then nothing arrived for too long: a dead peer
  connection_lost,  ///< the socket went away without `stop`
  protocol_error,   ///< too much that was not Exotel's protocol
  shutdown,         ///< this gateway was stopped
  interrupted,      ///< this gateway died; found at the next start
  busy,             ///< a limit was reached or the bot is switched off: the caller heard the sorry message
  no_stream,        ///< the webhook was answered, but no stream ever came
};

[[nodiscard]] std::string_view to_string(EndReason reason) noexcept;
[[nodiscard]] std::optional<EndReason> end_reason_from(std::string_view name) noexcept;

enum class GreetingOutcome : std::uint8_t {
  none,     ///< not begun
  playing,  ///< some frames sent
  sent,     ///< all frames and the mark sent, not yet heard
  heard,    ///< Exotel echoed the mark after the last frame
  cut,      ///< the caller interrupted it
};

[[nodiscard]] std::string_view to_string(GreetingOutcome outcome) noexcept;
[[nodiscard]] std::optional<GreetingOutcome> greeting_outcome_from(std::string_view name) noexcept;

/// What happened in a call, as far as an operator wants to see it. Stored by its name: never rename one.
enum class StepKind : std::uint8_t {
  webhook,      ///< the dynamic URL was asked
  opened,       ///< the media socket
  started,      ///< Exotel's `start`
  audio,        ///< first frame of something said; detail: what ("greeting", "menu", "sorry")
  mark,         ///< an echo: what was said has been heard; detail: the mark's name
  dtmf,         ///< detail: the digit
  interrupted,  ///< by the caller; detail: "speech" or "dtmf"
  routed,       ///< by a menu; detail: the bot's id
  limit,        ///< a limit was met; detail: which
  stopped,      ///< Exotel's `stop`; detail: its words
  closed,       ///< the end; detail: the end reason
};

[[nodiscard]] std::string_view to_string(StepKind kind) noexcept;
[[nodiscard]] std::optional<StepKind> step_kind_from(std::string_view name) noexcept;

struct CallStep {
  std::int64_t at_ms = 0;  ///< from opened_at; the webhook's is negative
  StepKind kind = StepKind::opened;
  std::string detail{};  ///< at most 128 bytes
  bool operator==(const CallStep&) const = default;
};

inline constexpr std::size_t kMaxSteps = 200;  ///< of one call; later ones are dropped, but for `closed`

/// What stays of one media stream.
struct CallRecord {
  std::string id;                ///< UUID, made at the webhook or, without one, when the socket opens
  std::string call_id;           ///< from the URL, custom_parameters or start.call_sid, in that order
  std::string call_sid;          ///< Exotel's, opaque
  std::string stream_sid;        ///< Exotel's, opaque
  std::string from;              ///< customer, as Exotel wrote it
  std::string to;                ///< ExoPhone, as Exotel wrote it
  std::string direction;         ///< the webhook's Direction; empty when there was no webhook
  std::string did_id;            ///< the configured DID the call came in on; empty when unknown
  std::string bot_id;            ///< empty: none found
  bool unknown_bot = false;      ///< a bot was named (path or DID) that this gateway does not know
  std::string test_call_did_id;  ///< from CustomField "cxb-test:{did_id}"; empty for real calls
  std::string path;              ///< the socket's path, e.g. "/voice-stream"
  std::uint32_t sample_rate = 8000;
  WallTime opened_at{};
  std::optional<WallTime> started_at;          ///< `start` arrived
  std::optional<std::int64_t> first_audio_ms;  ///< from `start` to the first frame handed to the socket
  GreetingOutcome greeting = GreetingOutcome::none;
  std::string voice;            ///< GreetingReport::voice
  std::string fallback_reason;  ///< GreetingReport::fallback
  std::optional<WallTime> ended_at;
  EndReason end_reason = EndReason::live;
  std::string end_detail;                ///< e.g. Exotel's own words
  std::uint64_t media_in = 0;            ///< frames
  std::uint64_t media_out = 0;           ///< frames
  std::uint64_t ignored = 0;             ///< messages that could not be understood
  std::string dtmf;                      ///< digits pressed, at most 64
  std::string peer;                      ///< address that opened the socket; empty: none did
  std::optional<WallTime> webhook_at;    ///< the dynamic URL was asked; nullopt: it was not
  std::uint32_t interruptions = 0;       ///< by the caller, of what was being said
  std::optional<std::int64_t> heard_ms;  ///< of what was last interrupted: how much the caller had heard by then
  std::vector<CallStep> timeline;        ///< in the order of time, at most kMaxSteps
};

/// Begins the call_id of a call that the admin page played in Exotel's place. A mark, no proof (src/calls/README.md).
inline constexpr std::string_view kBrowserCallPrefix = "browser-";

[[nodiscard]] bool is_browser_call(const CallRecord& call) noexcept;
/// Nobody's customer: placed by the test-call page, or from a browser.
[[nodiscard]] bool is_test(const CallRecord& call) noexcept;

/// Where the call plane leaves its records. Both functions return at once (event loop): what they are given is written
/// later and is durable within a second.
class CallLog {
 public:
  virtual ~CallLog() = default;
  /// The newest state of an id wins.
  virtual void save(CallRecord record) = 0;
  /// Tied to the call by its call SID, whether or not a record of it exists yet.
  virtual void report(CallReport report) = 0;
};

}  // namespace exo::domain
