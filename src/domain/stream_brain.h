#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/bot.h"
#include "domain/call_journal.h"
#include "domain/echo_line.h"
#include "domain/message_meter.h"
#include "domain/speech_detector.h"
#include "domain/stream_action.h"
#include "domain/stream_desk.h"
#include "domain/stream_event.h"
#include "domain/stream_talk.h"

namespace exo::domain {

struct StreamLimits {
  std::chrono::milliseconds start_timeout{12'000};        ///< from the upgrade to `start`
  std::chrono::milliseconds media_timeout{12'000};        ///< after `start`, without any message
  std::chrono::milliseconds max_duration{3'600'000};      ///< from the upgrade; a bot's own may be shorter
  std::chrono::milliseconds first_audio_deadline{4'000};  ///< for the next audio to say; then the last resort is played
  std::chrono::milliseconds lead{600};                    ///< audio sent ahead of real time
  std::uint64_t max_malformed = 100;                      ///< messages that are no JSON object; then the stream ends
  std::uint32_t max_messages_per_second = 200;            ///< of any kind, on average; live Exotel sends 50
  std::chrono::milliseconds barge_in_speech{400};         ///< so much sustained speech interrupts
  std::chrono::milliseconds barge_in_grace{
      1'000};  ///< from the first audio; speech does not interrupt before, a key does
};

/// What is known of a stream when its socket opens.
struct StreamOpening {
  std::string record_id;                  ///< UUID
  std::string path;                       ///< of the socket, without the query
  std::string bot_id;                     ///< from /exotel/{bot_id}; empty: the DID decides
  std::string call_id;                    ///< from the URL's query; Exotel usually strips it
  std::optional<SampleRate> sample_rate;  ///< from the URL's `sample-rate`
  std::string peer{};                     ///< address, for the record
  /// `reserve`: opened beyond the site's limit; the caller hears the sorry message only.
  enum class Seat : std::uint8_t { regular, reserve };
  Seat seat = Seat::regular;
  std::string only_call_sid{};  ///< a `start` that names another call is refused; empty: any may come
};

/// Why a socket went away without our asking.
enum class SocketLoss : std::uint8_t {
  closed,    ///< the peer sent a close frame
  lost,      ///< TCP or TLS ended without one
  stalled,   ///< the peer stopped reading
  violated,  ///< not WebSocket, or a message above the limit
};

/// Decides everything about one media stream and owns its record, from the open socket to the end, exactly once. A
/// plain object: no I/O, clock or thread; not thread-safe. Actions are appended to the caller's list, which it may
/// reuse, so a call in its steady state allocates nothing.
///
///     connected ─start→ talking ─last frame→ listening ─→ talking again (menu) … ─→ leaving ─heard→ ended
///
/// `connected`: no `start` yet. `talking`: something is being said, or is to be. `listening`: the bot has said what it
/// had to say, and stays, waits for a digit or echoes. `leaving`: the last words are on their way to the caller's ear.
class StreamBrain {
 public:
  /// `desk` must outlive the brain. Asks for the greeting early when the opening tells what it will be.
  StreamBrain(StreamOpening opening, StreamLimits limits, StreamDesk& desk, Moment now);

  void on_event(const StreamEvent& event, Moment now, StreamActions& out);
  /// A message that carries no event: a binary frame (decisions.md §8).
  void on_noise(Moment now, StreamActions& out);
  /// Every 20 ms. `beat`: when this tick was due, a little before `now`; audio goes out by it, so that ticks which come
  /// late by turns send what was due at them and nothing early.
  void on_tick(Moment now, SteadyTime beat, Outlet outlet, StreamActions& out);
  /// The socket is gone; nothing can be sent any more.
  void on_closed(SocketLoss loss, std::string_view detail, Moment now, StreamActions& out);
  /// The gateway stops.
  void on_shutdown(Moment now, StreamActions& out);

  [[nodiscard]] const CallRecord& record() const noexcept { return journal_.record(); }
  [[nodiscard]] bool ended() const noexcept { return state_ == State::ended; }
  /// `start` has come (or the call is over).
  [[nodiscard]] bool started() const noexcept { return state_ != State::connected; }

 private:
  enum class State : std::uint8_t { connected, talking, listening, leaving, ended };
  /// What follows what is being said.
  enum class Next : std::uint8_t { stay, hang_up, menu, echo };

  void handle(const StreamConnected&, Moment, StreamActions&) {}
  void handle(const StreamStart& start, Moment now, StreamActions& out);
  void handle(const StreamMedia& media, Moment now, StreamActions& out);
  void handle(const StreamDtmf& dtmf, Moment now, StreamActions& out);
  void handle(const StreamMark& mark, Moment now, StreamActions& out);
  void handle(const StreamStop& stop, Moment now, StreamActions& out);
  void handle(const StreamUnknown&, Moment, StreamActions&) {}
  void handle(const StreamMalformed& bad, Moment now, StreamActions& out);

  // Who calls whom.
  void learn_stream_sid(std::string_view sid);
  [[nodiscard]] WebhookHit recall_webhook();
  void read_parties(const StreamStart& start, const WebhookHit& hit);
  void find_did(const Directory& directory, const WebhookHit& hit);

  // Who answers.
  void answer(const Directory& directory, StreamOpening::Seat seat, Moment now);
  void give_to(const Bot* bot, std::string_view bot_id, Moment now);
  void apologise(std::string_view limit, Moment now);
  void say_greeting(Moment now);
  void say(std::shared_ptr<const GreetingAudio> audio, std::string_view what, Moment now);

  // What is being said.
  void advance(Moment now, SteadyTime beat, Outlet outlet, StreamActions& out);
  void advance_talk(Moment now, SteadyTime beat, Outlet outlet, StreamActions& out);
  void resort_to_embedded(std::string reason, Moment now);
  void note_first_audio(Moment now, StreamActions& out);
  void note_report();
  void finish_talk(Moment now, StreamActions& out);
  void pass_on(Moment now, StreamActions& out);

  // What the caller does meanwhile.
  void listen(std::string_view payload, Moment now, Outlet outlet, StreamActions& out);
  [[nodiscard]] bool audible(Moment now) const;
  void interrupt(std::string_view by, Moment now, StreamActions& out);
  void press(char digit, Moment now, StreamActions& out);
  void choose(char digit, Moment now, StreamActions& out);
  void ask_again(std::string_view why, Moment now, StreamActions& out);

  void refuse(std::string detail, std::uint16_t close_code, Moment now, StreamActions& out);
  void hang_up(EndReason reason, std::string detail, Moment now, StreamActions& out);
  void end(EndReason reason, std::string detail, std::optional<std::uint16_t> close_code, Moment now,
           StreamActions& out);
  [[nodiscard]] bool apologising(EndReason reason) const noexcept;
  [[nodiscard]] bool over_limits(Moment now, StreamActions& out);
  [[nodiscard]] bool too_many_messages(Moment now, StreamActions& out);
  [[nodiscard]] SampleRate rate() const;
  [[nodiscard]] CallRecord& kept() noexcept { return journal_.record(); }

  StreamDesk& desk_;
  const StreamLimits limits_;
  CallJournal journal_;
  StreamOpening::Seat seat_;
  const std::string only_call_sid_;
  std::optional<SampleRate> url_rate_;
  SteadyTime opened_;
  SteadyTime started_{};
  SteadyTime last_message_;
  MessageMeter meter_;
  State state_ = State::connected;
  Outlet outlet_ = Outlet::open;  ///< as the last tick found it

  Bot bot_{};  ///< a copy: an edit during the call changes nothing in it
  std::unique_ptr<CallPlace> place_;
  Next next_ = Next::stay;
  EndReason leave_as_ = EndReason::bot_hangup;
  std::string leave_detail_;
  std::chrono::milliseconds max_duration_;

  StreamTalk talk_;
  std::string saying_;  ///< "greeting", "menu", "sorry": for the timeline
  bool interruptible_ = false;
  bool resorted_ = false;                     ///< what is said is the last resort
  std::optional<SteadyTime> first_frame_at_;  ///< of what is being said
  SteadyTime leave_at_{};                     ///< in `leaving`, when the final mark does not come
  SteadyTime menu_until_{};
  std::uint32_t menu_rounds_ = 0;
  std::optional<char> early_digit_;  ///< pressed while the greeting was protected

  std::optional<SpeechDetector> detector_;
  std::optional<EchoLine> echo_;
  std::vector<std::byte> pcm_;  ///< of the media message at hand
  std::uint64_t malformed_ = 0;
};

}  // namespace exo::domain
