#include "simulator/call_session.h"

#include <algorithm>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

namespace exo::simulator {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);
/// A session's longest life (exotel.md §1.4).
constexpr std::chrono::minutes kLongestSession{60};
/// A bot that does not read for so long is given up.
constexpr std::chrono::seconds kLongestWrite{5};
/// How long a bot may take to end its side after the caller's end; then the connection is cut.
constexpr std::chrono::seconds kLongestFarewell{2};
constexpr milliseconds kWatchPeriod{250};
/// How soon a quiet phase notices that the caller was told to leave.
constexpr milliseconds kPollPeriod{50};
constexpr milliseconds kKeyPress{100};
/// Frames between two events that nobody knows.
constexpr std::uint64_t kUnknownEventEvery = 10;

WireStyle wire_style(const VoicebotCallOptions& options, std::uint32_t sample_rate) {
  return {.counters = options.numbers_as_json_numbers ? Counters::number : Counters::text,
          .keys = options.camel_case ? KeyStyle::camel_case : KeyStyle::snake_case,
          .sample_rate = sample_rate,
          .frame_ms = options.frame_ms,
          .encoding = options.encoding,
          .bit_rate = options.bit_rate,
          .custom_parameters = options.empty_custom_parameters ? WireStyle::CustomParameters::always
                                                               : WireStyle::CustomParameters::when_any,
          .timestamps = options.timestamps_from_zero ? WireStyle::Timestamps::begin_of_frame
                                                     : WireStyle::Timestamps::end_of_frame,
          .stream_sid_place = options.stream_sid_place,
          .to_key = options.blank_in_to_key ? WireStyle::ToKey::with_blank : WireStyle::ToKey::plain,
          .extras = options.unknown_extras ? WireStyle::Extras::unknown : WireStyle::Extras::none};
}

std::string_view stop_reason(Ending ending) {
  switch (ending) {
    case Ending::hangup:
      return "canceled or call ended";
    case Ending::callended:
      return "callended";
    case Ending::stopped:
      return "stopped";
    case Ending::no_stop:
    case Ending::reset:
    case Ending::freeze:
      return {};
  }
  return {};
}

}  // namespace

CallSession::CallSession(const asio::any_io_executor& strand, const VoicebotCallOptions& options, CallClock clock,
                         const StreamIdentity& identity, std::uint32_t sample_rate,
                         std::shared_ptr<const CallerFrames> voice, std::unique_ptr<BotSocket> socket,
                         std::function<bool()> until)
    : options_(options),
      clock_(clock),
      voice_(std::move(voice)),
      socket_(std::move(socket)),
      until_(std::move(until)),
      messages_(identity, wire_style(options, sample_rate)),
      ear_(identity.stream_sid, sample_rate, options.heard_wav.empty() ? Recording::none : Recording::keep,
           options.cleared_marks),
      talk_timer_(strand),
      watch_timer_(strand) {}

asio::awaitable<void> CallSession::run() {
  using namespace asio::experimental::awaitable_operators;
  opened_ = clock_.now();
  co_await (talk() && listen() && watch());
}

// ------------------------------------------------------------------------------------------------------------- talk

asio::awaitable<void> CallSession::talk() {
  socket_->send_as(options_.opcode);
  if (!options_.send_connected || co_await send(StreamMessages::connected())) {
    co_await wait_until(opened_ + options_.start_delay);
    co_await speak_frames();
    co_await leave();
  }
  talked_ = true;
  watch_timer_.cancel();
}

asio::awaitable<void> CallSession::speak_frames() {
  if (over_ || told_to_leave()) co_return;
  if (options_.never_start) {
    co_await wait_until(std::min<SteadyTime>(opened_ + options_.talk_time, last_moment()));
    co_return;
  }
  const auto start = clock_.now();
  ear_.start(start);
  if (!co_await send(messages_.start())) co_return;
  for (std::uint64_t number = 1; !over_ && !wants_to_leave(clock_.now()); ++number) {
    const auto due = start + number * milliseconds(options_.frame_ms);
    co_await wait_until(due);
    send_lag_ = std::max<SteadyTime::duration>(send_lag_, clock_.now() - due);
    if (over_ || !co_await send_frame(number)) break;
  }
}

asio::awaitable<bool> CallSession::send_frame(std::uint64_t number) {
  if (!co_await send_marks()) co_return false;
  if (!co_await send_dtmf(clock_.now())) co_return false;
  if (options_.unknown_extras && !co_await send_extras(number)) co_return false;
  if (voice_->first_voiced() == number - 1) ear_.caller_acted(clock_.now());
  if (!co_await send(messages_.media(voice_->payload(number - 1)))) co_return false;
  ++media_sent_;
  co_return true;
}

asio::awaitable<bool> CallSession::send_marks() {
  const auto due = ear_.advance(clock_.now());
  if (!options_.echo_marks || forks()) co_return true;
  for (const auto& mark : due) {
    if (!co_await send(messages_.mark(mark.name))) co_return false;
  }
  co_return true;
}

asio::awaitable<bool> CallSession::send_dtmf(SteadyTime now) {
  if (forks()) co_return true;  // exotel.md §1.1: keys are for the Voicebot applet only
  while (dtmf_sent_ < options_.dtmf.size() && now >= *ear_.started() + options_.dtmf[dtmf_sent_].after_start) {
    ear_.caller_acted(now);
    if (!co_await send(messages_.dtmf(options_.dtmf[dtmf_sent_++].digit, kKeyPress))) co_return false;
  }
  co_return true;
}

asio::awaitable<bool> CallSession::send_extras(std::uint64_t number) {
  if (number % kUnknownEventEvery != 1) co_return true;
  co_return co_await send(messages_.unknown_event());
}

