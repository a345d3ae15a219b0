#include "app/admin_certificate.h"

#include <array>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <unistd.h>

#include "base/log.h"
#include "net/certificate.h"
#include "net/listen_address.h"

namespace exo::app {
namespace {

constexpr int kRenewDaysLeft = 30;

std::string text_of(const sockaddr* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = nullptr;
  if (address->sa_family == AF_INET) bytes = &reinterpret_cast<const sockaddr_in*>(address)->sin_addr;
  if (address->sa_family == AF_INET6) bytes = &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
  if (bytes == nullptr || inet_ntop(address->sa_family, bytes, text.data(), text.size()) == nullptr) return {};
  return text.data();
}

void add_own_addresses(std::set<std::string>& hosts) {
  ifaddrs* first = nullptr;
  if (::getifaddrs(&first) != 0) return;
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> all(first, ::freeifaddrs);
  for (const auto* each = first; each != nullptr; each = each->ifa_next) {
    if (each->ifa_addr == nullptr || (each->ifa_flags & IFF_UP) == 0) continue;
    if (auto text = text_of(each->ifa_addr); !text.empty()) hosts.insert(std::move(text));
  }
}

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string();
}

/// The address that the listener was given; empty when that is any.
std::string own_address(const std::string& listen) {
  const auto address = net::parse_listen_address(listen);
  return address && address->host != "0.0.0.0" && address->host != "::" ? address->host : std::string();
}

/// Addresses of the interfaces come and go; only what stays makes a certificate worthless.
bool still_fits(const net::Certificate& certificate, const std::string& listen) {
  for (const auto& host : {host_name(), own_address(listen)}) {
    if (!host.empty() && !certificate.covers(host)) return false;
  }
  return true;
}

/// How a browser may reach a listener there.
std::vector<std::string> hosts_of(const std::string& listen) {
  std::set<std::string> hosts{"localhost", "127.0.0.1", "::1"};
  if (auto name = host_name(); !name.empty()) hosts.insert(std::move(name));
  if (auto address = own_address(listen); !address.empty()) {
    hosts.insert(std::move(address));
  } else {
    add_own_addresses(hosts);
  }
  return {hosts.begin(), hosts.end()};
}

}  // namespace

Result<void> keep_admin_certificate(const Config& config, WallTime now) {
  if (config.admin_tls != AdminTls::self_signed) return {};
  const auto present = net::Certificate::read_pair(config.admin.tls);
  if (present && present->days_left(now) >= kRenewDaysLeft && still_fits(*present, config.admin.listen)) return {};
  if (auto made = net::make_self_signed(config.admin.tls, hosts_of(config.admin.listen), now); !made) return made;
  const auto fresh = net::Certificate::read_pair(config.admin.tls);
  if (!fresh) return std::unexpected(fresh.error());
  log::warning("app", "a self-signed certificate was made for the admin plane; compare in the browser: SHA-256 {}",
               fresh->fingerprint());
  return {};
}

}  // namespace exo::app
