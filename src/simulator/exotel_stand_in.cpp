#include "simulator/exotel_stand_in.h"

#include <fstream>
#include <thread>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/log.h"
#include "net/listen_address.h"
#include "simulator/flow_floor.h"
#include "simulator/rest_api.h"
#include "simulator/target_url.h"

namespace exo::simulator {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace fs = std::filesystem;
using asio::ip::tcp;

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kMaxBody = 64 * 1024;
constexpr std::chrono::seconds kLongestRequest{30};
constexpr std::chrono::milliseconds kAcceptPause{100};
constexpr std::chrono::seconds kLongestDelay{60};

using Request = http::request<http::string_body>;
using Reply = http::response<http::string_body>;

std::string header(const Request& request, http::field name) {
  return std::string(request[name]);
}

RestRequest to_rest(const Request& request) {
  return {.method = std::string(request.method_string()),
          .target = std::string(request.target()),
          .authorization = header(request, http::field::authorization),
          .content_type = header(request, http::field::content_type),
          .body = request.body()};
}

Reply to_http(const RestReply& rest, const Request& request) {
  Reply reply(static_cast<http::status>(rest.status), request.version());
  reply.set(http::field::content_type, rest.content_type);
  reply.body() = rest.body;
  reply.keep_alive(request.keep_alive());
  reply.prepare_payload();
  return reply;
}

/// One line of requests.jsonl.
std::string describe(const Request& request) {
  nlohmann::ordered_json headers = nlohmann::ordered_json::object();
  for (const auto& one : request) {
    const bool secret = one.name() == http::field::authorization;
    headers[std::string(one.name_string())] = secret ? "Basic <redacted>" : std::string(one.value());
  }
  const nlohmann::ordered_json line{{"time", iso8601(wall_now())},
                                    {"method", std::string(request.method_string())},
                                    {"target", std::string(request.target())},
                                    {"headers", headers},
                                    {"body", request.body()}};
  return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

Result<void> check(const StandInOptions& options) {
  if (!options.applet_url.empty()) {
    if (const auto url = parse_target_url(options.applet_url); !url) return std::unexpected(url.error());
  }
  if (options.answer_delay < std::chrono::seconds(0) || options.answer_delay > kLongestDelay) {
    return fail(Errc::bad_request, "the REST API's delay is not 0 to 60 seconds");
  }
  if (options.refusal.empty()) return {};
  const int status = options.refusal.front().status;
  if (status < 200 || status > 599) {
    return fail(Errc::bad_request, fmt::format("{} is no status of an HTTP answer", status));
  }
  return {};
}

}  // namespace

class ExotelStandIn::Impl {
 public:
  Impl(StandInOptions options, CallAssets assets)
      : options_(std::move(options)),
        rest_(options_, ledger_),
        loop_(1),
        acceptor_(loop_),
        clock_(assets.clock),
        floor_(options_, ledger_, std::move(assets), loop_.get_executor()) {}

  ~Impl() {
    if (!thread_.joinable()) return;
    asio::post(loop_, [this] {
      boost::system::error_code ignored;
      acceptor_.close(ignored);
    });
    floor_.clear();
    loop_.stop();
    thread_.join();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Result<void> open_log() {
    if (options_.folder.empty()) return {};
    std::error_code error;
    fs::create_directories(options_.folder, error);
    const auto path = options_.folder / "requests.jsonl";
    requests_.open(path, std::ios::app | std::ios::binary);
    if (error || !requests_) {
      return fail(Errc::bad_configuration, fmt::format("cannot write to {}", path.string()));
    }
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write, error);  // customers' numbers are in it
    return {};
  }

