#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include "base/clock.h"
#include "simulator/target_url.h"
#include "simulator/tls_trust.h"

namespace exo::simulator {

/// A connection that is plain or TLS: one type, so that everything above it is compiled once. Internal to the folder.
class DialedStream {
 public:
  using Tcp = boost::beast::tcp_stream;
  using Tls = boost::beast::ssl_stream<Tcp>;
  using executor_type = Tcp::executor_type;

  explicit DialedStream(Tcp tcp) : tcp_(std::move(tcp)) {}
  explicit DialedStream(std::unique_ptr<Tls> tls) : tls_(std::move(tls)) {}

  [[nodiscard]] executor_type get_executor() { return next_layer().get_executor(); }
  /// Beast finds the TCP stream, its timeouts and its socket through this.
  [[nodiscard]] Tcp& next_layer() noexcept { return tls_ ? tls_->next_layer() : *tcp_; }
  [[nodiscard]] const Tcp& next_layer() const noexcept { return tls_ ? tls_->next_layer() : *tcp_; }
  [[nodiscard]] Tls* tls() noexcept { return tls_.get(); }

  template <class Buffers, class Handler>
  auto async_read_some(const Buffers& buffers, Handler&& handler) {
    if (tls_) return tls_->async_read_some(buffers, std::forward<Handler>(handler));
    return tcp_->async_read_some(buffers, std::forward<Handler>(handler));
  }
  template <class Buffers, class Handler>
  auto async_write_some(const Buffers& buffers, Handler&& handler) {
    if (tls_) return tls_->async_write_some(buffers, std::forward<Handler>(handler));
    return tcp_->async_write_some(buffers, std::forward<Handler>(handler));
  }

 private:
  std::optional<Tcp> tcp_;
  std::unique_ptr<Tls> tls_;
};

/// The orderly end of a stream after the WebSocket's closing handshake; Beast finds it by its argument.
template <class Handler>
void async_teardown(boost::beast::role_type role, DialedStream& stream, Handler&& handler) {
  using boost::beast::websocket::async_teardown;
  if (auto* tls = stream.tls()) return async_teardown(role, *tls, std::forward<Handler>(handler));
  async_teardown(role, stream.next_layer().socket(), std::forward<Handler>(handler));
}

/// Either the stream or one sentence for a person.
using Dialed = std::expected<DialedStream, std::string>;

/// Connects (and shakes TLS hands, with SNI and verification of the name) until `deadline`, which stays set on the TCP
/// stream for what follows. Runs on the executor of the calling coroutine.
[[nodiscard]] boost::asio::awaitable<Dialed> dial(TargetUrl url, SteadyTime deadline, std::shared_ptr<TlsTrust> trust);

/// What an error of the stream means, for a person.
[[nodiscard]] std::string explain(const boost::system::error_code& error);

}  // namespace exo::simulator
