#include "simulator/voicebot_task.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "simulator/applet_webhook.h"
#include "simulator/call_session.h"
#include "simulator/exotel_values.h"
#include "simulator/flow_sequel.h"
#include "simulator/http_client.h"
#include "simulator/sid_source.h"
#include "simulator/stream_verdict.h"

namespace exo::simulator {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// The first try and the one retry of exotel.md §1.4; the delay between them is unknown, so there is none.
constexpr std::uint32_t kHandshakeTries = 2;
constexpr milliseconds kUntilPoll{50};

asio::awaitable<void> wait_for(std::function<bool()> until) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  while (!until || !until()) {
    timer.expires_after(kUntilPoll);
    const auto [error] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    if (error) co_return;
  }
}

/// `work`, unless the caller gives up first; then its connection is dropped.
template <class T>
asio::awaitable<std::expected<T, std::string>> unless(asio::awaitable<std::expected<T, std::string>> work,
                                                      std::function<bool()> until) {
  using namespace asio::experimental::awaitable_operators;
  auto first = co_await (std::move(work) || wait_for(std::move(until)));
  if (first.index() == 0) co_return std::move(std::get<0>(first));
  co_return std::unexpected("the caller hung up before the bot answered");
}

/// One call on its way from the applet's URL to the end of its flow.
class CallSetup {
 public:
  CallSetup(VoicebotCallOptions options, CallAssets assets, std::function<bool()> until, std::function<void()> hung_up,
            std::function<void()> stream_over)
      : options_(std::move(options)),
        assets_(std::move(assets)),
        until_(std::move(until)),
        hung_up_(std::move(hung_up)),
        stream_over_(std::move(stream_over)),
        sids_(options_.seed),
        sequel_(options_, assets_, created_, played_.outcome, until_) {
    // Drawn in any case: a given CallSid does not change the stream's.
    auto call_sid = (options_.documented_sids ? "CA" : "") + sids_.next(created_);
    played_.outcome.call_sid = options_.call_sid.empty() ? std::move(call_sid) : options_.call_sid;
    played_.outcome.sample_rate = options_.sample_rate;
  }
  CallSetup(const CallSetup&) = delete;
  CallSetup& operator=(const CallSetup&) = delete;

  asio::awaitable<PlayedCall> play() {
    using namespace asio::experimental::awaitable_operators;
    answered_ = assets_.clock.now();
    co_await (tell_how_it_began() && connected());
    auto& outcome = played_.outcome;
    const auto verdict = judge_stream(options_, outcome);
    outcome.stream_status = verdict.status;
    outcome.disconnected_by = verdict.disconnected_by;
    if (hung_up_) hung_up_();
    co_await sequel_.over("completed");
    co_return std::move(played_);
  }

 private:
  /// In this order, beside the call: whoever takes them slowly does not delay the answer.
  asio::awaitable<void> tell_how_it_began() {
    co_await sequel_.ringing();
    co_await sequel_.answered();
  }

  /// From the answer to the end of the call.
  asio::awaitable<void> connected() {
    co_await stream();
    tell_stream_over();
    if (options_.applet == Applet::voicebot) co_return;
    // Behind a Stream applet the flow has gone on; what is left of the call is without a stream.
    if (options_.stream_stop_after) co_await rest_until(*options_.stream_stop_after);
    co_await sequel_.pass_on();
    co_await rest_until(options_.talk_time);
  }

  /// Once.
  void tell_stream_over() {
    if (const auto tell = std::exchange(stream_over_, nullptr)) tell();
  }

  /// The caller stays so long, from `start` or, without one, from the answer.
  asio::awaitable<void> rest_until(milliseconds time) {
    const auto end = std::min(started_.value_or(answered_) + time, call_ends());
    co_await wait_for([this, end] { return assets_.clock.now() >= end || (until_ && until_()); });
  }

  [[nodiscard]] SteadyTime call_ends() const {
    return options_.time_limit ? answered_ + *options_.time_limit : SteadyTime::max();
  }

  asio::awaitable<void> stream() {
    auto url = parse_target_url(options_.applet_url);
    if (url && !url->is_socket()) url = co_await ask_webhook(std::move(*url));
    if (!url) {
      played_.outcome.failure = url.error().detail;
      co_return;
    }
    played_.outcome.socket_url = answered_url_.empty() ? options_.applet_url : answered_url_;
    if (options_.throttled) {
      played_.outcome.failure = "the account has as many streams as it may (Streaming_call_throttled)";
      co_return;
    }
    co_await play_on(std::move(*url));
  }

  asio::awaitable<Result<TargetUrl>> ask_webhook(TargetUrl applet_url) {
    auto url = make_webhook_url(applet_url, options_, played_.outcome.call_sid, created_, assets_.clock.wall_now());
    const auto asked = steady_clock::now();
    auto answer = co_await unless(http_get(std::move(url), asked + options_.webhook_timeout, assets_.trust), until_);
    played_.outcome.webhook_ms = std::chrono::duration_cast<milliseconds>(steady_clock::now() - asked).count();
    auto socket_url = answer ? read_webhook_answer(answer->status, answer->body)
                             : fail(Errc::upstream_failed, std::move(answer.error()));
    played_.outcome.webhook_ok = socket_url.has_value();
    if (!socket_url) {
      co_return fail(Errc::upstream_failed, fmt::format("the webhook failed: {}", socket_url.error().detail));
    }
    answered_url_ = *socket_url;
    co_return parse_target_url(answered_url_);
  }

