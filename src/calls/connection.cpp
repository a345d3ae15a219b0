#include "calls/connection.h"

#include <optional>
#include <type_traits>
#include <utility>

#include <boost/asio/ssl/stream_base.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include "calls/media_socket.h"
#include "calls/routes.h"
#include "calls/spawn.h"

namespace exo::calls {
namespace {

constexpr std::uint64_t kMaxBodyBytes = 64ULL * 1024;
constexpr std::chrono::milliseconds kKeepAlive{15'000};  // to the next complete request
constexpr std::chrono::milliseconds kFarewell{2'000};    // for the peer to read our last words
constexpr std::size_t kMaxFarewellBytes = 1 << 20;

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

/// All fields of that name; a proxy may add its own instead of appending to the one that came.
std::string joined(const HttpRequestMessage& request, beast::string_view name) {
  std::string values;
  const auto [first, end] = request.equal_range(name);
  for (auto field = first; field != end; ++field) {
    if (!values.empty()) values += ',';
    values += view(field->value());
  }
  return values;
}

/// What came of reading one request.
struct Reading {
  std::optional<HttpRequestMessage> request;
  unsigned refuse_with = 0;  ///< without a request: this status, or 0 for nothing to say
  bool last = false;         ///< the connection cannot be used after the answer
};

template <class Stream>
class Connection final : public LoopMember {
 public:
  static constexpr bool kTls = std::is_same_v<Stream, TlsSocket>;

  Connection(Stream stream, Unfinished unfinished, EventLoop& loop)
      : loop_(loop), stream_(std::move(stream)), unfinished_(std::move(unfinished)) {
    error_code unknown;
    const auto peer = beast::get_lowest_layer(stream_).remote_endpoint(unknown);
    if (!unknown) peer_ = peer.address().to_string();
    allow(loop_.site().options().upgrade_timeout);
    loop_.add(*this);
  }
  ~Connection() { loop_.remove(*this); }

  void tick(domain::Moment now, SteadyTime) override {
    if (now.steady >= deadline_) shut();
  }
  void end(domain::Moment) override { shut(); }

  /// Answers requests; returns the one that may become a media stream, or nothing when the connection has ended.
  Awaitable<std::optional<std::pair<HttpRequestMessage, StreamPass>>> serve() {
    if constexpr (kTls) {
      auto [refused] = co_await stream_.async_handshake(asio::ssl::stream_base::server, kAwait);
      if (refused) co_return std::nullopt;
    }
    for (;;) {
      auto reading = co_await read();
      if (!reading.request) {
        if (reading.refuse_with != 0) {
          loop_.site().counters().add(Count::bad_requests);
          co_await say_goodbye(refusal(reading.refuse_with, "not understood"));
        }
        co_return std::nullopt;
      }
      unfinished_.reset();
      idle_.reset();
      auto routed = route(describe(*reading.request), loop_.site());
      if (auto* pass = std::get_if<StreamPass>(&routed)) {
        co_return std::pair{*std::move(reading.request), std::move(*pass)};
      }
      idle_ = loop_.site().idle().enter(peer_);
      const bool keep = idle_ && reading.request->keep_alive() && !reading.last && !loop_.site().draining();
      const bool sent = co_await answer(*reading.request, std::get<WebAnswer>(routed), keep);
      if (!sent) co_return std::nullopt;
      if (!keep) break;
      allow(kKeepAlive);
    }
    co_await linger();
    co_return std::nullopt;
  }

  Stream release() { return std::move(stream_); }

 private:
  Awaitable<Reading> read() {
    http::request_parser<http::string_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(loop_.site().options().max_header_bytes));
    parser.body_limit(kMaxBodyBytes);
    auto [error, size] = co_await http::async_read(stream_, in_, parser, kAwait);
    if (!error) co_return Reading{parser.release(), 0, false};
    // A webhook is answered even when its body is absurd: dropping the call helps nobody (decisions.md §7).
    if (error == http::error::body_limit) {
      auto request = parser.release();
      request.body().clear();
      co_return Reading{std::move(request), 0, true};
    }
    if (error == http::error::header_limit) co_return Reading{std::nullopt, 431, true};
    const bool spoken = error.category() == make_error_code(http::error::bad_method).category() &&
                        error != http::error::end_of_stream && error != http::error::partial_message;
    co_return Reading{std::nullopt, spoken ? 400U : 0U, true};
  }

  WebRequest describe(const HttpRequestMessage& request) {
    WebRequest seen;
    seen.method = view(request.method_string());
    seen.target = view(request.target());
    seen.host = view(request[http::field::host]);
    seen.forwarded_proto = view(request["X-Forwarded-Proto"]);
    seen.forwarded_host = view(request["X-Forwarded-Host"]);
    forwarded_for_ = joined(request, "X-Forwarded-For");
    seen.forwarded_for = forwarded_for_;
    seen.origin = view(request[http::field::origin]);
    seen.authorization = view(request[http::field::authorization]);
    seen.content_type = view(request[http::field::content_type]);
    seen.body = request.body();
    seen.peer = peer_;
    if constexpr (kTls) seen.transport = exotel::WebhookOrigin::Transport::tls;
    // Bytes after an upgrade request would be frames sent before we agreed to any.
    if (beast::websocket::is_upgrade(request) && in_.size() == 0) seen.wish = WebRequest::Wish::upgrade;
    return seen;
  }

  Awaitable<bool> answer(const HttpRequestMessage& request, const WebAnswer& words, bool keep) {
    http::response<http::string_body> response(static_cast<http::status>(words.status), request.version());
    response.set(http::field::content_type, "application/json");
    response.set(http::field::cache_control, "no-store");
    if (!words.allow.empty()) response.set(http::field::allow, {words.allow.data(), words.allow.size()});
    if (!words.challenge.empty()) {
      response.set(http::field::www_authenticate, {words.challenge.data(), words.challenge.size()});
    }
    if (words.status == 426) response.set(http::field::upgrade, "websocket");
    response.keep_alive(keep);
    response.content_length(words.body.size());
    if (request.method() != http::verb::head) response.body() = words.body;
    auto [error, size] = co_await http::async_write(stream_, response, kAwait);
    co_return !error;
  }

  Awaitable<void> say_goodbye(WebAnswer words) {
    const HttpRequestMessage unread(http::verb::get, "/", 11);
    if (co_await answer(unread, words, false)) co_await linger();
  }

  /// Closing with unread bytes would reset the connection and may take our answer with it.
  Awaitable<void> linger() {
    allow(kFarewell);
    if constexpr (kTls) {
      std::ignore = co_await stream_.async_shutdown(kAwait);
    } else {
      error_code ignored;
      stream_.shutdown(asio::socket_base::shutdown_send, ignored);
      std::array<char, 2048> dropped;
      for (std::size_t total = 0; total < kMaxFarewellBytes;) {
        auto [error, size] = co_await stream_.async_read_some(asio::buffer(dropped), kAwait);
        if (error) co_return;
        total += size;
      }
    }
  }

  void allow(std::chrono::milliseconds time) { deadline_ = std::chrono::steady_clock::now() + time; }

  void shut() {
    error_code ignored;
    beast::get_lowest_layer(stream_).close(ignored);
  }

  EventLoop& loop_;
  Stream stream_;
  beast::flat_buffer in_;
  std::string peer_;
  std::string forwarded_for_;
  std::optional<Unfinished> unfinished_;  ///< until the first request is complete
  std::optional<Unfinished> idle_;        ///< between two requests
  SteadyTime deadline_{};
};

template <class Stream>
Awaitable<void> serve(Stream stream, Unfinished unfinished, EventLoop& loop) {
  Connection<Stream> connection(std::move(stream), std::move(unfinished), loop);
  auto granted = co_await connection.serve();
  if (!granted) co_return;
  // A coroutine of its own, so that nothing of the request stays in memory for as long as the call lasts.
  spawn(loop.io().get_executor(),
        carry_call(connection.release(), std::move(granted->first), std::move(granted->second), loop), "a call");
}

}  // namespace

Awaitable<void> serve_connection(Socket socket, std::shared_ptr<asio::ssl::context> tls, Unfinished unfinished,
                                 EventLoop& loop) {
  if (tls) {
    co_await serve(TlsSocket(std::move(socket), *tls), std::move(unfinished), loop);
  } else {
    co_await serve(std::move(socket), std::move(unfinished), loop);
  }
}

}  // namespace exo::calls
