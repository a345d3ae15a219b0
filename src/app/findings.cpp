#include "app/findings.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include "app/address_findings.h"
#include "base/text.h"
#include "net/listen_address.h"

namespace exo::app {
namespace {

using admin::Finding;
using Severity = Finding::Severity;
using Findings = std::vector<Finding>;

constexpr std::uint64_t kLeastFree = 500ULL << 20;
constexpr std::uint64_t kLeastFreePercent = 5;

bool is_loopback(const std::string& listen) {
  const auto address = net::parse_listen_address(listen);
  return address && (address->host.starts_with("127.") || address->host == "::1" || address->host == "localhost");
}

void look_at_planes(const Config& config, Findings& found) {
  if (!is_loopback(config.admin.listen) && !config.admin.tls.enabled()) {
    found.push_back({"admin-plane-plain", Severity::warning, "admin.listen",
                     fmt::format("The admin plane listens on {} without TLS: passwords cross the network readable.",
                                 config.admin.listen),
                     "Set admin.tls = \"self-signed\" or name a certificate, or listen on 127.0.0.1 behind a proxy."});
  }
  if (is_loopback(config.calls.listen)) return;
  if (config.calls.webhook_key.empty()) {
    found.push_back({"webhook-key-unset", Severity::warning, "calls.webhook_key",
                     "Whoever reaches the call plane can ask its webhook and report calls that never were.",
                     "Put EXOGATE_CALLS_WEBHOOK_KEY (openssl rand -hex 16) into the environment and ?key=… into the "
                     "applet's URL."});
  }
  const bool says_https = config.address.public_url.starts_with("https://");
  if (says_https && !config.calls.tls.enabled() && config.calls.trusted_proxies.empty()) {
    found.push_back({"proxy-not-trusted", Severity::note, "calls.trusted_proxies",
                     "public_url says https, but the call plane speaks plain HTTP and trusts no proxy before it.",
                     "Name the proxy's address in calls.trusted_proxies, or a certificate in calls.tls_certificate."});
  }
}

void look_at_certificate(std::string_view plane, const net::Certificate& certificate, WallTime now, Findings& found) {
  const auto days = certificate.days_left(now);
  if (days > kWarnDaysLeft) return;
  const auto key = fmt::format("{}.tls_certificate", plane);
  const std::string next = "Renew it; the new files count as soon as they are there.";
  if (days < 0) {
    found.push_back({"certificate-expired", Severity::error, key,
                     fmt::format("The certificate of the {} plane expired on {}.", plane,
                                 iso8601(certificate.expires_at()).substr(0, 10)),
                     next});
  } else {
    found.push_back({"certificate-expiring", Severity::warning, key,
                     fmt::format("The certificate of the {} plane expires in {} days.", plane, days), next});
  }
}

void look_at_certificates(const Config& config, const SiteFacts& facts, WallTime now, Findings& found) {
  if (facts.admin_certificate) look_at_certificate("admin", *facts.admin_certificate, now, found);
  if (!facts.calls_certificate) return;
  look_at_certificate("calls", *facts.calls_certificate, now, found);
  const auto host = public_host(config.address);
  if (host.empty() || facts.calls_certificate->covers(host)) return;
  found.push_back({"certificate-name", Severity::error, "calls.tls_certificate",
                   fmt::format("The call plane's certificate is not for {}, so Exotel refuses to connect.", host),
                   "Use a certificate with that name, or correct public_url."});
}

void look_at_data(const Config& config, const SiteFacts& facts, Findings& found) {
  constexpr std::uint32_t kOthers = S_IRWXG | S_IRWXO;
  if (facts.folder_mode && (*facts.folder_mode & kOthers) != 0) {
    found.push_back({"data-folder-open", Severity::warning, "store.folder",
                     fmt::format("Other users of this machine may look into {} (mode {:03o}).",
                                 config.store_folder.string(), *facts.folder_mode),
                     fmt::format("chmod 700 {}", config.store_folder.string())});
  }
  if (facts.disk_bytes == 0) return;
  if (facts.free_bytes >= kLeastFree || facts.free_bytes * 100 >= facts.disk_bytes * kLeastFreePercent) return;
  found.push_back(
      {"disk-nearly-full", Severity::warning, "store.folder",
       fmt::format("{} MiB are free on the disk of {}.", facts.free_bytes >> 20, config.store_folder.string()),
       "Make room: without it calls are served but not recorded."});
}

void look_at_reload(const SiteFacts& facts, Findings& found) {
  if (!facts.refused.empty()) {
    found.push_back({"configuration-refused",
                     Severity::error,
                     {},
                     "The changed configuration is not used: " + facts.refused,
                     "Correct it; until then the values below count."});
  }
  if (facts.waiting.empty()) return;
  found.push_back({"restart-needed",
                   Severity::note,
                   {},
                   fmt::format("Changed, but not in use yet: {}.", fmt::join(facts.waiting, ", ")),
                   "Restart the gateway; live calls may finish first."});
}

}  // namespace

SiteFacts look_at_folder(const std::filesystem::path& folder) {
  SiteFacts facts;
  struct stat status{};
  if (::stat(folder.c_str(), &status) == 0) facts.folder_mode = status.st_mode & 07777U;
  std::error_code error;
  const auto space = std::filesystem::space(folder, error);
  if (error) return facts;
  facts.free_bytes = space.available;
  facts.disk_bytes = space.capacity;
  return facts;
}

Findings find_trouble(const Config& config, const SiteFacts& facts, WallTime now) {
  Findings found;
  look_at_reload(facts, found);
  look_at_addresses(config.address, found);
  look_at_planes(config, found);
  look_at_certificates(config, facts, now, found);
  look_at_data(config, facts, found);
  Findings sorted;
  for (const auto severity : {Severity::error, Severity::warning, Severity::note}) {
    std::ranges::copy_if(found, std::back_inserter(sorted),
                         [&](const Finding& each) { return each.severity == severity; });
  }
  return sorted;
}

std::vector<admin::PlaneCertificate> list_certificates(const SiteFacts& facts, WallTime now) {
  std::vector<admin::PlaneCertificate> list;
  for (const auto& [plane, certificate] :
       {std::pair{"admin", &facts.admin_certificate}, {"calls", &facts.calls_certificate}}) {
    if (!*certificate) continue;
    const auto& each = **certificate;
    list.push_back({plane, each.fingerprint(), each.expires_at(), each.days_left(now)});
  }
  return list;
}

}  // namespace exo::app