  asio::awaitable<std::unique_ptr<BotSocket>> open(TargetUrl url, std::string request_target) {
    while (true) {
      const auto deadline = steady_clock::now() + options_.handshake_timeout;
      ++played_.outcome.handshakes;
      auto socket = co_await unless(BotSocket::open(url, request_target, deadline, assets_.trust), until_);
      if (socket) co_return std::move(*socket);
      played_.outcome.failure = std::move(socket.error());
      if (played_.outcome.handshakes == kHandshakeTries || (until_ && until_())) co_return nullptr;
    }
  }

  asio::awaitable<void> play_on(TargetUrl url) {
    using namespace asio::experimental::awaitable_operators;
    auto request = make_socket_request(url, options_.keep_query ? QueryHandling::keep : QueryHandling::strip);
    auto& outcome = played_.outcome;
    if (!request.complaint.empty()) outcome.violations.push_back(request.complaint);
    outcome.sample_rate = request.sample_rate.value_or(options_.sample_rate);
    auto frames = assets_.voice->frames(outcome.sample_rate, options_.frame_ms);
    if (!frames) {
      outcome.failure = frames.error().detail;
      co_return;
    }
    auto socket = co_await open(url, request.request_target);
    if (!socket) co_return;
    outcome.connected = true;
    outcome.failure.clear();
    const auto who = identity(request.custom_parameters);
    outcome.stream_sid = who.stream_sid;
    CallSession session(co_await asio::this_coro::executor, options_, assets_.clock, who, outcome.sample_rate, *frames,
                        std::move(socket), until_);
    session.must_end_by(call_ends());
    session.before_leaving([this] { return sequel_.leaving(); });
    co_await (run(session) && go_on_beside() && play_duplicate(session, url, request, *frames));
    started_ = session.started();
    session.report(outcome);
    played_.heard = {outcome.sample_rate, session.take_heard()};
  }

  /// Its place is free as soon as it is over, whatever the flow still waits for.
  asio::awaitable<void> run(CallSession& session) {
    co_await session.run();
    tell_stream_over();
  }

  /// Nobody waits for the end of a Stream applet's stream; its Passthru is not behind another one that stops it.
  asio::awaitable<void> go_on_beside() {
    if (options_.applet == Applet::stream && !options_.stream_stop_after) co_await sequel_.pass_on();
  }

  /// The second socket; it lives on when the bot retires the first one, and leaves with the caller.
  asio::awaitable<void> play_duplicate(const CallSession& first, TargetUrl url, SocketRequest request,
                                       std::shared_ptr<const CallerFrames> frames) {
    if (!options_.duplicate_after) co_return;
    auto& duplicate = played_.outcome.duplicate.emplace();
    auto gone = [this, &first] { return first.caller_left() || (until_ && until_()); };
    co_await wait_for([&] {
      const auto started = first.started();
      return first.is_over() || (started && assets_.clock.now() >= *started + *options_.duplicate_after);
    });
    if (first.is_over()) co_return;
    const auto deadline = steady_clock::now() + options_.handshake_timeout;
    auto socket = co_await unless(BotSocket::open(url, request.request_target, deadline, assets_.trust), gone);
    if (!socket) co_return;
    CallSession session(co_await asio::this_coro::executor, options_, assets_.clock,
                        identity(request.custom_parameters), played_.outcome.sample_rate, std::move(frames),
                        std::move(*socket), gone);
    co_await session.run();
    VoicebotCallOutcome outcome;
    session.report(outcome);
    duplicate = {.connected = true,
                 .stream_sid = outcome.stream_sid,
                 .first_audio_ms = outcome.first_audio_ms,
                 .media_received = outcome.media_received,
                 .ended_by = outcome.ended_by,
                 .close_code = outcome.close_code};
  }

  [[nodiscard]] StreamIdentity identity(FormFields custom_parameters) {
    const auto spelled = [this](const std::string& number) {
      return options_.socket_numbers == SocketNumbers::e164 ? international_number(number) : number;
    };
    return {.stream_sid = (options_.documented_sids ? "MZ" : "") + sids_.next(created_),
            .call_sid = played_.outcome.call_sid,
            .account_sid = options_.account_sid,
            .from = spelled(options_.from),
            .to = spelled(options_.to),
            .custom_parameters = std::move(custom_parameters)};
  }

  VoicebotCallOptions options_;
  const CallAssets assets_;
  const std::function<bool()> until_;
  const std::function<void()> hung_up_;
  std::function<void()> stream_over_;  ///< empty: told
  const WallTime created_ = assets_.clock.wall_now();
  SidSource sids_;
  SteadyTime answered_{};
  std::optional<SteadyTime> started_;  ///< the stream
  std::string answered_url_;
  PlayedCall played_;
  FlowSequel sequel_;
};

}  // namespace

Result<CallAssets> prepare_calls(const VoicebotCallOptions& options) {
  if (auto sane = check_options(options); !sane) return std::unexpected(sane.error());
  auto voice = CallerVoice::load(options.caller_wav);
  if (!voice) return std::unexpected(voice.error());
  const auto check = options.insecure ? PeerCheck::accept_any : PeerCheck::verify;
  return CallAssets{std::move(*voice), std::make_shared<TlsTrust>(options.ca_file, check),
                    CallClock(options.clock_speed)};
}

asio::awaitable<PlayedCall> voicebot_call(VoicebotCallOptions options, CallAssets assets, std::function<bool()> until,
                                          std::function<void()> hung_up, std::function<void()> stream_over) {
  CallSetup setup(std::move(options), std::move(assets), std::move(until), std::move(hung_up), std::move(stream_over));
  co_return co_await setup.play();
}

}  // namespace exo::simulator
