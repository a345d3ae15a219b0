#include "simulator/voicebot_task.h"

#include <algorithm>
#include <optional>
#include <string_view>
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
#include "simulator/http_get.h"

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

/// One call on its way from the applet's URL to the end of its stream.
class CallSetup {
 public:
  CallSetup(VoicebotCallOptions options, CallAssets assets, std::function<bool()> until)
      : options_(std::move(options)), assets_(std::move(assets)), until_(std::move(until)) {
    played_.outcome.call_sid = options_.call_sid.empty() ? new_sid(created_) : options_.call_sid;
    played_.outcome.sample_rate = options_.sample_rate;
  }

  asio::awaitable<PlayedCall> play() {
    auto url = parse_target_url(options_.applet_url);
    if (!url) co_return fail_with(url.error().detail);
    if (!url->is_socket()) {
      url = co_await ask_webhook(std::move(*url));
      if (!url) co_return fail_with(url.error().detail);
    }
    played_.outcome.socket_url = url->is_socket() && answered_url_.empty() ? options_.applet_url : answered_url_;
    co_await play_on(std::move(*url));
    co_return std::move(played_);
  }

 private:
  PlayedCall fail_with(std::string sentence) {
    played_.outcome.failure = std::move(sentence);
    return std::move(played_);
  }

  asio::awaitable<Result<TargetUrl>> ask_webhook(TargetUrl applet_url) {
    auto url = make_webhook_url(applet_url, options_, played_.outcome.call_sid, created_, wall_now());
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
    auto request = make_socket_request(url, options_.keep_query ? QueryHandling::keep : QueryHandling::strip);
    auto& outcome = played_.outcome;
    if (!request.complaint.empty()) outcome.violations.push_back(request.complaint);
    outcome.sample_rate = request.sample_rate.value_or(options_.sample_rate);
    auto frames = assets_.voice->frames(outcome.sample_rate, options_.frame_ms);
    if (!frames) {
      outcome.failure = frames.error().detail;
      co_return;
    }
    auto socket = co_await open(std::move(url), request.request_target);
    if (!socket) co_return;
    outcome.connected = true;
    outcome.failure.clear();
    CallSession session(co_await asio::this_coro::executor, options_, identity(std::move(request.custom_parameters)),
                        outcome.sample_rate, std::move(*frames), std::move(socket), until_);
    co_await session.run();
    session.report(outcome);
    played_.heard = {outcome.sample_rate, session.take_heard()};
  }

  [[nodiscard]] StreamIdentity identity(FormFields custom_parameters) const {
    return {.stream_sid = new_sid(created_),
            .call_sid = played_.outcome.call_sid,
            .account_sid = options_.account_sid,
            .from = options_.from,
            .to = options_.to,
            .custom_parameters = std::move(custom_parameters)};
  }

  VoicebotCallOptions options_;
  const CallAssets assets_;
  const std::function<bool()> until_;
  const WallTime created_ = wall_now();
  std::string answered_url_;
  PlayedCall played_;
};

}  // namespace

Result<CallAssets> prepare_calls(const VoicebotCallOptions& options) {
  if (options.sample_rate != 8000 && options.sample_rate != 16000 && options.sample_rate != 24000) {
    return fail(Errc::bad_request, fmt::format("the sample rate {} is not 8000, 16000 or 24000", options.sample_rate));
  }
  if (options.frame_ms < 10 || options.frame_ms > 200) {
    return fail(Errc::bad_request, fmt::format("frames of {} ms are not 10 to 200 ms", options.frame_ms));
  }
  for (const auto& press : options.dtmf) {
    if (std::string_view("0123456789*#ABCD").find(press.digit) == std::string_view::npos) {
      return fail(Errc::bad_request, fmt::format("'{}' is no key of a telephone", press.digit));
    }
  }
  if (!std::ranges::is_sorted(options.dtmf, {}, &DtmfPress::after_start)) {
    return fail(Errc::bad_request, "the DTMF presses are not in the order of their time");
  }
  auto voice = CallerVoice::load(options.caller_wav);
  if (!voice) return std::unexpected(voice.error());
  const auto check = options.insecure ? PeerCheck::accept_any : PeerCheck::verify;
  return CallAssets{std::move(*voice), std::make_shared<TlsTrust>(options.ca_file, check)};
}

asio::awaitable<PlayedCall> voicebot_call(VoicebotCallOptions options, CallAssets assets, std::function<bool()> until) {
  CallSetup setup(std::move(options), std::move(assets), std::move(until));
  co_return co_await setup.play();
}

}  // namespace exo::simulator
