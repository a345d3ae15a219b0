#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "net/ip_address.h"

namespace exo::net {

/// Names to addresses by c-ares: /etc/hosts first, then the name servers of /etc/resolv.conf, both read anew for every
/// look-up. glibc's own resolver would load NSS modules, which a static executable cannot. Blocking; thread-safe.
class Resolver {
 public:
  Resolver() = default;
  /// Asks these servers instead of /etc/resolv.conf's: "192.0.2.53", "127.0.0.1:5353", "[::1]:53".
  explicit Resolver(std::vector<std::string> servers) : servers_(std::move(servers)) {}

  /// At least one address, in the order in which to try them (RFC 6724), each once, no more than eight.
  /// `upstream_failed` when there is no such name, `upstream_timeout` when no server answered by the deadline.
  [[nodiscard]] Result<std::vector<IpAddress>> resolve(const std::string& host, SteadyTime deadline) const;

 private:
  std::vector<std::string> servers_;
};

}  // namespace exo::net
