#include "simulator/bot_socket.h"

#include <array>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <fmt/format.h>

#include "simulator/dial.h"

namespace exo::simulator {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);
/// Far above the largest chunk that the documentation allows: a bot's chunk above that is to be told, not to end a
/// call.
constexpr std::size_t kMaxMessage = 2 << 20;
constexpr std::chrono::milliseconds kSilencePoll{50};

using Socket = websocket::stream<DialedStream, false>;  // false: permessage-deflate is not even compiled in

void be_go_client(Socket& socket, std::string authorization) {
  socket.set_option(websocket::stream_base::decorator([authorization = std::move(authorization)](auto& request) {
    request.set(http::field::user_agent, "Go-http-client/1.1");
    if (!authorization.empty()) request.set(http::field::authorization, authorization);
  }));
  socket.read_message_max(kMaxMessage);
  socket.auto_fragment(false);
  socket.text(true);
}

std::string explain_refusal(const boost::system::error_code& error, const websocket::response_type& response) {
  if (error != websocket::error::upgrade_declined) return explain(error);
  const unsigned status = response.result_int();
  if (status >= 300 && status < 400) return fmt::format("HTTP {} (redirects are not followed)", status);
  return fmt::format("HTTP {}", status);
}

}  // namespace

class BotSocket::Impl {
 public:
  explicit Impl(DialedStream stream) : socket(std::move(stream)) {}

  Socket socket;
  beast::flat_buffer incoming;
};

BotSocket::BotSocket(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
BotSocket::~BotSocket() = default;

asio::awaitable<BotSocket::Opened> BotSocket::open(TargetUrl url, std::string request_target, SteadyTime deadline,
                                                   std::shared_ptr<TlsTrust> trust) {
  auto stream = co_await dial(url, deadline, std::move(trust));
  if (!stream) co_return std::unexpected(stream.error());
  auto impl = std::make_unique<Impl>(std::move(*stream));
  be_go_client(impl->socket, url.basic_authorization());
  websocket::response_type response;
  const std::string authority = url.authority();
  const auto [error] = co_await impl->socket.async_handshake(response, authority, request_target, kNoThrow);
  if (error) {
    co_return std::unexpected(
        fmt::format("the WebSocket was refused by {}: {}", url.shown(), explain_refusal(error, response)));
  }
  beast::get_lowest_layer(impl->socket).expires_never();
  co_return std::unique_ptr<BotSocket>(new BotSocket(std::move(impl)));
}

asio::awaitable<std::expected<BotSocket::Frame, BotSocket::End>> BotSocket::read() {
  impl_->incoming.clear();
  const auto [error, bytes] = co_await impl_->socket.async_read(impl_->incoming, kNoThrow);
  if (!error) co_return impl_->socket.got_text() ? Frame::text : Frame::binary;
  // Beast keeps the reason of a close frame also when the closing handshake itself was cut short.
  const auto& reason = impl_->socket.reason();
  if (error == websocket::error::closed || reason.code != websocket::close_code::none) {
    const auto code = reason.code == websocket::close_code::none ? 1005 : reason.code;  // RFC 6455 §7.1.5
    co_return std::unexpected(End{static_cast<std::uint16_t>(code), std::string(reason.reason.c_str())});
  }
  co_return std::unexpected(End{0, explain(error)});
}

std::string_view BotSocket::message() const noexcept {
  const auto data = impl_->incoming.cdata();
  return {static_cast<const char*>(data.data()), data.size()};
}

void BotSocket::send_as(Opcode opcode) {
  impl_->socket.text(opcode == Opcode::text);
}

asio::awaitable<bool> BotSocket::write(std::string_view text) {
  const auto [error, bytes] = co_await impl_->socket.async_write(asio::buffer(text.data(), text.size()), kNoThrow);
  co_return !error;
}

void BotSocket::hang_up() noexcept {
  boost::system::error_code ignored;
  beast::get_lowest_layer(impl_->socket).socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

void BotSocket::abort() noexcept {
  boost::system::error_code ignored;
  beast::get_lowest_layer(impl_->socket).socket().close(ignored);
}

asio::awaitable<BotSocket::Silence> BotSocket::play_dead(SteadyTime deadline, std::function<bool()> until) {
  auto& connected = beast::get_lowest_layer(impl_->socket).socket();
  boost::system::error_code error;
  const auto protocol = connected.local_endpoint(error).protocol();
  const auto handle = connected.release(error);
  if (error) co_return Silence::bot_ended;
  asio::ip::tcp::socket silent(co_await asio::this_coro::executor, protocol, handle);
  silent.non_blocking(true, error);
  asio::steady_timer timer(silent.get_executor());
  std::array<char, 4096> ignored{};
  while (std::chrono::steady_clock::now() < deadline && !(until && until())) {
    while (!error) silent.read_some(asio::buffer(ignored), error);
    if (error != asio::error::would_block) co_return Silence::bot_ended;
    error.clear();
    timer.expires_after(kSilencePoll);
    co_await timer.async_wait(kNoThrow);
  }
  co_return Silence::time_up;
}

void BotSocket::reset() noexcept {
  boost::system::error_code ignored;
  beast::get_lowest_layer(impl_->socket).socket().set_option(asio::socket_base::linger(true, 0), ignored);
  abort();
}

}  // namespace exo::simulator
