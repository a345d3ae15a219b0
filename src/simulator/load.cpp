#include "simulator/load.h"

#include <algorithm>
#include <exception>
#include <string_view>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "simulator/pacing_meter.h"
#include "simulator/target_url.h"
#include "simulator/voicebot_task.h"

namespace exo::simulator {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);
constexpr std::uint32_t kMostCalls = 20'000;
/// Before a line dials again, so that a bot that refuses everybody is not stormed.
constexpr milliseconds kRedialPause{500};
/// A call that could not last longer than this is not placed any more.
constexpr milliseconds kLeastCall{500};
constexpr milliseconds kPoll{50};

Spread spread_of(const std::vector<std::uint32_t>& values) {
  return {quantile(values, 0.5), quantile(values, 0.99), quantile(values, 1.0)};
}

/// "binary frame (3 times)" without how often.
std::string kind_of(const std::string& violation) {
  return violation.substr(0, violation.rfind(" ("));
}

/// The lines that are kept busy, and what came of their calls. One thread.
class Load {
 public:
  Load(const LoadOptions& options, CallAssets assets, const std::function<bool()>& until)
      : options_(options), assets_(std::move(assets)), until_(until), end_(steady_clock::now() + options.time) {}

  Result<LoadReport> run() {
    asio::co_spawn(loop_, watch(), [this](const std::exception_ptr& broken) { broken_ = broken_ || broken; });
    for (std::uint32_t line = 0; line < options_.calls; ++line) {
      ++lines_;
      asio::co_spawn(loop_, keep_busy(line), [this](const std::exception_ptr& broken) {
        broken_ = broken_ || broken;
        --lines_;
      });
    }
    loop_.run();
    if (broken_) return fail(Errc::internal, "the simulated load broke off inside");
    report_.first_audio = spread_of(first_audio_);
    report_.lateness = spread_of(lateness_);
    report_.send_lag = spread_of(send_lag_);
    return std::move(report_);
  }

 private:
  asio::awaitable<void> watch() {
    asio::steady_timer timer(loop_);
    while (lines_ > 0) {
      timer.expires_after(kPoll);
      co_await timer.async_wait(kNoThrow);
      leaving_ = leaving_ || (until_ && until_());
    }
  }

  asio::awaitable<void> keep_busy(std::uint32_t line) {
    asio::steady_timer timer(loop_);
    timer.expires_after(options_.ramp * line / options_.calls);
    co_await timer.async_wait(kNoThrow);
    while (!leaving_ && steady_clock::now() + kLeastCall < end_) {
      count(co_await one_call());
      timer.expires_after(kRedialPause);
      co_await timer.async_wait(kNoThrow);
    }
  }

  asio::awaitable<PlayedCall> one_call() {
    auto call = mixed_call(options_, report_.calls++);
    const auto left = std::chrono::duration_cast<milliseconds>(end_ - steady_clock::now());
    call.talk_time = std::min(options_.mix == LoadMix::mixed ? call.talk_time : left, left);
    report_.most_at_once = std::max(report_.most_at_once, ++live_);
    auto played = co_await voicebot_call(std::move(call), assets_, [this] { return leaving_; }, [this] { --live_; });
    co_return played;
  }

  void count(const PlayedCall& played) {
    const auto& outcome = played.outcome;
    if (!outcome.connected) {
      ++report_.failed;
      const bool room = report_.failures.size() < LoadReport::kMostFailures;
      if (room || report_.failures.contains(outcome.failure)) ++report_.failures[outcome.failure];
      return;
    }
    ++report_.connected;
    if (outcome.first_audio_us) {
      ++report_.greeted;
      first_audio_.push_back(static_cast<std::uint32_t>(*outcome.first_audio_us));
    }
    lateness_.insert(lateness_.end(), outcome.lateness_us.begin(), outcome.lateness_us.end());
    send_lag_.push_back(static_cast<std::uint32_t>(outcome.send_lag_us));
    report_.media_sent += outcome.media_sent;
    report_.media_received += outcome.media_received;
    report_.underruns += outcome.underruns;
    report_.clears += outcome.clears;
    for (const auto& violation : outcome.violations) ++report_.violations[kind_of(violation)];
    ++report_.ended_by[outcome.ended_by];
  }

  const LoadOptions& options_;
  const CallAssets assets_;
  const std::function<bool()>& until_;
  const SteadyTime end_;
  asio::io_context loop_{1};
  std::uint32_t lines_ = 0;
  std::uint64_t live_ = 0;
  bool leaving_ = false;
  bool broken_ = false;
  LoadReport report_;
  std::vector<std::uint32_t> first_audio_;
  std::vector<std::uint32_t> lateness_;
  std::vector<std::uint32_t> send_lag_;
};

Result<void> check(const LoadOptions& options) {
  if (auto url = parse_target_url(options.call.applet_url); !url) return std::unexpected(url.error());
  if (options.call.clock_speed != 1) return fail(Errc::bad_request, "a load is measured in real time");
  if (options.calls < 1 || options.calls > kMostCalls) {
    return fail(Errc::bad_request, fmt::format("{} calls are not 1 to {}", options.calls, kMostCalls));
  }
  if (options.time < std::chrono::seconds(1) || options.time > std::chrono::hours(1)) {
    return fail(Errc::bad_request, "the time of the load is not 1 second to 1 hour");
  }
  if (options.ramp < milliseconds(0) || options.ramp > options.time) {
    return fail(Errc::bad_request, "the ramp is longer than the load");
  }
  return {};
}

}  // namespace

Result<LoadReport> play_load(const LoadOptions& options, const std::function<bool()>& until) {
  if (auto sane = check(options); !sane) return std::unexpected(sane.error());
  auto assets = prepare_calls(options.call);
  if (!assets) return std::unexpected(assets.error());
  return Load(options, std::move(*assets), until).run();
}

}  // namespace exo::simulator
