#include "simulator/flow_sequel.h"

#include <algorithm>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "simulator/passthru.h"

namespace exo::simulator {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kPoll{50};

}  // namespace

FlowSequel::FlowSequel(const VoicebotCallOptions& options, CallAssets assets, WallTime created,
                       VoicebotCallOutcome& outcome, std::function<bool()> until)
    : options_(options),
      assets_(std::move(assets)),
      created_(created),
      outcome_(outcome),
      until_(std::move(until)),
      boundaries_(options.seed) {}

asio::awaitable<void> FlowSequel::ringing() {
  if (options_.callback.ringing) co_await tell(event(CallEvent::Type::ringing, "ringing"));
}

asio::awaitable<void> FlowSequel::pass_on() {
  co_await pass_through();
}

asio::awaitable<void> FlowSequel::answered() {
  if (!options_.callback.answered || options_.callback.order == CallbackOptions::Order::before_stop) co_return;
  co_await tell(event(CallEvent::Type::answered, "in-progress"));
}

asio::awaitable<void> FlowSequel::leaving() {
  if (options_.callback.order == CallbackOptions::Order::after_stop) co_return;
  terminal_told_ = true;
  co_await tell(event(CallEvent::Type::terminal, "completed"));
}

asio::awaitable<void> FlowSequel::over(std::string status) {
  using namespace asio::experimental::awaitable_operators;
  auto terminal = event(CallEvent::Type::terminal, std::move(status));
  if (terminal_told_) {
    co_await pass_through();
  } else if (options_.passthru.mode == PassthruOptions::Mode::async) {
    co_await (pass_through() && tell(std::move(terminal)));
  } else {
    co_await pass_through();
    co_await tell(std::move(terminal));
  }
  const bool late = options_.callback.answered && options_.callback.order == CallbackOptions::Order::before_stop;
  if (late) co_await tell(event(CallEvent::Type::answered, "in-progress"));
}

CallEvent FlowSequel::event(CallEvent::Type type, std::string status) const {
  const auto now = assets_.clock.wall_now();
  const bool with_stream = options_.callback.with_stream && type == CallEvent::Type::terminal;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - created_).count();
  return {.type = type,
          .call_sid = outcome_.call_sid,
          .status = std::move(status),
          .created = created_,
          .ended = now,
          .seconds = type == CallEvent::Type::terminal ? seconds : 0,
          .stream = with_stream ? stream_fields(options_, outcome_) : FormFields{}};
}

asio::awaitable<void> FlowSequel::pass_through() {
  const auto applet = parse_target_url(options_.passthru.url);
  if (!applet || std::exchange(passed_, true)) co_return;  // no such applet in the flow, or it is behind us
  const auto asked = steady_clock::now();
  auto url = make_passthru_url(*applet, options_, outcome_, created_, assets_.clock.wall_now());
  const auto answer = co_await http_get(std::move(url), asked + options_.passthru.timeout, assets_.trust);
  if (answer) outcome_.passthru_branch = passthru_branch(options_.passthru, answer->status);
  keep({.what = "passthru", .status = 0, .ms = 0, .copy = 1, .attempt = 1, .failure = {}}, answer, asked);
}

asio::awaitable<void> FlowSequel::tell(CallEvent told) {
  if (options_.callback.url.empty()) co_return;
  const bool terminal = told.type == CallEvent::Type::terminal;
  const auto body = callback_body(options_, told, boundaries_.next());
  if (terminal) co_await pause(options_.callback.delay);
  for (std::uint32_t copy = 1; copy <= options_.callback.copies; ++copy) {
    co_await deliver(event_name(told.type), body, copy);
  }
}

asio::awaitable<void> FlowSequel::deliver(std::string_view text_of_event, HttpBody body, std::uint32_t copy) {
  auto url = parse_target_url(options_.callback.url);
  if (!url) co_return;
  for (std::uint32_t attempt = 1; attempt <= options_.callback.retries + 1; ++attempt) {
    const auto asked = steady_clock::now();
    const auto answer = co_await http_post(*url, body, asked + options_.callback.timeout, assets_.trust);
    keep({.what = std::string(text_of_event), .status = 0, .ms = 0, .copy = copy, .attempt = attempt, .failure = {}},
         answer, asked);
    const bool taken = answer && answer->status >= 200 && answer->status < 300;
    if (taken || (until_ && until_())) co_return;
    if (attempt <= options_.callback.retries) co_await pause(options_.callback.retry_pause);
  }
}

asio::awaitable<void> FlowSequel::pause(milliseconds time) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  const auto end = assets_.clock.real(assets_.clock.now() + time);
  while (steady_clock::now() < end && !(until_ && until_())) {
    timer.expires_at(std::min<SteadyTime>(end, steady_clock::now() + kPoll));
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

void FlowSequel::keep(Delivery delivery, const HttpAnswered& answer, SteadyTime asked) {
  delivery.ms = std::chrono::duration_cast<milliseconds>(steady_clock::now() - asked).count();
  if (answer) {
    delivery.status = answer->status;
  } else {
    delivery.failure = answer.error();
  }
  outcome_.deliveries.push_back(std::move(delivery));
}

}  // namespace exo::simulator
