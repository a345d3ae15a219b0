#include "simulator/dial.h"

#include <algorithm>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/system_executor.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <openssl/x509_vfy.h>

#include "net/resolver.h"

namespace exo::simulator {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);

using Endpoints = std::expected<std::vector<tcp::endpoint>, std::string>;

/// The static executable must answer these without any resolver.
std::vector<tcp::endpoint> known_endpoints(const std::string& host, std::uint16_t port) {
  boost::system::error_code not_literal;
  const auto literal = asio::ip::make_address(host, not_literal);
  if (!not_literal) return {{literal, port}};
  if (host == "localhost" || host.ends_with(".localhost")) {
    return {{asio::ip::address_v4::loopback(), port}, {asio::ip::address_v6::loopback(), port}};
  }
  return {};
}

asio::awaitable<Result<std::vector<net::IpAddress>>> look_up(std::string host, SteadyTime deadline) {
  co_return net::Resolver().resolve(host, deadline);
}

tcp::endpoint to_endpoint(const net::IpAddress& address, std::uint16_t port) {
  if (address.family() == net::IpAddress::Family::v6) {
    return {asio::ip::address_v6(address.bytes()), port};
  }
  asio::ip::address_v4::bytes_type four{};
  std::copy_n(address.bytes().begin(), four.size(), four.begin());
  return {asio::ip::address_v4(four), port};
}

asio::awaitable<Endpoints> resolve(std::string host, std::uint16_t port, SteadyTime deadline) {
  if (auto known = known_endpoints(host, port); !known.empty()) co_return known;
  // The resolver blocks: it waits on a thread of its own.
  auto found = co_await asio::co_spawn(asio::system_executor(), look_up(host, deadline), asio::use_awaitable);
  if (!found) co_return std::unexpected(found.error().detail);
  std::vector<tcp::endpoint> endpoints;
  for (const auto& address : *found) endpoints.push_back(to_endpoint(address, port));
  co_return endpoints;
}

bool is_address(const std::string& host) {
  boost::system::error_code error;
  static_cast<void>(asio::ip::make_address(host, error));
  return !error;
}

std::string explain_tls(DialedStream::Tls& stream, const boost::system::error_code& error) {
  const long verdict = SSL_get_verify_result(stream.native_handle());
  if (verdict == X509_V_OK) return "TLS failed: " + explain(error);
  return fmt::format("the certificate is not trusted: {}", X509_verify_cert_error_string(verdict));
}

/// Server name and the check of the certificate's name.
std::expected<void, std::string> expect_name(DialedStream::Tls& stream, const std::string& host, PeerCheck check) {
  if (!is_address(host) && SSL_set_tlsext_host_name(stream.native_handle(), host.c_str()) != 1) {
    return std::unexpected("the host's name cannot be sent over TLS");
  }
  if (check == PeerCheck::accept_any) return {};
  boost::system::error_code error;
  stream.set_verify_callback(asio::ssl::host_name_verification(host), error);
  if (error) return std::unexpected(error.message());
  return {};
}

asio::awaitable<Dialed> shake_hands(beast::tcp_stream tcp, std::string host, std::shared_ptr<TlsTrust> trust) {
  auto context = trust->context();
  if (!context) co_return std::unexpected(context.error().detail);
  auto stream = std::make_unique<DialedStream::Tls>(std::move(tcp), **context);
  if (auto named = expect_name(*stream, host, trust->check()); !named) co_return std::unexpected(named.error());
  const auto [error] = co_await stream->async_handshake(asio::ssl::stream_base::client, kNoThrow);
  if (error) co_return std::unexpected(explain_tls(*stream, error));
  co_return DialedStream(std::move(stream));
}

}  // namespace

std::string explain(const boost::system::error_code& error) {
  if (error == beast::error::timeout) return "no answer in time";
  if (error == asio::error::eof || error == asio::ssl::error::stream_truncated) return "the connection was closed";
  return error.message();
}

asio::awaitable<Dialed> dial(TargetUrl url, SteadyTime deadline, std::shared_ptr<TlsTrust> trust) {
  const auto endpoints = co_await resolve(url.host, url.port, deadline);
  if (!endpoints) co_return std::unexpected(endpoints.error());
  beast::tcp_stream tcp(co_await asio::this_coro::executor);
  tcp.expires_at(deadline);
  const auto [error, endpoint] = co_await tcp.async_connect(*endpoints, kNoThrow);
  if (error) co_return std::unexpected(fmt::format("cannot connect to {}: {}", url.authority(), explain(error)));
  boost::system::error_code ignored;
  tcp.socket().set_option(tcp::no_delay(true), ignored);
  if (url.encryption() == Encryption::plain) co_return DialedStream(std::move(tcp));
  co_return co_await shake_hands(std::move(tcp), url.host, std::move(trust));
}

}  // namespace exo::simulator
