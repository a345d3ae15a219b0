#include "admin/browser_socket.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "net/ip_address.h"
#include "net/url.h"

namespace exo::admin {
namespace {

constexpr std::size_t kMaxHostBytes = 253;  // of a DNS name, RFC 1035 §2.3.4

/// What a policy can name, and nothing else: no ';', no space, no wildcard gets through.
std::optional<std::string> nameable_host(std::string_view host) {
  if (host.size() > kMaxHostBytes) return std::nullopt;
  auto lower = to_lower(host);
  if (const auto literal = net::IpAddress::parse(lower)) {
    if (literal->family() != net::IpAddress::Family::v4) return std::nullopt;
    return literal->to_text();
  }
  if (!net::is_host_name(lower)) return std::nullopt;
  return lower;
}

/// "name", "name:port": the port only has to be one.
std::optional<std::string> host_of(std::string_view header) {
  const auto colon = header.find(':');
  if (colon != std::string_view::npos && !net::parse_port(header.substr(colon + 1))) return std::nullopt;
  return nameable_host(header.substr(0, colon));
}

std::optional<BrowserSocket> beside_the_page(std::string_view host_header, const CallPlaneDoor& door) {
  const auto host = host_of(host_header);
  if (!host || door.port == 0) return std::nullopt;
  auto base = fmt::format("{}://{}:{}", door.transport == Transport::tls ? "wss" : "ws", *host, door.port);
  return BrowserSocket{base, base};
}

std::optional<BrowserSocket> at_public_url(const domain::PublicAddress& address) {
  const auto base = domain::to_wss_base(address.public_url);
  if (!base) return std::nullopt;
  const auto url = net::parse_url(*base);
  if (!url || !nameable_host(url->host)) return std::nullopt;
  return BrowserSocket{*base, fmt::format("{}://{}", url->scheme, url->authority())};
}

}  // namespace

std::vector<BrowserSocket> browser_sockets(std::string_view host_header, const CallPlaneDoor& door,
                                           const domain::PublicAddress& address) {
  std::vector<BrowserSocket> sockets;
  for (auto& socket : {beside_the_page(host_header, door), at_public_url(address)}) {
    const auto same = [&](const BrowserSocket& other) { return other.base == socket->base; };
    if (socket && std::ranges::none_of(sockets, same)) sockets.push_back(*socket);
  }
  return sockets;
}

}  // namespace exo::admin
