#include "net/http_exchange.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>
#include <httplib.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "net/socket_cutoff.h"

namespace exo::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::string_view kUserAgent = "exogate/" EXOGATE_VERSION;

/// Remembers why OpenSSL refused a certificate: cpp-httplib forgets it together with the session.
int note_verify_error(int accepted, X509_STORE_CTX* context) {
  if (accepted == 1) return accepted;
  const auto* const ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* const error = static_cast<int*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
  if (error != nullptr) *error = X509_STORE_CTX_get_error(context);
  return accepted;
}

/// One exchange on its way; lives on one thread.
class Exchange {
 public:
  explicit Exchange(const ExchangePlan& plan) : plan_(plan), cutoff_(plan.deadline) {}

  ExchangeResult run();

 private:
  [[nodiscard]] std::unique_ptr<httplib::ClientImpl> make_client();
  [[nodiscard]] std::unique_ptr<httplib::ClientImpl> make_tls_client();
  void configure(httplib::ClientImpl& client);
  [[nodiscard]] httplib::Request make_request();
  [[nodiscard]] ssize_t write_headers(httplib::Stream& stream, const httplib::Headers& headers);
  bool on_head(const httplib::Response& response);
  bool on_body(const char* data, std::size_t size);
  [[nodiscard]] milliseconds left() const;

  [[nodiscard]] Error explain(const httplib::Result& result) const;
  [[nodiscard]] Error explain_connection(const httplib::Result& result) const;
  [[nodiscard]] Error timed_out() const;

  const ExchangePlan& plan_;
  SocketCutoff cutoff_;
  HttpReply reply_;
  std::size_t received_ = 0;
  int verify_error_ = X509_V_OK;
  int header_writes_ = 0;
  enum class Ending { open, sink_stopped, too_large } ending_ = Ending::open;
};

milliseconds Exchange::left() const {
  const auto left = std::chrono::ceil<milliseconds>(plan_.deadline - steady_clock::now());
  return std::max(left, milliseconds(1));  // cpp-httplib takes 0 for "for ever"
}

std::unique_ptr<httplib::ClientImpl> Exchange::make_tls_client() {
  auto client = std::make_unique<httplib::SSLClient>(plan_.url.host, plan_.url.port);
  auto* const context = static_cast<SSL_CTX*>(client->tls_context());
  if (context == nullptr) return nullptr;
  // OpenSSL itself refuses a bad chain or name inside the handshake. cpp-httplib's own check, which comes after the
  // handshake, is off because it would read the CA bundle again for every request.
  client->enable_server_certificate_verification(false);
  SSL_CTX_set1_cert_store(context, plan_.trust.get());
  SSL_CTX_set_app_data(context, &verify_error_);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, note_verify_error);
  auto* const expected = SSL_CTX_get0_param(context);
  X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  const int named = plan_.url.literal
                        ? X509_VERIFY_PARAM_set1_ip_asc(expected, plan_.url.literal->to_text().c_str())
                        : X509_VERIFY_PARAM_set1_host(expected, plan_.url.host.data(), plan_.url.host.size());
  if (named != 1) return nullptr;
  return client;
}

std::unique_ptr<httplib::ClientImpl> Exchange::make_client() {
  auto client =
      plan_.url.is_secure() ? make_tls_client() : std::make_unique<httplib::ClientImpl>(plan_.url.host, plan_.url.port);
  if (client) configure(*client);
  return client;
}

void Exchange::configure(httplib::ClientImpl& client) {
  // With an address in the map cpp-httplib calls getaddrinfo with AI_NUMERICHOST and a numeric port. glibc answers that
  // from inet_aton/inet_pton alone: it opens neither nsswitch.conf nor a libnss_*.so, so a static executable is safe.
  // Without the entry it would resolve the name itself, so literals are entered too.
  client.set_hostname_addr_map({{plan_.url.host, plan_.address.to_text()}});
  client.set_connection_timeout(std::min(plan_.connect_timeout, left()));
  client.set_read_timeout(left());
  client.set_write_timeout(left());
  client.set_max_timeout(left());
  client.set_follow_location(false);
  client.set_keep_alive(false);
  client.set_path_encode(false);
  client.set_decompress(false);
  client.set_tcp_nodelay(true);
  client.set_socket_options([this](int fd) { cutoff_.watch(fd); });
  client.set_header_writer([this](httplib::Stream& stream, httplib::Headers& headers) {  //
    return write_headers(stream, headers);
  });
}

