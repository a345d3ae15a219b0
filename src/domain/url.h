#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace exo::domain {

/// The parts of an http-like URL (RFC 3986 §3), with query and fragment left out. Views point into the text given.
struct UrlParts {
  std::string scheme;         ///< lower case, without ':'; empty when there was none
  bool has_userinfo = false;  ///< an '@' stood before the host, with anything or nothing before it
  std::string_view userinfo;  ///< never show it
  std::string_view host;      ///< as typed: a name, an IPv4 address or "[IPv6]"
  std::optional<std::uint16_t> port;
  std::string_view path;  ///< as typed, "" or beginning with '/'
};

/// nullopt without a usable host or with a bad port. "host:8443/x" without a scheme is understood.
[[nodiscard]] std::optional<UrlParts> split_url(std::string_view text);

}  // namespace exo::domain
