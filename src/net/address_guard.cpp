#include "net/address_guard.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace exo::net {
namespace {

/// IPv4 that is not global: the IANA IPv4 Special-Purpose Address Registry, multicast and class E.
constexpr std::string_view kReservedV4[] = {
    "0.0.0.0/8",     "10.0.0.0/8",      "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16",
    "172.16.0.0/12", "192.0.0.0/24",    "192.0.2.0/24",   "192.88.99.0/24", "192.168.0.0/16",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",    "240.0.0.0/4",
};
/// Only 2000::/3 is given out for the internet (RFC 4291 §2.4); these parts of it are not global or hide an IPv4
/// address.
constexpr std::string_view kReservedV6[] = {"2001::/23", "2001:db8::/32", "2002::/16", "3ffe::/16", "3fff::/20"};
constexpr std::string_view kGlobalV6 = "2000::/3";
constexpr std::string_view kNat64 = "64:ff9b::/96";  // RFC 6052; the local-use 64:ff9b:1::/48 stays refused

std::vector<Cidr> blocks(std::span<const std::string_view> texts) {
  std::vector<Cidr> parsed;
  for (const auto text : texts) parsed.push_back(Cidr::parse(text).value());
  return parsed;
}

bool in_any(std::span<const Cidr> list, const IpAddress& address) noexcept {
  return std::ranges::any_of(list, [&](const Cidr& block) { return block.contains(address); });
}

std::unexpected<Error> forbid(const Url& url, std::string_view reason) {
  return fail(Errc::forbidden,
              fmt::format("{} {}; to permit it, list \"{}://{}:{}\" in the configuration file's "
                          "allowed_hosts",
                          url.authority(), reason, url.scheme,
                          url.host.contains(':') ? fmt::format("[{}]", url.host) : url.host, url.port));
}

/// Takes the port off "rest:port"; the default stays when there is none. False when there is one and it is bad.
bool take_port(std::string_view& rest, std::uint16_t& port) {
  const auto colon = rest.find(':', rest.starts_with('[') ? std::min(rest.find(']'), rest.size()) : 0);
  if (colon == std::string_view::npos) return true;
  const auto given = parse_port(rest.substr(colon + 1));
  if (!given) return false;
  port = *given;
  rest = rest.substr(0, colon);
  return true;
}

/// "[fd00::/8]" and "[fd00::]/8" → "fd00::/8"; anything else stays as it is.
std::string without_brackets(std::string_view text) {
  std::string out(text);
  if (!out.starts_with('[')) return out;
  std::erase_if(out, [](char c) { return c == '[' || c == ']'; });
  return out;
}

}  // namespace

bool is_global(const IpAddress& address) noexcept {
  static const auto reserved_v4 = blocks(kReservedV4);
  static const auto reserved_v6 = blocks(kReservedV6);
  static const auto global_v6 = Cidr::parse(kGlobalV6).value();
  static const auto nat64 = Cidr::parse(kNat64).value();
  if (address.family() == IpAddress::Family::v4) return !in_any(reserved_v4, address);
  if (nat64.contains(address)) return !in_any(reserved_v4, address.embedded_v4(12));
  return global_v6.contains(address) && !in_any(reserved_v6, address);
}

std::optional<AddressGuard::Entry> AddressGuard::parse_entry(std::string_view text) {
  const auto mark = text.find("://");
  if (mark == std::string_view::npos) return std::nullopt;
  Entry entry;
  entry.scheme = to_lower(text.substr(0, mark));
  entry.port = default_port(entry.scheme);
  if (entry.port == 0) return std::nullopt;

  auto rest = text.substr(mark + 3);
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (!take_port(rest, entry.port)) return std::nullopt;
  entry.block = Cidr::parse(without_brackets(rest));
  if (entry.block) return entry;
  entry.name = to_lower(rest);
  if (!is_host_name(entry.name)) return std::nullopt;
  return entry;
}

Result<AddressGuard> AddressGuard::parse(std::span<const std::string> allowed_hosts) {
  AddressGuard guard;
  for (const auto& text : allowed_hosts) {
    auto entry = parse_entry(trim(text));
    if (!entry) {
      return fail(Errc::bad_configuration,
                  fmt::format("allowed_hosts: \"{}\" is not of the form scheme://host-or-CIDR:port, such as "
                              "http://127.0.0.1:9000 or wss://192.168.1.0/24:8443",
                              printable(text, 100)));
    }
    guard.entries_.push_back(std::move(*entry));
  }
  return guard;
}

bool AddressGuard::lists_name(const Url& url) const {
  return std::ranges::any_of(entries_, [&](const Entry& entry) {
    return entry.scheme == url.scheme && entry.port == url.port && !entry.block && entry.name == url.host;
  });
}

bool AddressGuard::lists_some_block(const Url& url) const {
  return std::ranges::any_of(entries_, [&](const Entry& entry) {
    return entry.scheme == url.scheme && entry.port == url.port && entry.block;
  });
}

bool AddressGuard::lists_address(const Url& url, const IpAddress& address) const {
  return std::ranges::any_of(entries_, [&](const Entry& entry) {
    return entry.scheme == url.scheme && entry.port == url.port && entry.block && entry.block->contains(address);
  });
}

Result<void> AddressGuard::check(const Url& url) const {
  if (url.literal) {
    if (lists_address(url, *url.literal)) return {};
    return forbid(url, "is an IP address where a host name is required");
  }
  if (url.is_secure() || lists_name(url) || lists_some_block(url)) return {};
  return forbid(url, fmt::format("may not be reached over {}, which is not encrypted", url.scheme));
}

Result<void> AddressGuard::check(const Url& url, std::span<const IpAddress> addresses) const {
  if (lists_name(url)) return {};
  for (const auto& address : addresses) {
    if (lists_address(url, address)) continue;
    if (!is_global(address)) return forbid(url, "leads to a private or reserved address");
    if (!url.is_secure())
      return forbid(url, fmt::format("may not be reached over {}, which is not encrypted", url.scheme));
    if (url.literal) return forbid(url, "is an IP address where a host name is required");
  }
  return {};
}

}  // namespace exo::net
