#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace exo::simulator {

/// How the simulated call is ended by the caller's side (exotel.md §1.9, §9).
enum class Ending : std::uint8_t {
  hangup,     ///< `stop` "canceled or call ended", then the TCP connection goes without a close frame (live Exotel)
  callended,  ///< `stop` "callended", as documented
  stopped,    ///< `stop` "stopped": the applet ended the stream
  no_stop,    ///< TCP gone, no `stop`
  reset,      ///< RST, no `stop`
  freeze,     ///< sends nothing more, keeps the socket open
};

struct DtmfPress {
  std::chrono::milliseconds after_start{};
  char digit = '1';
};

/// One call through the Voicebot applet, as Exotel plays it.
struct VoicebotCallOptions {
  std::string applet_url;  ///< ws:// wss:// (static) or http:// https:// (dynamic URL: asked with GET first)
  std::string from = "09812345678";
  std::string to = "08041234567";          ///< CallTo: the ExoPhone
  std::string routing_to = "09513886363";  ///< `To` of the webhook: a routing number on live trial accounts
  std::string direction = "incoming";
  std::string account_sid = "acmeco1";
  std::string call_sid;              ///< empty: generated in Exotel's form
  std::string custom_field;          ///< empty: absent
  std::filesystem::path caller_wav;  ///< what the caller says, any rate; empty: silence
  std::filesystem::path heard_wav;   ///< where to save what the caller heard of a call that connected; empty: nowhere
  std::uint32_t sample_rate = 8000;
  std::chrono::milliseconds talk_time{15'000};  ///< from `start` to the caller's hang-up
  /// Hang up this long after the first mark came due (the greeting was heard); nullopt: only talk_time counts.
  std::optional<std::chrono::milliseconds> hang_up_after_mark;
  Ending ending = Ending::hangup;
  std::vector<DtmfPress> dtmf;  ///< in the order of their time
  std::string ca_file;          ///< trust this PEM instead of the system's
  bool insecure = false;        ///< accept any certificate
  bool keep_query = false;      ///< send the wss URL's query in the upgrade instead of stripping it
  bool echo_marks = true;       ///< false: the bot's marks are never answered
  std::chrono::milliseconds webhook_timeout{5'000};
  std::chrono::milliseconds handshake_timeout{10'000};  ///< per try; one retry (exotel.md §1.4)
  std::chrono::milliseconds start_delay{0};             ///< between `connected` and `start`
  bool never_start = false;
  bool numbers_as_json_numbers = false;           ///< documented variant: counters as JSON numbers
  bool camel_case = false;                        ///< streamSid, callSid, … instead of snake_case
  std::uint32_t frame_ms = 20;                    ///< 10 to 200
  std::chrono::milliseconds freeze_time{30'000};  ///< Ending::freeze: how long the silent socket is kept at most
};

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
  std::uint64_t media_sent = 0;
  std::uint64_t media_received = 0;
  std::uint64_t bytes_received = 0;  ///< PCM
  std::vector<std::string> marks;    ///< names, in the order their audio was played out
  std::uint64_t clears = 0;
  std::uint64_t underruns = 0;          ///< silent gaps inside what was heard because audio came late
  std::vector<std::string> violations;  ///< what the bot did against exotel.md §2.2 (sizes, unknown events, …)
  std::string ended_by;                 ///< "caller", "bot", "connection"; empty: the call never came about
  std::string end_detail;               ///< the bot's close reason, or why the connection broke
  std::uint16_t close_code = 0;         ///< from the bot's close frame; 0: none
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
