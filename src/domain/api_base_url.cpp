#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "domain/integration.h"
#include "domain/url.h"

namespace exo::domain {
namespace {

/// Singapore and Mumbai (exotel.md §5.1).
constexpr std::array<std::string_view, 2> kExotelApis = {kDefaultApiBaseUrl, kMumbaiApiBaseUrl};

struct Origin {
  std::string scheme;
  std::string host;  ///< lower case
  std::uint16_t port;

  bool operator==(const Origin&) const = default;
};

std::uint16_t default_port(std::string_view scheme) noexcept {
  return scheme == "http" ? 80 : 443;
}

std::optional<Origin> origin_of(const UrlParts& parts) {
  const std::string scheme = parts.scheme.empty() ? "https" : parts.scheme;
  if (scheme != "https" && scheme != "http") return std::nullopt;
  return Origin{scheme, to_lower(parts.host), parts.port.value_or(default_port(scheme))};
}

/// An entry of a list of origins: one with a path (or a network, "http://10.0.0.0/8:80") names no single host.
std::optional<Origin> origin_of(std::string_view url) {
  const auto parts = split_url(trim(url));
  if (!parts || parts->has_userinfo || (!parts->path.empty() && parts->path != "/")) return std::nullopt;
  return origin_of(*parts);
}

std::string to_string(const Origin& origin) {
  if (origin.port == default_port(origin.scheme)) return fmt::format("{}://{}", origin.scheme, origin.host);
  return fmt::format("{}://{}:{}", origin.scheme, origin.host, origin.port);
}

/// The path is added by us: "/v1" and what Exotel's samples print after it may stand here, anything else may not.
bool is_removable_path(std::string_view path) noexcept {
  while (path.ends_with('/')) path.remove_suffix(1);
  return path.empty() || iequals(path, "/v1") || iequals(path, "/v1/Accounts") || istarts_with(path, "/v1/Accounts/");
}

/// Never repeats what was sent: it may hold a key that was pasted into the wrong field.
std::unexpected<Error> refused(AllowedApiHosts hosts) {
  auto known = fmt::format("{}", fmt::join(kExotelApis, ", "));
  for (const auto& host : hosts) known += ", " + host;
  return fail(Errc::unprocessable, fmt::format("api_base_url must be one of {}", known));
}

bool is_allowed(const Origin& origin, AllowedApiHosts hosts) {
  const auto matches = [&](std::string_view url) { return origin_of(url) == origin; };
  return std::ranges::any_of(kExotelApis, matches) || std::ranges::any_of(hosts, matches);
}

/// decisions.md §2: "api" and "api.in" stand for Exotel's hosts. Not for a listed host of that name.
Origin expanded(Origin origin) {
  const bool plain = origin.scheme == "https" && origin.port == default_port(origin.scheme);
  if (plain && (origin.host == "api" || origin.host == "api.in")) origin.host += ".exotel.com";
  return origin;
}

/// Exotel prints its host as "<subdomain>", which is "@api.exotel.com": an '@' with nothing before it.
std::string without_leading_at(std::string_view text) {
  if (text.starts_with('@')) return std::string(text.substr(1));
  const auto mark = text.find("://@");
  if (mark == std::string_view::npos) return std::string(text);
  return std::string(text.substr(0, mark + 3)).append(text.substr(mark + 4));
}

}  // namespace

Result<std::string> normalise_api_base_url(std::string_view text, AllowedApiHosts hosts) {
  const auto url = without_leading_at(trim(text));
  if (url.empty()) return std::string(kDefaultApiBaseUrl);
  if (url.contains('@')) {
    return fail(Errc::unprocessable, "api_base_url must not contain credentials: put credentials in api_key/api_token");
  }
  const auto parts = split_url(url);
  if (!parts || !is_removable_path(parts->path)) return refused(hosts);
  const auto origin = origin_of(*parts);
  if (!origin) return refused(hosts);
  for (const auto& candidate : {*origin, expanded(*origin)}) {
    if (is_allowed(candidate, hosts)) return to_string(candidate);
  }
  return refused(hosts);
}

}  // namespace exo::domain
