#include "admin/http_server.h"

#include <algorithm>
#include <cerrno>
#include <set>
#include <system_error>
#include <thread>

#include <fmt/format.h>
#include <httplib.h>

#include "admin/tls_server.h"
#include "base/log.h"
#include "base/text.h"
#include "net/listen_address.h"

namespace exo::admin {
namespace {

// cpp-httplib gives a connection a thread until it is closed or idle. All threads exist from the start: 0.41's growing
// pool starts none while an idle one has yet to wake up, so of a burst of connections some would wait for seconds.
constexpr std::size_t kThreads = 64;
constexpr std::size_t kMaxWaitingConnections = 256;
constexpr time_t kKeepAliveSeconds = 5;
constexpr std::size_t kRequestsPerConnection = 100;
constexpr time_t kReadSeconds = 10;
constexpr time_t kWriteSeconds = 10;
/// A body beyond its limit is read and thrown away up to here, only so that the sender gets to see the 413: closing on
/// unread bytes resets the connection.
constexpr std::size_t kMaxReadBytes = kMaxRecordingBytes + 1024 * 1024;

std::string path_of(const httplib::Request& request) {
  return request.target.substr(0, request.target.find('?'));
}

FormFields query_of(const httplib::Request& request) {
  const auto mark = request.target.find('?');
  return mark == std::string::npos ? FormFields{} : form_decode(std::string_view(request.target).substr(mark + 1));
}

/// "/api/v1/bots/{id}" as cpp-httplib writes it: "/api/v1/bots/:id".
std::string as_httplib_pattern(std::string_view pattern) {
  std::string text;
  for (const char c : pattern) {
    if (c == '{') text += ':';
    if (c != '{' && c != '}') text += c;
  }
  return text;
}

Result<std::string> read_body(const httplib::ContentReader& reader, std::size_t max_bytes) {
  std::string body;
  std::size_t total = 0;
  const bool complete = reader([&](const char* data, std::size_t size) {
    total += size;
    if (total <= max_bytes) body.append(data, size);
    return true;
  });
  if (total > max_bytes) {
    return fail(Errc::too_large, fmt::format("the body is larger than {} KiB", max_bytes / 1024));
  }
  if (!complete) return fail(Errc::bad_request, "the body did not arrive completely");
  return body;
}

IncomingRequest incoming_request(const httplib::Request& request, Transport transport) {
  return {.method = request.method,
          .path = path_of(request),
          .query = query_of(request),
          .header = [&request](const char* name) { return request.get_header_value(name); },
          .peer_address = request.remote_addr,
          .transport = transport,
          .read_body = [](std::size_t) { return Result<std::string>(std::string()); }};
}

/// cpp-httplib takes whatever follows a request without Content-Length for the rest of its body when it tidies up, so
/// the connection must not be used again.
bool hides_its_end(const httplib::Request& request) {
  const bool has_body = request.method != "GET" && request.method != "HEAD";
  return has_body && !request.has_header("Content-Length") && !request.has_header("Transfer-Encoding");
}

using StreamedBody = std::function<StreamStep(const BodySink&)>;

/// Must not throw: nobody would catch it. A sink that takes nothing more ends the body by itself.
bool stream_part(const StreamedBody& stream, httplib::DataSink& sink) noexcept {
  try {
    const auto step =
        stream([&sink](std::string_view part) { return part.empty() || sink.write(part.data(), part.size()); });
    if (step == StreamStep::done) sink.done();
    return step != StreamStep::broken;
  } catch (const std::exception& error) {
    log::error("admin", "a reply broke off: {}", error.what());
    return false;
  }
}

void write_reply(Reply reply, const httplib::Request& request, httplib::Response& response) {
  response.status = reply.status;
  for (const auto& [name, value] : reply.headers) response.headers.erase(name);  // default headers
  for (const auto& [name, value] : reply.headers) response.set_header(name, value);
  if (reply.stream) {
    response.set_chunked_content_provider(
        reply.content_type,
        [stream = std::move(reply.stream)](std::size_t, httplib::DataSink& sink) { return stream_part(stream, sink); });
    // Whoever reads a stream may stop at any moment, and its thread should not wait for another request then.
    response.set_header("Connection", "close");
    return;
  }
  if (!reply.body.empty()) response.set_content(std::move(reply.body), reply.content_type);
  // On errors cpp-httplib says so itself.
  if (reply.status < 400 && hides_its_end(request)) response.set_header("Connection", "close");
}

/// cpp-httplib sets SO_REUSEPORT, with which a second gateway would quietly share the port instead of failing.
void set_socket_options(socket_t socket) {
  httplib::set_socket_opt(socket, SOL_SOCKET, SO_REUSEADDR, 1);
}

void set_limits(httplib::Server& server) {
  server.new_task_queue = [] { return new httplib::ThreadPool(kThreads, kThreads, kMaxWaitingConnections); };
  server.set_keep_alive_timeout(kKeepAliveSeconds);
  server.set_keep_alive_max_count(kRequestsPerConnection);
  server.set_read_timeout(kReadSeconds);
  server.set_write_timeout(kWriteSeconds);
  server.set_payload_max_length(kMaxReadBytes);
  server.set_tcp_nodelay(true);
  server.set_socket_options(set_socket_options);
}

}  // namespace

class HttpServer::Impl {
 public:
  Impl(std::unique_ptr<TlsIdentity> identity, std::unique_ptr<httplib::Server> server, Callbacks callbacks)
      : identity_(std::move(identity)),
        server_(std::move(server)),
        transport_(identity_ ? Transport::tls : Transport::plain),
        callbacks_(std::move(callbacks)) {}