ssize_t Exchange::write_headers(httplib::Stream& stream, const httplib::Headers& headers) {
  // cpp-httplib sends a request again over a new connection when the server closed TLS right after it. That would ring
  // a customer twice, so the second time nothing is written and the exchange fails.
  if (++header_writes_ > 1) return -1;
  std::string text;
  for (const auto& [name, value] : headers) {
    // An (empty) Expect is there only to keep cpp-httplib from waiting for "100 Continue" before bodies over 1 KiB.
    if (name != "Expect") text += fmt::format("{}: {}\r\n", name, value);
  }
  // Straight from the request, because cpp-httplib copies its headers around without wiping them.
  for (const auto& [name, value] : plan_.request.secret_headers) {
    text += name;
    text += ": ";
    text += value.reveal();
    text += "\r\n";
  }
  text += "\r\n";
  const Secret wiped(std::move(text));
  return stream.write(wiped.reveal());
}

httplib::Request Exchange::make_request() {
  httplib::Request request;
  request.method = plan_.request.method;
  request.path = plan_.url.target;
  request.body = plan_.request.body;
  request.start_time_ = steady_clock::now();
  for (const auto& [name, value] : plan_.request.headers) request.headers.emplace(name, value);
  request.set_header("Host", plan_.url.authority());
  request.set_header("Expect", "");
  request.set_header("Accept-Encoding", "identity");
  request.set_header("Connection", "close");
  if (!request.has_header("User-Agent")) request.set_header("User-Agent", std::string(kUserAgent));
  request.response_handler = [this](const httplib::Response& response) { return on_head(response); };
  request.content_receiver = [this](const char* data, std::size_t size, std::size_t, std::size_t) {
    return on_body(data, size);
  };
  return request;
}

bool Exchange::on_head(const httplib::Response& response) {
  reply_.status = response.status;
  for (const auto& [name, value] : response.headers) reply_.headers.emplace_back(name, value);
  return true;
}

bool Exchange::on_body(const char* data, std::size_t size) {
  received_ += size;
  if (received_ > plan_.request.max_body) {
    ending_ = Ending::too_large;
    return false;
  }
  const bool success = reply_.status >= 200 && reply_.status < 300;
  if (plan_.sink == nullptr || !success) {
    reply_.body.append(data, size);
    return true;
  }
  if ((*plan_.sink)(std::as_bytes(std::span(data, size)))) return true;
  ending_ = Ending::sink_stopped;
  return false;
}

Error Exchange::timed_out() const {
  return {Errc::upstream_timeout,
          fmt::format("{} did not answer within {} s", plan_.url.authority(),
                      std::chrono::ceil<std::chrono::seconds>(plan_.request.total_timeout).count()),
          {}};
}

Error Exchange::explain_connection(const httplib::Result& result) const {
  const auto host = plan_.url.authority();
  if (verify_error_ != X509_V_OK) {
    return {Errc::upstream_failed,
            fmt::format("the certificate of {} is not trusted: {}", host, X509_verify_cert_error_string(verify_error_)),
            {}};
  }
  const bool tls = result.error() == httplib::Error::SSLConnection;
  const bool waited = result.error() == httplib::Error::ConnectionTimeout ||
                      (tls && result.ssl_error() == static_cast<int>(httplib::tls::ErrorCode::WantRead));
  if (waited) {
    return {Errc::upstream_timeout, fmt::format("{} did not accept a connection in time", host), {}};
  }
  if (!tls) {
    return {Errc::upstream_failed,
            fmt::format("{} cannot be reached: it refuses connections or there is no way to it", host),
            {}};
  }
  const char* const reason = ERR_reason_error_string(static_cast<unsigned long>(result.ssl_backend_error()));
  return {
      Errc::upstream_failed,
      fmt::format("no encrypted connection to {}: {}", host, reason == nullptr ? "it closed the handshake" : reason),
      {}};
}

Error Exchange::explain(const httplib::Result& result) const {
  const auto host = plan_.url.authority();
  if (ending_ == Ending::too_large) {
    return {Errc::upstream_failed,
            fmt::format("the answer of {} is larger than {} bytes", host, plan_.request.max_body),
            {}};
  }
  if (cutoff_.fired() || steady_clock::now() >= plan_.deadline) return timed_out();
  if (header_writes_ == 0) return explain_connection(result);
  if (result.error() == httplib::Error::Timeout) return timed_out();
  return {Errc::upstream_failed,
          fmt::format("{} closed the connection before its answer was complete, or its answer is "
                      "not HTTP",
                      host),
          {}};
}

ExchangeResult Exchange::run() {
  const auto client = make_client();
  if (!client) return {fail(Errc::internal, "cannot set up TLS"), ExchangeResult::Sent::no};
  ERR_clear_error();
  const auto result = client->send(make_request());
  const auto sent = header_writes_ == 0 ? ExchangeResult::Sent::no : ExchangeResult::Sent::maybe;
  if (ending_ == Ending::sink_stopped) return {std::move(reply_), sent};
  if (!result) return {std::unexpected(explain(result)), sent};
  if (reply_.status == 0) on_head(*result);  // an answer without a body skips the response handler
  return {std::move(reply_), sent};
}

}  // namespace

ExchangeResult exchange(const ExchangePlan& plan) {
  return Exchange(plan).run();
}

}  // namespace exo::net
