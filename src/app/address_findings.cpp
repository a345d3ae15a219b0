#include "app/address_findings.h"

#include <string_view>

#include <fmt/format.h>

#include "base/text.h"
#include "domain/url.h"
#include "net/address_guard.h"
#include "net/ip_address.h"

namespace exo::app {
namespace {

using admin::Finding;
using Severity = Finding::Severity;

constexpr std::string_view kReach =
    "Set it to the address under which Exotel reaches this site, like "
    "https://voice.example.com.";

std::string bare_host(std::string_view url) {
  const auto parts = domain::split_url(trim(url));
  if (!parts) return {};
  auto host = to_lower(parts->host);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return host;
}

/// Why the internet cannot reach this host; empty when it may.
std::string_view why_not_public(const std::string& host) {
  if (const auto literal = net::IpAddress::parse(host)) {
    return net::is_global(*literal) ? "" : "a private, loopback or link-local address";
  }
  if (host == "localhost" || host.ends_with(".localhost")) return "this machine itself";
  for (const std::string_view end : {".local", ".lan", ".internal", ".home.arpa", ".test", ".invalid"}) {
    if (host.ends_with(end)) return "a name that the internet does not know";
  }
  return host.contains('.') ? "" : "a name without a domain";
}

/// `key` = `url`, which is an address in use.
void look_at(std::string_view key, std::string_view url, std::vector<Finding>& found) {
  const auto parts = domain::split_url(trim(url));
  if (!parts) return;
  const auto host = bare_host(url);
  if (const auto why = why_not_public(host); !why.empty()) {
    found.push_back({"address-not-public", Severity::warning, std::string(key),
                     fmt::format("{} names {}, which is {}: Exotel cannot reach it.", key, printable(host, 120), why),
                     std::string(kReach)});
  }
  if (parts->scheme == "http" || parts->scheme == "ws") {
    found.push_back(
        {"address-plain", Severity::warning, std::string(key),
         fmt::format("{} begins with {}://: calls would cross the internet readable by others.", key, parts->scheme),
         "Use https, with a certificate here or on the proxy."});
  }
  if (parts->path.size() > 1) {
    found.push_back(
        {"address-path", Severity::note, std::string(key),
         fmt::format("{} has a path, {}, that every generated address begins with.", key, printable(parts->path, 120)),
         "Leave it only if a proxy takes it away again."});
  }
  if (parts->has_userinfo || url.contains('?') || url.contains('#')) {
    found.push_back({"address-extra", Severity::warning, std::string(key),
                     fmt::format("{} has a user name, a query or a fragment, which are not used.", key),
                     "Leave scheme, host and port only."});
  }
}

void look_at_fleet(const domain::PublicAddress& address, std::vector<Finding>& found) {
  bool first = true;
  for (const auto& entry : address.core_fleet) {
    if (!domain::to_wss_base(entry)) {
      found.push_back({"fleet-entry-unusable", Severity::warning, "core_fleet",
                       fmt::format("core_fleet: \"{}\" is no usable address and is skipped.", printable(entry, 120)),
                       "Correct it or take it out."});
    } else if (std::exchange(first, false)) {
      look_at("core_fleet", entry, found);
    }
  }
}

}  // namespace

void look_at_addresses(const domain::PublicAddress& address, std::vector<Finding>& found) {
  if (address.public_url.empty() && address.webhook_base_url.empty()) {
    found.push_back({"public-url-unset", Severity::warning, "public_url",
                     "public_url is not set: the addresses to give to Exotel are not known, and a webhook is answered "
                     "with the host name that it was asked under.",
                     std::string(kReach)});
  }
  look_at("public_url", address.public_url, found);
  look_at("calls.webhook_base_url", address.webhook_base_url, found);
  look_at("public_wss_base", address.public_wss_base, found);
  look_at_fleet(address, found);
}

std::string public_host(const domain::PublicAddress& address) {
  return bare_host(address.webhook_base_url.empty() ? address.public_url : address.webhook_base_url);
}

}  // namespace exo::app
