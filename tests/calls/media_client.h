#pragma once

// As src/ is built: the functions themselves are compiled in src/net/beast_impl.cpp.
#ifndef BOOST_ASIO_SEPARATE_COMPILATION
#define BOOST_ASIO_SEPARATE_COMPILATION
#define BOOST_BEAST_SEPARATE_COMPILATION
#define BOOST_ASIO_NO_DEPRECATED
#define BOOST_ASIO_DISABLE_VISIBILITY
#endif

#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <nlohmann/json.hpp>

#include "base/encoding.h"

namespace exo::test {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using Tcp = asio::ip::tcp;
using PlainStream = Tcp::socket;
using TlsStream = beast::ssl_stream<Tcp::socket>;

/// What a caller's Exotel does on one media stream; blocking.
template <class Stream>
class MediaClient {
 public:
  MediaClient() : tls_(asio::ssl::context::tls_client), ws_(make_stream()) {}

  /// The HTTP status of the upgrade: 101 when the stream is open, 0 when there was no answer.
  unsigned open(std::uint16_t port, const std::string& target,
                const std::vector<std::pair<std::string, std::string>>& extra = {}) {
    ws_.set_option(websocket::stream_base::decorator([&](websocket::request_type& request) {
      for (const auto& [name, value] : extra) request.set(name, value);
    }));
    beast::get_lowest_layer(ws_).connect({asio::ip::make_address("127.0.0.1"), port});
    if constexpr (std::is_same_v<Stream, TlsStream>) ws_.next_layer().handshake(asio::ssl::stream_base::client);
    websocket::response_type response;
    beast::error_code error;
    ws_.handshake(response, "127.0.0.1", target, error);
    ws_.set_option(websocket::stream_base::decorator([](websocket::request_type&) {}));
    if (error && error != websocket::error::upgrade_declined) return 0;
    headers.clear();
    for (const auto& field : response)
      headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    body = response.body();
    return response.result_int();
  }
  void send(const std::string& text) { ws_.write(asio::buffer(text)); }
  void send_binary(const std::string& bytes) {
    ws_.binary(true);
    ws_.write(asio::buffer(bytes));
    ws_.binary(false);
  }
  void send_start(const std::string& call_sid, const std::string& rate = "8000",
                  const std::string& encoding = "base64") {
    send(R"({"event":"connected"})");
    send(R"({"event":"start","stream_sid":"stream-)" + call_sid +
         R"(","sequence_number":"1","start":{"stream_sid":"stream-)" + call_sid + R"(","call_sid":")" + call_sid +
         R"(","account_sid":"acmeco1","from":"09812345678","to":"08041234567","media_format":{"encoding":")" +
         encoding + R"(","sample_rate":")" + rate + R"(","bit_rate":"128kbps"}}})");
  }
  void send_stop(const std::string& reason = "canceled or call ended") {
    send(R"({"event":"stop","stop":{"reason":")" + reason + R"("}})");
  }
  /// The next message; nullopt when the stream has ended (see close_code).
  std::optional<nlohmann::json> read() {
    beast::flat_buffer buffer;
    beast::error_code error;
    ws_.read(buffer, error);
    if (error) {
      lost = error != websocket::error::closed;
      return std::nullopt;
    }
    return nlohmann::json::parse(beast::buffers_to_string(buffer.data()));
  }
  /// Everything up to the mark or the end; decoded audio goes to `heard`.
  std::optional<std::string> listen_until_mark() {
    while (const auto message = read()) {
      messages.push_back(*message);
      if ((*message)["event"] == "mark") return std::string((*message)["mark"]["name"]);
      const auto pcm = base64_decode(std::string((*message)["media"]["payload"]));
      heard.insert(heard.end(), pcm->begin(), pcm->end());
    }
    return std::nullopt;
  }
  void read_to_the_end() {
    while (read()) continue;
  }
  [[nodiscard]] unsigned close_code() const { return static_cast<unsigned>(ws_.reason().code); }
  /// TCP goes away, without any farewell.
  void drop() {
    beast::error_code ignored;
    beast::get_lowest_layer(ws_).close(ignored);
  }
  void close(websocket::close_code code) {
    beast::error_code ignored;
    ws_.close(code, ignored);
  }
  /// Pings are answered while reading; `seen` is told of each.
  void on_ping(std::function<void()> seen) {
    ws_.control_callback([seen = std::move(seen)](websocket::frame_type kind, beast::string_view) {
      if (kind == websocket::frame_type::ping) seen();
    });
  }
  [[nodiscard]] Tcp::socket& socket() { return beast::get_lowest_layer(ws_); }

  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;  ///< of a refused upgrade
  std::vector<nlohmann::json> messages;
  std::vector<std::byte> heard;
  bool lost = false;  ///< ended without a close frame

 private:
  Stream make_stream() {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      tls_.set_verify_mode(asio::ssl::verify_none);
      return TlsStream(Tcp::socket(io_), tls_);
    } else {
      return Tcp::socket(io_);
    }
  }

  asio::io_context io_;
  asio::ssl::context tls_;
  websocket::stream<Stream> ws_;
};

}  // namespace exo::test
