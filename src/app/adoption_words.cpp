#include "app/adoption_words.h"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/adoption.h"
#include "app/findings.h"
#include "base/log.h"
#include "base/text.h"

namespace exo::app {
namespace {

using Held = std::optional<net::Certificate>;

std::string new_certificate(std::string_view plane, const Held& before, const Held& now) {
  if (!now || (before && before->fingerprint() == now->fingerprint())) return {};
  return fmt::format("a new certificate of the {} plane, until {}", plane, iso8601(now->expires_at()).substr(0, 10));
}

}  // namespace

void tell_adoption(const Config& before, const Config& now, const Config& read, const Certificates& old_certificates,
                   const Certificates& new_certificates) {
  auto changed = differing_keys(before, now);
  for (auto& news : {new_certificate("admin", old_certificates.admin, new_certificates.admin),
                     new_certificate("call", old_certificates.calls, new_certificates.calls)}) {
    if (!news.empty()) changed.push_back(news);
  }
  auto line =
      changed.empty() ? std::string("nothing has changed") : fmt::format("changed: {}", fmt::join(changed, ", "));
  const auto waiting = differing_keys(now, read);
  if (!waiting.empty()) line += fmt::format("; waiting for a restart: {}", fmt::join(waiting, ", "));
  log::info("app", "the configuration was read again; {}", line);
}

void warn_of_unusable(const domain::PublicAddress& address) {
  for (const auto& entry : address.core_fleet) {
    if (domain::to_wss_base(entry)) continue;
    log::warning("app", "core_fleet: \"{}\" is no usable address and is skipped", printable(entry, 120));
  }
}

void warn_of_expiry(const Certificates& certificates, WallTime now) {
  for (const auto& [plane, held] : {std::pair{"admin", &certificates.admin}, {"call", &certificates.calls}}) {
    if (!*held || (*held)->days_left(now) > kWarnDaysLeft) continue;
    log::warning("app", "the certificate of the {} plane expires in {} days, on {}", plane, (*held)->days_left(now),
                 iso8601((*held)->expires_at()).substr(0, 10));
  }
}

}  // namespace exo::app
