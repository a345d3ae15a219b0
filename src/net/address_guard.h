#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "net/cidr.h"
#include "net/ip_address.h"
#include "net/url.h"

namespace exo::net {

/// Reachable for the whole internet by the IANA special-purpose registries (RFC 6890 and its updates): not private,
/// loopback, link-local, shared (100.64.0.0/10), multicast, documentation, benchmarking, 6to4, Teredo, ULA or reserved.
/// NAT64 (64:ff9b::/96) is as global as the IPv4 address inside.
[[nodiscard]] bool is_global(const IpAddress& address) noexcept;

/// Keeps outbound requests away from the inside of the network, whoever wrote the URL. By default: https (or wss) to
/// names whose every address is global. Entries of `allowed_hosts` lift the guard for exactly what they name:
/// "scheme://name:port", "scheme://address:port", "scheme://CIDR:port" (IPv6 in brackets; without a port, the
/// scheme's). Immutable, so any thread may ask it. Every refusal is `forbidden` and names the host.
class AddressGuard {
 public:
  /// `bad_configuration` with a sentence that quotes the first entry that cannot be understood.
  [[nodiscard]] static Result<AddressGuard> parse(std::span<const std::string> allowed_hosts);

  /// Before the name is resolved.
  [[nodiscard]] Result<void> check(const Url& url) const;
  /// After: connect only to addresses that passed here, else a second look-up could answer differently.
  [[nodiscard]] Result<void> check(const Url& url, std::span<const IpAddress> addresses) const;

 private:
  struct Entry {
    std::string scheme;
    std::string name;           ///< empty when `block` counts
    std::optional<Cidr> block;  ///< a single address is a block of one
    std::uint16_t port = 0;
  };
  [[nodiscard]] static std::optional<Entry> parse_entry(std::string_view text);
  [[nodiscard]] bool lists_name(const Url& url) const;
  [[nodiscard]] bool lists_some_block(const Url& url) const;
  [[nodiscard]] bool lists_address(const Url& url, const IpAddress& address) const;

  std::vector<Entry> entries_;
};

}  // namespace exo::net
