#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/clock.h"
#include "simulator/bot_ear.h"
#include "simulator/bot_socket.h"
#include "simulator/call_clock.h"
#include "simulator/caller_voice.h"
#include "simulator/stream_messages.h"
#include "simulator/voicebot_call.h"

namespace exo::simulator {

/// One stream from the open WebSocket to its end: the caller speaks and listens. Three coroutines on one strand: `talk`
/// writes everything on an absolute clock, `listen` is the one reader, `watch` ends what hangs. Internal to the folder.
class CallSession {
 public:
  CallSession(const boost::asio::any_io_executor& strand, const VoicebotCallOptions& options, CallClock clock,
              const StreamIdentity& identity, std::uint32_t sample_rate, std::shared_ptr<const CallerFrames> voice,
              std::unique_ptr<BotSocket> socket, std::function<bool()> until);

  /// Before `run`: awaited when the call is about to end from Exotel's side, before any `stop`.
  void before_leaving(std::function<boost::asio::awaitable<void>()> step) { before_leaving_ = std::move(step); }

  /// Before `run`: when Exotel ends the call, however long the stream has lasted.
  void must_end_by(SteadyTime time) { call_ends_ = time; }

  [[nodiscard]] boost::asio::awaitable<void> run();
  /// `start` has gone out and the stream is not over.
  [[nodiscard]] bool is_live() const noexcept { return ear_.started().has_value() && !over_ && !left_; }
  [[nodiscard]] std::optional<SteadyTime> started() const noexcept { return ear_.started(); }
  /// The socket is gone, or the caller is.
  [[nodiscard]] bool is_over() const noexcept { return over_ || left_.has_value(); }
  [[nodiscard]] bool caller_left() const noexcept { return left_.has_value(); }

  /// After `run`: adds what happened.
  void report(VoicebotCallOutcome& outcome);
  /// After `run`: from `start` to the end of the call; empty with Recording::none.
  [[nodiscard]] std::vector<std::int16_t> take_heard();

 private:
  boost::asio::awaitable<void> talk();
  boost::asio::awaitable<void> listen();
  boost::asio::awaitable<void> watch();

  boost::asio::awaitable<void> speak_frames();
  boost::asio::awaitable<bool> send_frame(std::uint64_t number);
  boost::asio::awaitable<bool> send_marks();
  boost::asio::awaitable<bool> send_dtmf(SteadyTime now);
  boost::asio::awaitable<bool> send_extras(std::uint64_t number);
  boost::asio::awaitable<bool> send(std::string_view text);
  boost::asio::awaitable<void> leave();
  boost::asio::awaitable<void> end_by_exotel(std::string_view reason, std::string_view detail);
  boost::asio::awaitable<void> play_dead();
  void stop_listening();
  /// Sleeps until `time`; returns early when the call is over or the caller was told to leave.
  boost::asio::awaitable<void> wait_until(SteadyTime time);

  void note_end(const BotSocket::End& end);
  [[nodiscard]] bool told_to_leave() const { return until_ && until_(); }
  [[nodiscard]] bool wants_to_leave(SteadyTime now) const;
  /// Exotel's own end of this stream: 60 minutes, or of its call.
  [[nodiscard]] SteadyTime last_moment() const;
  /// The flow has come to the applet that stops this stream.
  [[nodiscard]] bool is_stopped(SteadyTime now) const;
  [[nodiscard]] bool forks() const { return options_.applet == Applet::stream; }
  [[nodiscard]] Ending ending() const;

  const VoicebotCallOptions& options_;  ///< outlives the session
  const CallClock clock_;
  const std::shared_ptr<const CallerFrames> voice_;
  const std::unique_ptr<BotSocket> socket_;
  const std::function<bool()> until_;
  std::function<boost::asio::awaitable<void>()> before_leaving_;
  StreamMessages messages_;
  BotEar ear_;
  boost::asio::steady_timer talk_timer_;
  boost::asio::steady_timer watch_timer_;

  // By clock_.
  SteadyTime opened_{};
  SteadyTime call_ends_ = SteadyTime::max();
  std::optional<SteadyTime> left_;                  ///< the caller has gone
  std::chrono::steady_clock::duration send_lag_{};  ///< the worst
  SteadyTime closed_{};                             ///< `listen` has returned
  // By the real clock.
  std::optional<SteadyTime> farewell_since_;
  std::optional<SteadyTime> writing_since_;
  bool over_ = false;    ///< the socket is gone
  bool frozen_ = false;  ///< Ending::freeze has begun
  bool talked_ = false;  ///< `talk` has returned
  std::size_t dtmf_sent_ = 0;
  std::uint64_t media_sent_ = 0;
  std::string ended_by_;
  std::string end_detail_;
  std::uint16_t close_code_ = 0;
};

}  // namespace exo::simulator
