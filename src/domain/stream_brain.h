#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "domain/call_record.h"
#include "domain/paced_playout.h"
#include "domain/stream_desk.h"
#include "domain/stream_event.h"

namespace exo::domain {

/// The mark after the greeting's last frame; its echo means that the caller has heard it all.
inline constexpr std::string_view kGreetingMark = "greeting_done";

struct StreamLimits {
  std::chrono::milliseconds start_timeout{12'000};        ///< from the upgrade to `start`
  std::chrono::milliseconds media_timeout{12'000};        ///< after `start`, without any message
  std::chrono::milliseconds max_duration{600'000};        ///< from the upgrade
  std::chrono::milliseconds first_audio_deadline{4'000};  ///< from `start`; then the last resort is played
  std::chrono::milliseconds lead{600};                    ///< audio sent ahead of real time
  std::uint64_t max_malformed = 100;                      ///< messages that are no JSON object; then the stream ends
};

/// What is known of a stream when its socket opens.
struct StreamOpening {
  std::string record_id;                  ///< UUID
  std::string path;                       ///< of the socket, without the query
  std::string bot_id;                     ///< from /exotel/{bot_id}; empty: the DID decides
  std::string call_id;                    ///< from the URL's query; Exotel usually strips it
  std::optional<SampleRate> sample_rate;  ///< from the URL's `sample-rate`
};

/// The brain has no clock: whoever calls it says what time it is.
struct Moment {
  SteadyTime steady;
  WallTime wall;
};

/// Why a socket went away without our asking.
enum class SocketLoss : std::uint8_t {
  closed,    ///< the peer sent a close frame
  lost,      ///< TCP or TLS ended without one
  stalled,   ///< the peer stopped reading
  violated,  ///< not WebSocket, or a message above the limit
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
  std::string_view name;  ///< static text
  std::uint64_t sequence = 0;
};

/// Send nothing that has not left yet, then a close frame with this code. No other send follows it.
struct CloseStream {
  std::uint16_t code = 1000;
};

/// record() has changed in a way that should be kept now.
struct SaveRecord {};

using StreamAction = std::variant<SendMedia, SendMark, CloseStream, SaveRecord>;
using StreamActions = std::vector<StreamAction>;

/// Decides everything about one media stream and owns its record: connected → started → greeting → done, and from each
/// of them to the end, exactly once. A plain object: no I/O, clock or thread; not thread-safe. Actions are appended to
/// the caller's list, which it may reuse, so a call in its steady state allocates nothing.
class StreamBrain {
 public:
  /// `desk` must outlive the brain. Asks for the greeting early when the opening tells what it will be.
  StreamBrain(StreamOpening opening, StreamLimits limits, StreamDesk& desk, Moment now);

  void on_event(const StreamEvent& event, Moment now, StreamActions& out);
  /// A message that carries no event: a binary frame (decisions.md §8).
  void on_noise(Moment now);
  /// Every 20 ms or so.
  void on_tick(Moment now, Outlet outlet, StreamActions& out);
  /// The socket is gone; nothing can be sent any more.
  void on_closed(SocketLoss loss, std::string_view detail, Moment now, StreamActions& out);
  /// The gateway stops.
  void on_shutdown(Moment now, StreamActions& out);

  [[nodiscard]] const CallRecord& record() const noexcept { return record_; }
  [[nodiscard]] bool ended() const noexcept { return state_ == State::ended; }

 private:
  enum class State : std::uint8_t { connected, started, greeting, done, ended };

  void handle(const StreamConnected&, Moment, StreamActions&) {}
  void handle(const StreamStart& start, Moment now, StreamActions& out);
  void handle(const StreamMedia& media, Moment now, StreamActions& out);
  void handle(const StreamDtmf& dtmf, Moment now, StreamActions& out);
  void handle(const StreamMark& mark, Moment now, StreamActions& out);
  void handle(const StreamStop& stop, Moment now, StreamActions& out);
  void handle(const StreamUnknown&, Moment, StreamActions&) {}
  void handle(const StreamMalformed& bad, Moment now, StreamActions& out);

  void learn_stream_sid(std::string_view sid);
  void read_parties(const StreamStart& start, const WebhookHit& hit);
  void find_did(const Directory& directory, const WebhookHit& hit);
  [[nodiscard]] GreetingScript choose_script(const Directory& directory);

  void advance_greeting(Moment now, Outlet outlet, StreamActions& out);
  void resort_to_embedded(std::string reason);
  void note_first_audio(Moment now, StreamActions& out);
  void note_report();
  void finish_greeting(StreamActions& out);
  void end(EndReason reason, std::string detail, std::optional<std::uint16_t> close_code, Moment now,
           StreamActions& out);

  StreamDesk& desk_;
  const StreamLimits limits_;
  CallRecord record_;
  std::optional<SampleRate> url_rate_;
  SteadyTime opened_;
  SteadyTime started_{};
  SteadyTime last_message_;
  State state_ = State::connected;
  std::string language_ = "en";
  std::optional<PacedPlayout> playout_;
  bool last_resort_used_ = false;
  std::uint64_t sequence_ = 0;  ///< of what we send
  std::uint64_t malformed_ = 0;
};

}  // namespace exo::domain
