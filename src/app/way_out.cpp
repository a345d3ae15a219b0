#include "app/way_out.h"

#include <string_view>

#include <fmt/format.h>

#include "net/trust_store.h"

namespace exo::app {
namespace {

Result<Client> make_client(std::string_view key, const std::vector<std::string>& allowed, const std::string& ca_file) {
  net::OutboundPolicy policy{.allowed_hosts = allowed, .ca_file = ca_file, .dns_servers = {}};
  const auto checked = net::check_outbound_policy(policy);
  if (!checked) return fail(Errc::bad_configuration, fmt::format("{}: {}", key, checked.error().detail));
  return std::make_shared<const net::HttpsClient>(std::move(policy));
}

}  // namespace

Result<Clients> make_clients(const Config& config) {
  if (!config.ca_file.empty()) {
    const auto trusted = net::TrustStore(config.ca_file).current();
    if (!trusted) return fail(Errc::bad_configuration, fmt::format("site.ca_file: {}", trusted.error().detail));
  }
  auto exotel = make_client("exotel.allowed_api_hosts", config.admin.allowed_api_hosts, config.ca_file);
  if (!exotel) return std::unexpected(exotel.error());
  auto speech = make_client("speech.allowed_hosts", config.speech_allowed_hosts, config.ca_file);
  if (!speech) return std::unexpected(speech.error());
  return Clients{*std::move(exotel), *std::move(speech)};
}

}  // namespace exo::app