  Result<void> listen() {
    const auto address = net::parse_listen_address(options_.listen);
    if (!address) return std::unexpected(address.error());
    try {
      const tcp::endpoint endpoint(asio::ip::make_address(address->host), address->port);
      acceptor_.open(endpoint.protocol());
      acceptor_.set_option(asio::socket_base::reuse_address(true));
      acceptor_.bind(endpoint);
      acceptor_.listen();
      port_ = acceptor_.local_endpoint().port();
    } catch (const boost::system::system_error& error) {
      return fail(Errc::bad_configuration,
                  fmt::format("cannot listen on {}: {}", options_.listen, error.code().message()));
    }
    return {};
  }

  void run() {
    asio::co_spawn(loop_, accept(), asio::detached);
    thread_ = std::thread([this] { loop_.run(); });
  }

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

 private:
  asio::awaitable<void> accept() {
    asio::steady_timer pause(loop_);
    while (acceptor_.is_open()) {
      auto [error, socket] = co_await acceptor_.async_accept(kNoThrow);
      if (!error) {
        asio::co_spawn(loop_, serve(beast::tcp_stream(std::move(socket))), asio::detached);
        continue;
      }
      pause.expires_after(kAcceptPause);  // out of file descriptors, perhaps: do not spin
      co_await pause.async_wait(kNoThrow);
    }
  }

  asio::awaitable<void> serve(beast::tcp_stream stream) {
    beast::flat_buffer buffer;
    bool more = true;
    while (more) {
      http::request_parser<http::string_body> parser;
      parser.body_limit(kMaxBody);
      stream.expires_after(kLongestRequest);
      const auto [unread, received] = co_await http::async_read(stream, buffer, parser, kNoThrow);
      if (unread) break;
      const auto request = parser.release();
      const auto reply = answer(request);
      if (options_.answer_delay.count() > 0) co_await dawdle(stream);
      const auto [unsent, written] = co_await http::async_write(stream, reply, kNoThrow);
      more = !unsent && reply.keep_alive();
    }
    boost::system::error_code ignored;
    stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
  }

  /// The call goes on meanwhile: whoever gives up waiting has placed it all the same.
  asio::awaitable<void> dawdle(beast::tcp_stream& stream) {
    asio::steady_timer timer(loop_);
    timer.expires_after(options_.answer_delay);
    co_await timer.async_wait(kNoThrow);
    stream.expires_after(kLongestRequest);
  }

  Reply answer(const Request& request) {
    if (requests_.is_open()) (requests_ << describe(request)).flush();
    const auto lines = floor_.has_room() ? RestApi::Lines::free : RestApi::Lines::all_busy;
    auto rest = rest_.answer(to_rest(request), lines, clock_.wall_now());
    log::info("simulator", "{} {} answered {}", std::string_view(request.method_string()),
              std::string_view(request.target()), rest.status);
    if (rest.dial) floor_.play(std::move(*rest.dial));
    return to_http(rest, request);
  }

  const StandInOptions options_;
  CallLedger ledger_;
  RestApi rest_;
  std::ofstream requests_;
  std::uint16_t port_ = 0;
  asio::io_context loop_;
  tcp::acceptor acceptor_;
  const CallClock clock_;
  FlowFloor floor_;
  std::thread thread_;
};

ExotelStandIn::ExotelStandIn(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ExotelStandIn::~ExotelStandIn() = default;

std::uint16_t ExotelStandIn::port() const noexcept {
  return impl_->port();
}

Result<std::unique_ptr<ExotelStandIn>> ExotelStandIn::start(StandInOptions options) {
  if (const auto sane = check(options); !sane) return std::unexpected(sane.error());
  auto assets = prepare_calls(options.call);
  if (!assets) return std::unexpected(assets.error());
  auto impl = std::make_unique<Impl>(std::move(options), std::move(*assets));
  if (auto opened = impl->open_log(); !opened) return std::unexpected(opened.error());
  if (auto listening = impl->listen(); !listening) return std::unexpected(listening.error());
  impl->run();
  return std::unique_ptr<ExotelStandIn>(new ExotelStandIn(std::move(impl)));
}

}  // namespace exo::simulator
