#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "net/ip_address.h"

namespace exo::net {

/// Where a request goes. Only `parse_url` makes one, so that the address guard, the resolver and the connection can
/// never disagree about what a URL means.
struct Url {
  std::string scheme;                ///< "http", "https", "ws" or "wss"
  std::string host;                  ///< lower case; an IPv6 address without its brackets
  std::uint16_t port = 0;            ///< the scheme's default when the URL names none; never 0
  std::string target;                ///< path and query as typed, beginning with '/'
  std::optional<IpAddress> literal;  ///< when the host is an address and not a name

  [[nodiscard]] bool is_secure() const noexcept { return scheme == "https" || scheme == "wss"; }
  /// "host" or "host:port", as the Host header and error messages want it.
  [[nodiscard]] std::string authority() const;
};

/// Stricter than RFC 3986, for URLs that others can influence: no userinfo, fragment, control character, space,
/// backslash or byte above 0x7E; no host that a lenient reader could take for an address ("0x7f.1", "2130706433",
/// "127.1"); no empty or zero port. `unprocessable` with a sentence that never repeats the URL, which may hold a
/// secret.
[[nodiscard]] Result<Url> parse_url(std::string_view text);

/// 80, 443 or 0 for a scheme that we do not speak.
[[nodiscard]] std::uint16_t default_port(std::string_view scheme) noexcept;

/// A DNS name in lower case: labels of letters, digits, '-' and '_' (RFC 1035 §2.3.1, RFC 1123 §2.1), the last of them
/// not a number. A trailing dot makes it none.
[[nodiscard]] bool is_host_name(std::string_view text) noexcept;

/// "1"…"65535" in digits and nothing else.
[[nodiscard]] std::optional<std::uint16_t> parse_port(std::string_view text) noexcept;

}  // namespace exo::net
