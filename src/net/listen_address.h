#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace exo::net {

/// "127.0.0.1:8080", "[::1]:8080"; port 0 lets the system choose.
struct ListenAddress {
  std::string host;  ///< an IP address, without brackets
  std::uint16_t port = 0;
};

/// `bad_configuration` with one sentence when `text` is no address and port.
[[nodiscard]] Result<ListenAddress> parse_listen_address(std::string_view text);

}  // namespace exo::net
