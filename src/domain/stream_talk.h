#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "domain/paced_playout.h"
#include "domain/stream_action.h"

namespace exo::domain {

/// The mark after the first greeting's last frame; its echo means that the caller has heard it all. Later utterances of
/// a stream have a number behind it, "greeting_done-2".
inline constexpr std::string_view kGreetingMark = "greeting_done";

/// The speaking half of one media stream: one utterance at a time, paced out with its marks, and how much of it the
/// caller has heard. Also owns the counters of what is sent. Plain object, not thread-safe.
class StreamTalk {
 public:
  explicit StreamTalk(std::chrono::milliseconds lead) : lead_(lead) {}

  /// `steps`: a mark after every second too, so that an interruption is known to the second even if the far end plays
  /// late.
  enum class Marks : std::uint8_t { end, steps };

  /// Begins the next utterance in the place of the one before, whose marks mean nothing from now on. Null: silence.
  void say(std::shared_ptr<const GreetingAudio> audio, Marks marks, SteadyTime now);
  /// The same utterance goes on with other audio: what it should have been cannot be made.
  void go_on_with(std::shared_ptr<const GreetingAudio> audio, SteadyTime now);

  struct Progress {
    bool began = false;     ///< the utterance's first frame went out
    bool finished = false;  ///< its last frame and the mark behind it went out
  };
  /// Appends what is due.
  Progress advance(SteadyTime now, Outlet outlet, StreamActions& out);
  /// One frame outside any utterance; play_end() moves with it.
  void send(std::shared_ptr<const GreetingAudio> one_frame, SteadyTime now, StreamActions& out);

  enum class Echo : std::uint8_t {
    stale,   ///< of an utterance that is over or was cut: advances nothing
    part,    ///< the caller has heard some more
    all,     ///< the caller has heard the utterance to its end
    foreign  ///< no mark that we sent
  };
  [[nodiscard]] Echo on_mark(std::string_view name);

  /// Cuts the utterance: appends a clear and returns how much of it the caller has heard.
  std::chrono::milliseconds interrupt(SteadyTime now, StreamActions& out);

  /// Nothing is being said: before the first `say`, after the last frame, after an interruption.
  [[nodiscard]] bool silent() const noexcept { return !playout_; }
  /// The utterance has no frame that could be sent now.
  [[nodiscard]] bool starved() const { return playout_ && playout_->starved(); }
  /// The utterance has no audio at all, and never will.
  [[nodiscard]] bool empty() const { return playout_ && !began_ && playout_->exhausted(); }
  [[nodiscard]] bool began() const noexcept { return began_; }
  /// Since when nothing could be sent although the utterance is not over: the last frame, or its beginning.
  [[nodiscard]] SteadyTime last_progress() const noexcept { return last_progress_; }
  /// When the far end has played what was sent of the utterance.
  [[nodiscard]] SteadyTime play_end() const noexcept { return play_end_; }
  [[nodiscard]] std::uint32_t number() const noexcept { return number_; }
  /// Of the newest utterance, also when it is over; null when there is none.
  [[nodiscard]] const GreetingAudio* audio() const noexcept { return audio_.get(); }
  [[nodiscard]] std::uint64_t frames_sent() const noexcept { return chunk_; }
  [[nodiscard]] std::uint64_t marks_sent() const noexcept { return marks_; }

 private:
  void send_frame(std::shared_ptr<const GreetingAudio> audio, std::size_t index, StreamActions& out);
  void send_mark(std::string name, StreamActions& out);
  void mark_steps(StreamActions& out);
  [[nodiscard]] std::string end_mark() const;
  [[nodiscard]] std::string step_mark(std::int64_t second) const;

  const std::chrono::milliseconds lead_;
  std::shared_ptr<const GreetingAudio> audio_;
  std::optional<PacedPlayout> playout_;
  Marks marking_ = Marks::end;
  bool began_ = false;
  bool heard_ = false;                   ///< to its end
  std::uint32_t number_ = 0;             ///< of the utterance; 1: the first
  std::chrono::microseconds said_{};     ///< of this utterance
  std::chrono::microseconds backlog_{};  ///< of what was said before, still to be played when it began
  std::int64_t seconds_marked_ = 0;
  std::int64_t seconds_heard_ = 0;
  SteadyTime last_progress_{};
  SteadyTime play_end_{};
  std::uint64_t sequence_ = 0;
  std::uint64_t chunk_ = 0;
  std::uint64_t marks_ = 0;
  std::chrono::microseconds sent_{};  ///< of the stream
};

}  // namespace exo::domain
