#include "net/listen_address.h"

#include <charconv>

#include <fmt/format.h>

#include "base/text.h"
#include "net/ip_address.h"

namespace exo::net {
namespace {

std::unexpected<Error> refuse(std::string_view text, std::string_view reason) {
  return fail(Errc::bad_configuration,
              fmt::format("\"{}\" {}; write an IP address and a port, such as 127.0.0.1:8080 or [::1]:8080",
                          printable(text, 100), reason));
}

}  // namespace

Result<ListenAddress> parse_listen_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return refuse(text, "has no port");

  auto host = text.substr(0, colon);
  const bool bracketed = host.size() >= 2 && host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  const bool six = host.contains(':');
  if (six != bracketed) {
    return refuse(text, six ? "lacks the brackets around its IPv6 address" : "has brackets around no IPv6 address");
  }
  if (!IpAddress::parse(host)) return refuse(text, "does not begin with an IP address");

  const auto digits = text.substr(colon + 1);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc{} || end != digits.data() + digits.size()) {
    return refuse(text, "does not end with a port from 0 to 65535");
  }
  return ListenAddress{std::string(host), port};
}

}  // namespace exo::net
