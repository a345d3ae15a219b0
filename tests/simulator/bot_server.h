#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include "base/clock.h"

namespace exo::simulator::test {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using tcp = asio::ip::tcp;
using Request = http::request<http::string_body>;

/// The bot's end of one socket, blocking.
class Bot {
 public:
  struct Heard {
    std::string text;
    SteadyTime when;
    bool binary = false;
  };

  virtual ~Bot() = default;
  /// nullopt: the socket ended.
  virtual std::optional<std::string> read() = 0;
  virtual void send(const std::string& text) = 0;
  virtual void send_binary(const std::string& bytes) = 0;
  virtual void ping() = 0;
  virtual void close(std::uint16_t code) = 0;
  virtual void cut() = 0;

  bool wait_for(const std::string& event) {
    while (auto text = read()) {
      if (text->starts_with("{\"event\":\"" + event + "\"")) return true;
    }
    return false;
  }
  void read_to_the_end() {
    while (read()) {
    }
  }
  /// After `start`.
  [[nodiscard]] std::string stream_sid() const {
    static constexpr std::string_view kKey = "\"stream_sid\":\"";
    const auto& start = heard.at(1).text;
    return start.substr(start.find(kKey) + kKey.size(), 32);
  }

  std::vector<Heard> heard;
  std::string end;  ///< why the last read failed
  int pongs = 0;
};

template <class Stream>
class BotOver final : public Bot {
 public:
  explicit BotOver(Stream stream) : socket_(std::move(stream)) {
    socket_.control_callback([this](websocket::frame_type type, beast::string_view) {
      if (type == websocket::frame_type::pong) ++pongs;
    });
  }
  void accept(const Request& request) { socket_.accept(request); }

  std::optional<std::string> read() override {
    beast::flat_buffer buffer;
    boost::system::error_code error;
    socket_.read(buffer, error);
    if (error) {
      end = error.message();
      return std::nullopt;
    }
    heard.push_back({beast::buffers_to_string(buffer.data()), std::chrono::steady_clock::now(), socket_.got_binary()});
    return heard.back().text;
  }
  void send(const std::string& text) override { write(text, true); }
  void send_binary(const std::string& bytes) override { write(bytes, false); }
  void ping() override {
    boost::system::error_code ignored;
    socket_.ping({}, ignored);
  }
  void close(std::uint16_t code) override {
    boost::system::error_code ignored;
    socket_.close(websocket::close_reason(websocket::close_code(code), "done"), ignored);
  }
  void cut() override {
    boost::system::error_code ignored;
    beast::get_lowest_layer(socket_).close(ignored);
  }

 private:
  void write(const std::string& bytes, bool text) {
    boost::system::error_code ignored;
    socket_.text(text);
    socket_.write(asio::buffer(bytes), ignored);
  }

  websocket::stream<Stream> socket_;
};

struct PlainAnswer {
  unsigned status = 200;
  std::string body;
  std::string location;
};

/// A bot's HTTP and WebSocket server on an ephemeral loopback port, a thread per connection.
class BotServer {
 public:
  struct Behaviour {
    /// nullopt: upgrade. Called with the number of the request, from 1.
    std::function<std::optional<PlainAnswer>(const Request&, int)> http;
    std::function<void(Bot&)> talk = [](Bot& bot) { bot.read_to_the_end(); };
  };

  explicit BotServer(Behaviour behaviour, asio::ssl::context* tls = nullptr)
      : behaviour_(std::move(behaviour)),
        tls_(tls),
        acceptor_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
        thread_([this] { accept(); }) {}

  ~BotServer() {
    ::shutdown(acceptor_.native_handle(), SHUT_RDWR);
    {
      const std::scoped_lock lock(mutex_);
      for (const auto& [handle, open] : open_) ::shutdown(handle, SHUT_RDWR);
    }
    thread_.join();
    for (auto& one : connections_) one.join();
  }

  [[nodiscard]] std::string at(const std::string& scheme, const std::string& rest) const {
    return scheme + "://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + rest;
  }
  [[nodiscard]] std::vector<Request> requests() const {
    const std::scoped_lock lock(mutex_);
    return requests_;
  }

 private:
  void accept() {
    while (true) {
      boost::system::error_code error;
      tcp::socket socket(io_);
      acceptor_.accept(socket, error);
      if (error) return;
      const std::scoped_lock lock(mutex_);
      open_[socket.native_handle()] = true;
      connections_.emplace_back([this, moved = std::move(socket)]() mutable { run(std::move(moved)); });
    }
  }

  void run(tcp::socket socket) {
    const int handle = socket.native_handle();
    try {
      if (tls_ == nullptr) {
        serve(std::move(socket), handle);
      } else {
        beast::ssl_stream<tcp::socket> stream(std::move(socket), *tls_);
        stream.handshake(asio::ssl::stream_base::server);
        serve(std::move(stream), handle);
      }
    } catch (const std::exception&) {
      forget(handle);
    }
  }

  template <class Stream>
  void serve(Stream stream, int handle) {
    beast::flat_buffer buffer;
    Request request;
    http::read(stream, buffer, request);
    int number = 0;
    {
      const std::scoped_lock lock(mutex_);
      requests_.push_back(request);
      number = static_cast<int>(requests_.size());
    }
    const auto plain = behaviour_.http ? behaviour_.http(request, number) : std::nullopt;
    if (plain) {
      http::response<http::string_body> response(static_cast<http::status>(plain->status), 11);
      response.body() = plain->body;
      if (!plain->location.empty()) response.set(http::field::location, plain->location);
      response.prepare_payload();
      http::write(stream, response);
      return forget(handle);
    }
    BotOver<Stream> bot(std::move(stream));
    bot.accept(request);
    behaviour_.talk(bot);
    forget(handle);
  }

  void forget(int handle) {
    const std::scoped_lock lock(mutex_);
    open_.erase(handle);
  }

  const Behaviour behaviour_;
  asio::ssl::context* const tls_;
  asio::io_context io_;
  tcp::acceptor acceptor_;
  mutable std::mutex mutex_;
  std::map<int, bool> open_;
  std::vector<std::thread> connections_;
  std::vector<Request> requests_;
  std::thread thread_;
};

}  // namespace exo::simulator::test
