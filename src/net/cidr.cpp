#include "net/cidr.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/text.h"

namespace exo::net {
namespace {

constexpr int kMappedPrefix = 96;  // ::ffff:0:0/96 holds the IPv4 addresses (RFC 4291 §2.5.5.2)

std::optional<int> parse_prefix(std::string_view text, int most) {
  int prefix = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), prefix);
  if (error != std::errc{} || end != text.data() + text.size() || prefix < 0 || prefix > most) return std::nullopt;
  return prefix;
}

}  // namespace

std::optional<Cidr> Cidr::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return Cidr(*address, address->width());

  // "::ffff:10.0.0.0/104" counts its prefix in 128 bits, though the address itself was folded to IPv4.
  const bool folded = address->family() == IpAddress::Family::v4 && text.contains(':');
  const auto prefix = parse_prefix(text.substr(slash + 1), folded ? 128 : address->width());
  if (!prefix || (folded && *prefix < kMappedPrefix)) return std::nullopt;
  return Cidr(*address, folded ? *prefix - kMappedPrefix : *prefix);
}

bool Cidr::contains(const IpAddress& address) const noexcept {
  if (address.family() != base_.family()) return false;
  for (int i = 0; i < prefix_; ++i) {
    if (address.bit(i) != base_.bit(i)) return false;
  }
  return true;
}

Result<CidrList> CidrList::parse(std::span<const std::string> entries) {
  CidrList list;
  for (const auto& entry : entries) {
    const auto block = Cidr::parse(trim(entry));
    if (!block) {
      return fail(Errc::bad_configuration,
                  fmt::format("\"{}\" is neither an IP address nor a block such as 10.0.0.0/8", printable(entry, 100)));
    }
    list.blocks_.push_back(*block);
  }
  return list;
}

bool CidrList::contains(std::string_view address) const {
  const auto parsed = IpAddress::parse(address);
  return parsed && contains(*parsed);
}

bool CidrList::contains(const IpAddress& address) const noexcept {
  return std::ranges::any_of(blocks_, [&](const Cidr& block) { return block.contains(address); });
}

}  // namespace exo::net
