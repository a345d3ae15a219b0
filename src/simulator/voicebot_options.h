#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"

namespace exo::simulator {

/// The applet that opens the stream (exotel.md §1.1).
enum class Applet : std::uint8_t {
  voicebot,  ///< both ways; the flow waits for the end of the stream
  stream,    ///< Exotel only tells: no keys, no marks, whatever the server sends is dropped; the flow goes on at once
};

/// How the simulated call is ended by the caller's side (exotel.md §1.9, §9).
enum class Ending : std::uint8_t {
  hangup,     ///< `stop` "canceled or call ended", then the TCP connection goes without a close frame (live Exotel)
  callended,  ///< `stop` "callended", as documented
  stopped,    ///< `stop` "stopped": the applet ended the stream
  no_stop,    ///< TCP gone, no `stop`
  reset,      ///< RST, no `stop`
  freeze,     ///< sends nothing more, keeps the socket open
};

/// What becomes of the marks behind audio that was cleared (exotel.md §1.8: their echoes were seen to arrive).
enum class ClearedMarks : std::uint8_t { echo, swallow };

/// Where the messages of a stream carry its `stream_sid` (exotel.md §1.6: the documentation calls it optional).
enum class StreamSidPlace : std::uint8_t {
  everywhere,    ///< live
  inside_start,  ///< nowhere but in the object `start`
  top_level,     ///< in every message, but not in the object `start`
  from_media,    ///< nowhere in `start`, at the top level of everything after it
};

/// How `start` spells numbers: '0' and ten digits, or "+91…" as the documentation's examples do (exotel.md §1.6).
enum class SocketNumbers : std::uint8_t { national /* live */, e164 };

/// Opcode of the frames that Exotel sends (exotel.md §1.5).
enum class Opcode : std::uint8_t { text /* live */, binary };

struct DtmfPress {
  std::chrono::milliseconds after_start{};
  char digit = '1';
};

/// The Passthru applet behind the Voicebot applet (exotel.md §4).
struct PassthruOptions {
  std::string url;  ///< http or https; empty: the flow has no such applet
  enum class Encoding : std::uint8_t {
    bracketed,     ///< Stream%5BStatus%5D=…
    raw_brackets,  ///< Stream[Status]=…
    json,          ///< Stream={"Status":…}
  } encoding{};
  enum class Keys : std::uint8_t { as_documented, lower_case /* as one documentation site shows them */ } keys{};
  /// Words of DisconnectedBy: user, bot, NA; or caller, bot, system, as a newer page has them (exotel.md §4).
  enum class Parties : std::uint8_t { user_and_na, caller_and_system } parties{};
  enum class Mode : std::uint8_t { sync /* 200 is branch A, 302 branch B */, async /* the answer is ignored */ } mode{};
  std::chrono::milliseconds timeout{15'000};
};

/// How the end of a call (and its beginning, when asked for) is told (exotel.md §6).
struct CallbackOptions {
  std::string url;  ///< http or https, its query is kept; empty: no callback
  enum class Body : std::uint8_t { multipart /* live */, json, urlencoded } body{};
  enum class Fields : std::uint8_t { minimal /* live */, extended /* with EventType and Legs */ } fields{};
  enum class Order : std::uint8_t { after_stop, before_stop } order{};
  bool with_stream = false;  ///< the terminal event carries the object `Stream` of Passthru (exotel.md §4)
  bool ringing = false;      ///< a `ringing` event, too: documented for Connect Voice AI only (exotel.md §5.3)
  bool answered = false;     ///< an `answered` event, too; Order::before_stop sends it behind the terminal one
  std::uint32_t copies = 1;  ///< 0: lost, 2: duplicated; up to 10
  std::chrono::milliseconds delay{0};            ///< of the terminal event, from its time
  std::uint32_t retries = 0;                     ///< after anything but a 2xx (Exotel is said to try three more times)
  std::chrono::milliseconds retry_pause{1'000};  ///< Exotel's are minutes
  std::chrono::milliseconds timeout{15'000};
};

/// One call through the Voicebot applet, as Exotel plays it.
struct VoicebotCallOptions {
  Applet applet = Applet::voicebot;
  std::string applet_url;  ///< ws:// wss:// (static) or http:// https:// (dynamic URL: asked with GET first)
  std::string from = "09812345678";
  std::string to = "08041234567";          ///< CallTo: the ExoPhone
  std::string routing_to = "09513886363";  ///< `To` of the webhook: a routing number on live trial accounts
  std::string direction = "incoming";
  std::string account_sid = "acmeco1";
  std::string call_sid;               ///< empty: generated in Exotel's form
  std::optional<std::uint64_t> seed;  ///< generated SIDs and form boundaries repeat with it
  /// So many times faster than real goes everything that Exotel and the caller do at their own pace (CallClock); 1 to
  /// CallClock::kFastest. All times of these options but timeouts and freeze_time are then shorter in the world.
  std::uint32_t clock_speed = 1;
  std::string custom_field;          ///< empty: absent
  std::filesystem::path caller_wav;  ///< what the caller says, any rate; empty: silence
  std::filesystem::path heard_wav;   ///< where to save what the caller heard of a call that connected; empty: nowhere
  std::uint32_t sample_rate = 8000;
  std::chrono::milliseconds talk_time{15'000};  ///< from `start` to the caller's hang-up
  /// Hang up this long after the first mark came due (the greeting was heard); nullopt: only talk_time counts.
  std::optional<std::chrono::milliseconds> hang_up_after_mark;
  Ending ending = Ending::hangup;
  /// So long after the answer Exotel ends the whole call: TimeLimit of a dial (exotel.md §5.3).
  std::optional<std::chrono::seconds> time_limit;
  /// So long after `start` the flow comes to a Stream applet with the action Stop; nullopt: to none. Applet::stream
  /// only.
  std::optional<std::chrono::milliseconds> stream_stop_after;
  /// `reason` of the `stop` when 60 minutes or time_limit are over: nobody has captured it (exotel.md §10, question 7).
  std::string limit_reason = "stopped";
  std::vector<DtmfPress> dtmf;  ///< in the order of their time
  std::string ca_file;          ///< trust this PEM instead of the system's
  bool insecure = false;        ///< accept any certificate
  bool keep_query = false;      ///< send the wss URL's query in the upgrade instead of stripping it
  bool echo_marks = true;       ///< false: the bot's marks are never answered
  ClearedMarks cleared_marks = ClearedMarks::echo;
  std::chrono::milliseconds webhook_timeout{5'000};
  std::chrono::milliseconds handshake_timeout{10'000};  ///< per try; one retry (exotel.md §1.4)
  std::chrono::milliseconds start_delay{0};             ///< between `connected` and `start`
  bool never_start = false;
  bool numbers_as_json_numbers = false;  ///< documented variant: counters as JSON numbers
  bool camel_case = false;               ///< streamSid, callSid, … instead of snake_case
  std::string encoding = "base64";       ///< the label in media_format; the audio is always s16le
  std::string bit_rate;                  ///< the label in media_format; empty: as live, "128kbps" at 8,000 Hz
  SocketNumbers socket_numbers = SocketNumbers::national;
  bool documented_sids = false;          ///< generated SIDs begin with "CA" and "MZ", as in the documentation
  bool empty_custom_parameters = false;  ///< present without any, too, as in the documentation
  bool timestamps_from_zero = false;     ///< of the first media; unknown, like 20 (exotel.md Appendix A)
  StreamSidPlace stream_sid_place = StreamSidPlace::everywhere;
  Opcode opcode = Opcode::text;
  bool blank_in_to_key = false;                   ///< `"to "`, as one documented example has it
  bool unknown_extras = false;                    ///< unknown events, and unknown fields in every message
  bool send_connected = true;                     ///< false: `start` comes first
  std::uint32_t frame_ms = 20;                    ///< 10 to 200
  std::chrono::milliseconds freeze_time{30'000};  ///< Ending::freeze: how long the silent socket is kept at most
  /// So long after `start` a second socket opens for the same call, with a `stream_sid` of its own (exotel.md §1.4).
  std::optional<std::chrono::milliseconds> duplicate_after;
  bool throttled = false;     ///< no stream is opened: the account has as many as it may (exotel.md §4)
  std::string recording_url;  ///< of an applet with Record, told after the stream; empty: absent
  PassthruOptions passthru;
  CallbackOptions callback;
};

/// `bad_request` says which option is wrong. Does not look at applet_url and the files.
[[nodiscard]] Result<void> check_options(const VoicebotCallOptions& options);

}  // namespace exo::simulator
