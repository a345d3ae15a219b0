#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "net/ip_address.h"

namespace exo::net {

/// A block of addresses: "10.0.0.0/8", "2001:db8::/32", or a single address. Bits behind the prefix are ignored, so
/// "192.168.1.20/24" means 192.168.1.0/24. A plain value.
class Cidr {
 public:
  /// nullopt when `text` is no address, or the prefix is no plain number of 0…32 (IPv4) or 0…128 (IPv6).
  [[nodiscard]] static std::optional<Cidr> parse(std::string_view text);
  [[nodiscard]] bool contains(const IpAddress& address) const noexcept;

 private:
  Cidr(IpAddress base, int prefix) noexcept : base_(base), prefix_(prefix) {}

  IpAddress base_;
  int prefix_ = 0;
};

/// A list of blocks, such as the proxies that may say whom they forward for. Immutable, so any thread may ask it.
class CidrList {
 public:
  /// `bad_configuration` with a sentence that names the first entry which is no address or CIDR.
  [[nodiscard]] static Result<CidrList> parse(std::span<const std::string> entries);

  /// False for text that is no address (a port or brackets make it none) and for the empty list.
  /// "::ffff:10.0.0.1" and "10.0.0.1" are the same address.
  [[nodiscard]] bool contains(std::string_view address) const;
  [[nodiscard]] bool contains(const IpAddress& address) const noexcept;
  [[nodiscard]] bool empty() const noexcept { return blocks_.empty(); }

 private:
  std::vector<Cidr> blocks_;
};

}  // namespace exo::net