asio::awaitable<bool> CallSession::send(std::string_view text) {
  writing_since_ = steady_clock::now();
  const bool sent = co_await socket_->write(text);
  writing_since_.reset();
  if (!sent) socket_->abort();  // so that the reader learns of it, too
  co_return sent;
}

asio::awaitable<void> CallSession::wait_until(SteadyTime time) {
  while (!over_) {
    if (clock_.now() >= time || told_to_leave()) co_return;
    talk_timer_.expires_at(std::min<SteadyTime>(clock_.real(time), steady_clock::now() + kPollPeriod));
    co_await talk_timer_.async_wait(kNoThrow);
  }
}

bool CallSession::wants_to_leave(SteadyTime now) const {
  if (told_to_leave() || now >= last_moment() || is_stopped(now)) return true;
  if (now >= *ear_.started() + options_.talk_time) return true;
  const auto mark = ear_.first_mark();
  return options_.hang_up_after_mark && mark && now >= *mark + *options_.hang_up_after_mark;
}

SteadyTime CallSession::last_moment() const {
  return std::min<SteadyTime>(opened_ + kLongestSession, call_ends_);
}

bool CallSession::is_stopped(SteadyTime now) const {
  return options_.stream_stop_after && ear_.started() && now >= *ear_.started() + *options_.stream_stop_after;
}

Ending CallSession::ending() const {
  const bool cut_short = options_.ending == Ending::freeze && told_to_leave();
  return cut_short ? Ending::hangup : options_.ending;
}

asio::awaitable<void> CallSession::leave() {
  if (over_) co_return;
  if (before_leaving_ && !is_stopped(clock_.now())) co_await before_leaving_();
  if (over_) co_return;
  if (!told_to_leave() && clock_.now() >= last_moment()) {
    const bool whole_call = call_ends_ <= opened_ + kLongestSession;
    co_return co_await end_by_exotel(
        options_.limit_reason, whole_call ? "the call's TimeLimit was over" : "the longest time of a stream was over");
  }
  if (!told_to_leave() && is_stopped(clock_.now())) {
    co_return co_await end_by_exotel(stop_reason(Ending::stopped), "a Stream applet stopped it");
  }
  if (ending() == Ending::freeze) {
    co_await play_dead();
    co_return;
  }
  const auto reason = stop_reason(ending());
  if (!reason.empty() && !co_await send(messages_.stop(reason))) co_return;
  stop_listening();
  ended_by_ = "caller";
  if (ending() == Ending::reset) {
    socket_->reset();
  } else {
    socket_->hang_up();
  }
}

asio::awaitable<void> CallSession::end_by_exotel(std::string_view reason, std::string_view detail) {
  if (!co_await send(messages_.stop(reason))) co_return;
  stop_listening();
  ended_by_ = "exotel";
  end_detail_ = detail;
  socket_->hang_up();
}

asio::awaitable<void> CallSession::play_dead() {
  stop_listening();
  frozen_ = true;
  const auto silence = co_await socket_->play_dead(steady_clock::now() + options_.freeze_time, until_);
  ended_by_ = silence == BotSocket::Silence::bot_ended ? "bot" : "caller";
}

void CallSession::stop_listening() {
  left_ = clock_.now();
  farewell_since_ = steady_clock::now();
  static_cast<void>(ear_.advance(*left_));
}

// ----------------------------------------------------------------------------------------------------------- listen

asio::awaitable<void> CallSession::listen() {
  while (true) {
    const auto frame = co_await socket_->read();
    if (!frame) {
      note_end(frame.error());
      break;
    }
    if (left_) continue;  // what is still on its way when the caller has gone is heard by nobody
    if (forks()) {
      ear_.note("message to a Stream applet, which takes none");
    } else if (*frame == BotSocket::Frame::binary) {
      ear_.note("binary frame");
    } else {
      ear_.hear(socket_->message(), clock_.now());
    }
  }
  closed_ = clock_.now();
  over_ = true;
  socket_->abort();
  talk_timer_.cancel();
  watch_timer_.cancel();
}

void CallSession::note_end(const BotSocket::End& end) {
  close_code_ = end.close_code;
  if (left_) return;
  ended_by_ = end.close_code != 0 ? "bot" : "connection";
  end_detail_ = end.detail;
  static_cast<void>(ear_.advance(clock_.now()));
}

// ------------------------------------------------------------------------------------------------------------ watch

asio::awaitable<void> CallSession::watch() {
  while (!over_ || !talked_) {
    watch_timer_.expires_after(kWatchPeriod);
    co_await watch_timer_.async_wait(kNoThrow);
    const auto now = steady_clock::now();
    const bool stuck = writing_since_ && now >= *writing_since_ + kLongestWrite;
    if (stuck) ear_.note("did not read for 5 seconds");
    if (stuck || (farewell_since_ && !frozen_ && now >= *farewell_since_ + kLongestFarewell)) socket_->abort();
  }
}

// ----------------------------------------------------------------------------------------------------------- report

void CallSession::report(VoicebotCallOutcome& outcome) {
  using std::chrono::duration_cast;
  ear_.report(outcome);
  outcome.stream_ms = duration_cast<milliseconds>(left_.value_or(closed_) - opened_).count();
  outcome.media_sent = media_sent_;
  outcome.send_lag_us = duration_cast<std::chrono::microseconds>(send_lag_).count();
  outcome.ended_by = ended_by_;
  outcome.end_detail = end_detail_;
  outcome.close_code = close_code_;
}

std::vector<std::int16_t> CallSession::take_heard() {
  return ear_.take_heard();
}

}  // namespace exo::simulator
