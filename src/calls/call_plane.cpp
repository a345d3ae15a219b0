#include "calls/call_plane.h"

#include <algorithm>
#include <mutex>
#include <thread>
#include <utility>

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "base/log.h"
#include "calls/connection.h"
#include "calls/entrance.h"
#include "calls/event_loop.h"
#include "calls/spawn.h"
#include "calls/tls_context.h"
#include "net/listen_address.h"

namespace exo::calls {
namespace {

using asio::ip::tcp;

constexpr std::chrono::milliseconds kAcceptPause{100};   // when the process is out of file descriptors
constexpr std::chrono::milliseconds kLastWords{2'000};   // for close frames to go out at the very end
constexpr std::chrono::milliseconds kQuickestSweep{20};  // of forgotten webhooks
constexpr std::chrono::milliseconds kSlowestSweep{1'000};
constexpr std::chrono::hours kLongestGrace{24};
constexpr int kBacklog = 1024;

unsigned loop_count(unsigned wanted) {
  return wanted != 0 ? wanted : std::max(1U, std::thread::hardware_concurrency());
}

std::unexpected<Error> cannot_listen(std::string_view where, const error_code& error) {
  return fail(Errc::bad_configuration, fmt::format("cannot listen on {}: {}", where, error.message()));
}

Result<void> listen_on(Acceptor& acceptor, const std::string& where) {
  const auto address = net::parse_listen_address(where);
  if (!address) return std::unexpected(address.error());
  error_code error;
  const auto host = asio::ip::make_address(address->host, error);
  if (error) return cannot_listen(where, error);
  const tcp::endpoint endpoint(host, address->port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(kBacklog, error);
  if (error) return cannot_listen(where, error);
  return {};
}

}  // namespace

/// One acceptor on the first loop hands the sockets round. (SO_REUSEPORT would let a second gateway bind the same port
/// without an error.)
class CallPlane::Impl {
 public:
  Impl(CallPlaneOptions options, CallPlaneParts parts, Site::Addresses addresses)
      : site_(std::move(options), std::move(parts), std::move(addresses)) {
    const auto count = loop_count(site_.options().loops);
    for (unsigned i = 0; i < count; ++i) loops_.push_back(std::make_unique<EventLoop>(site_));
    acceptor_ = std::make_unique<Acceptor>(loops_.front()->io());
    pause_ = std::make_unique<Timer>(loops_.front()->io());
    sweep_timer_ = std::make_unique<Timer>(loops_.front()->io());
  }

  Result<void> start() {
    auto tls = make_tls_context(site_.options().tls);
    if (!tls) return std::unexpected(tls.error());
    tls_ = *std::move(tls);
    if (auto listening = listen_on(*acceptor_, site_.options().listen); !listening) return listening;
    error_code error;
    port_ = acceptor_->local_endpoint(error).port();
    if (error) return cannot_listen(site_.options().listen, error);
    spawn(loops_.front()->io().get_executor(), accept_all(), "the acceptor");
    spawn(loops_.front()->io().get_executor(), sweep(), "the sweep");
    for (auto& loop : loops_) threads_.emplace_back([&loop] { loop->run(); });
    log::info("calls", "listening on {} port {} ({}, {} event loops)", site_.options().listen, port_,
              tls_ ? "TLS" : "plain", loops_.size());
    return {};
  }

  Result<std::function<void()>> prepare(const CallPlaneOptions& changed) {
    auto addresses = Site::parse_addresses(changed);
    if (!addresses) return std::unexpected(addresses.error());
    auto tls = make_tls_context(changed.tls);
    if (!tls) return std::unexpected(tls.error());
    return [this, changed = changed, addresses = *std::move(addresses), context = *std::move(tls)]() mutable {
      site_.adopt(std::move(changed), std::move(addresses));
      if (!context) return;
      // Read on that loop only.
      asio::post(loops_.front()->io(), [this, context = std::move(context)]() mutable { tls_ = std::move(context); });
    };
  }

  void stop(std::chrono::milliseconds grace) {
    site_.drain();
    site_.end_grace_by(std::chrono::steady_clock::now() + std::min<std::chrono::milliseconds>(grace, kLongestGrace));
    const std::lock_guard lock(stopping_);
    if (std::exchange(stopped_, true)) return;
    if (!threads_.empty()) {
      site_.wait_for_grace();
      asio::post(loops_.front()->io(), [this] { close_door(); });
      for (auto& loop : loops_) asio::post(loop->io(), [&loop] { loop->end_all(); });
      site_.wait_for_silence(kLastWords);
    }
    for (auto& loop : loops_) loop->io().stop();
    for (auto& thread : threads_) thread.join();
    close_door();  // the loop may have been stopped before it came to do so
    end_late();
    site_.end_waiting();
  }

  std::uint16_t port() const noexcept { return port_; }
  std::size_t active_streams() const noexcept { return site_.active_streams(); }
  Counts counts() const noexcept { return site_.counters().snapshot(); }
  Site& site() noexcept { return site_; }

 private:
  Awaitable<void> accept_all() {
    for (std::size_t turn = 0; acceptor_->is_open(); ++turn) {
      auto& loop = *loops_[turn % loops_.size()];
      Socket socket(loop.io());
      auto [error] = co_await acceptor_->async_accept(socket, kAwait);
      if (error == asio::error::operation_aborted) co_return;
      if (error) {
        static log::RateLimit limit;
        if (limit.allow().pass) log::warning("calls", "cannot accept a connection: {}", error.message());
        pause_->expires_after(kAcceptPause);
        std::ignore = co_await pause_->async_wait(kAwait);
        continue;
      }
      admit(std::move(socket), loop);
    }
  }

  /// Calls whose stream did not come.
  Awaitable<void> sweep() {
    const auto every = std::clamp(site_.options().webhook_memory / 2, kQuickestSweep, kSlowestSweep);
    for (;;) {
      sweep_timer_->expires_after(every);
      if (auto [error] = co_await sweep_timer_->async_wait(kAwait); error) co_return;
      site_.end_lapsed();
    }
  }

  /// A connection that cannot be begun must not end the listening.
  void admit(Socket socket, EventLoop& loop) noexcept {
    try {
      error_code ignored;
      const auto peer = effective_peer(socket.remote_endpoint(ignored).address().to_string(), "", site_);
      // Behind a proxy it is not known before the request whose connection this is.
      auto unfinished = site_.unfinished().enter(site_.is_trusted_proxy(peer) ? "" : peer);
      if (!unfinished) return site_.counters().add(Count::unfinished_refused);
      site_.counters().add(Count::connections);
      socket.set_option(tcp::no_delay(true), ignored);
      spawn(loop.io().get_executor(), serve_connection(std::move(socket), tls_, *std::move(unfinished), loop),
            "a connection");
    } catch (...) {
      report_exception("a new connection", std::current_exception());
    }
  }

  /// Sockets that were accepted just before the loops stopped would otherwise stay open, unserved, as long as this
  /// object. A loop may hand some to another one, hence two rounds.
  void end_late() {
    for (int round = 0; round < 2; ++round) {
      for (auto& loop : loops_) loop->finish();
    }
  }

  void close_door() {
    error_code ignored;
    acceptor_->close(ignored);
  }

  Site site_;
  std::shared_ptr<asio::ssl::context> tls_;
  std::vector<std::unique_ptr<EventLoop>> loops_;
  std::unique_ptr<Acceptor> acceptor_;
  std::unique_ptr<Timer> pause_;
  std::unique_ptr<Timer> sweep_timer_;
  std::vector<std::thread> threads_;
  std::uint16_t port_ = 0;
  std::mutex stopping_;
  bool stopped_ = false;
};

CallPlane::CallPlane(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
CallPlane::~CallPlane() {
  stop(std::chrono::milliseconds(0));
}

Result<std::unique_ptr<CallPlane>> CallPlane::start(CallPlaneOptions options, CallPlaneParts parts) {
  auto addresses = Site::parse_addresses(options);
  if (!addresses) return std::unexpected(addresses.error());
  try {
    auto impl = std::make_unique<Impl>(std::move(options), std::move(parts), *std::move(addresses));
    if (auto started = impl->start(); !started) {
      return std::unexpected(started.error());
    }
    return std::unique_ptr<CallPlane>(new CallPlane(std::move(impl)));
  } catch (const std::exception& broken) {
    return fail(Errc::internal, fmt::format("the call plane cannot start: {}", broken.what()));
  }
}

std::uint16_t CallPlane::port() const noexcept {
  return impl_->port();
}
std::size_t CallPlane::active_streams() const noexcept {
  return impl_->active_streams();
}
Counts CallPlane::counts() const noexcept {
  return impl_->counts();
}
BrowserInvitation CallPlane::invite_browser(std::string_view bot_id) {
  return calls::invite_browser(bot_id, impl_->site());
}
Result<std::function<void()>> CallPlane::prepare(const CallPlaneOptions& changed) {
  return impl_->prepare(changed);
}
void CallPlane::stop(std::chrono::milliseconds grace) {
  impl_->stop(grace);
}

}  // namespace exo::calls