  void set_up(std::span<const Route> routes, const Headers& headers) {
    set_limits(*server_);
    server_->set_default_headers({headers.begin(), headers.end()});
    server_->set_error_handler(httplib::Server::HandlerWithResponse(complete_error));
    server_->set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      return serve_early(request, response);
    });
    const httplib::Server::HandlerWithContentReader handler =
        [this](const httplib::Request& request, httplib::Response& response, const httplib::ContentReader& reader) {
          serve_with_body(request, response, reader);
        };
    for (const auto& route : routes) add(route, handler);
  }

  Result<void> listen(const net::ListenAddress& address) {
    errno = 0;
    const int port = address.port == 0                                   ? server_->bind_to_any_port(address.host)
                     : server_->bind_to_port(address.host, address.port) ? int{address.port}
                                                                         : -1;
    if (port <= 0) {
      const auto reason =
          errno == 0 ? std::string("not an address of this machine") : std::system_category().message(errno);
      return fail(Errc::bad_configuration,
                  fmt::format("the admin plane cannot listen on {} port {}: {}", address.host, address.port, reason));
    }
    port_ = static_cast<std::uint16_t>(port);
    thread_ = std::thread([this] { accept_until_stopped(); });
    server_->wait_until_ready();
    return {};
  }

  std::uint16_t port() const noexcept { return port_; }

  void use_certificate(LoadedPair pair) {
    if (identity_) identity_->replace(std::move(pair));
  }

  void stop() {
    if (!thread_.joinable()) return;
    server_->stop();
    thread_.join();
  }

 private:
  void accept_until_stopped() noexcept {
    try {
      if (!server_->listen_after_bind()) log::error("admin", "the admin plane has stopped accepting connections");
    } catch (const std::exception& error) {
      log::error("admin", "the admin plane has stopped: {}", error.what());
    }
  }

  /// Everything but requests whose body is wanted: that exists only behind cpp-httplib's own routes.
  httplib::Server::HandlerResponse serve_early(const httplib::Request& request, httplib::Response& response) const {
    auto incoming = incoming_request(request, transport_);
    if (callbacks_.reads_body(incoming.method, incoming.path)) return httplib::Server::HandlerResponse::Unhandled;
    write_reply(callbacks_.serve(incoming), request, response);
    return httplib::Server::HandlerResponse::Handled;
  }

  void serve_with_body(const httplib::Request& request, httplib::Response& response,
                       const httplib::ContentReader& reader) const {
    auto incoming = incoming_request(request, transport_);
    incoming.read_body = [&reader](std::size_t max_bytes) { return read_body(reader, max_bytes); };
    write_reply(callbacks_.serve(incoming), request, response);
  }

  /// Gives cpp-httplib's own errors the shape of ours.
  static httplib::Server::HandlerResponse complete_error(const httplib::Request&, httplib::Response& response) {
    if (!response.body.empty()) return httplib::Server::HandlerResponse::Unhandled;
    const auto id = new_request_id();
    response.set_header(kRequestIdHeader, id);
    response.set_content(status_body(response.status, id), "application/json");
    return httplib::Server::HandlerResponse::Handled;
  }

  void add(const Route& route, const httplib::Server::HandlerWithContentReader& handler) {
    if (route.body == BodyKind::none) return;
    const auto pattern = as_httplib_pattern(route.pattern);
    for (const auto& spelling : {pattern, pattern + "/"}) {
      if (route.method == Method::post) server_->Post(spelling, handler);
      if (route.method == Method::put) server_->Put(spelling, handler);
      if (route.method == Method::del) server_->Delete(spelling, handler);
    }
  }

  std::unique_ptr<TlsIdentity> identity_;  ///< null without TLS; before the server that uses it
  std::unique_ptr<httplib::Server> server_;
  const Transport transport_;
  const Callbacks callbacks_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

Result<std::unique_ptr<HttpServer>> HttpServer::start(std::string_view listen, const net::TlsFiles& tls,
                                                      std::span<const Route> routes, const Headers& headers,
                                                      Callbacks callbacks) {
  const auto address = net::parse_listen_address(listen);
  if (!address) return fail(Errc::bad_configuration, "admin.listen: " + address.error().detail);
  Result<std::unique_ptr<httplib::Server>> server = std::make_unique<httplib::Server>();
  std::unique_ptr<TlsIdentity> identity;
  if (tls.enabled()) {
    auto pair = load_pair(tls);
    if (!pair) return std::unexpected(pair.error());
    identity = std::make_unique<TlsIdentity>(*std::move(pair));
    server = make_tls_server(*identity);
  }
  if (!server) return std::unexpected(server.error());
  auto impl = std::make_unique<Impl>(std::move(identity), std::move(*server), std::move(callbacks));
  impl->set_up(routes, headers);
  const auto listening = impl->listen(*address);
  if (!listening) return std::unexpected(listening.error());
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() {
  stop();
}
std::uint16_t HttpServer::port() const noexcept {
  return impl_->port();
}
void HttpServer::use_certificate(LoadedPair pair) {
  impl_->use_certificate(std::move(pair));
}
void HttpServer::stop() {
  impl_->stop();
}

}  // namespace exo::admin
