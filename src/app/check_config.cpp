#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/live_config.h"
#include "base/clock.h"
#include "base/json.h"

namespace exo::app {
namespace {

std::string shown(const admin::Setting& setting) {
  if (setting.kind == admin::Setting::Kind::secret) return std::get<bool>(setting.value) ? "(set)" : "(not set)";
  return std::visit([](const auto& value) { return dump_json(Json(value)); }, setting.value);
}

std::string origin_of(const admin::Setting& setting) {
  if (setting.origin_line > 0) return fmt::format("{} line {}", setting.origin_name, setting.origin_line);
  return setting.origin_name.empty() ? setting.origin : setting.origin_name;
}

}  // namespace

int check_config(const ConfigSources& sources) {
  const auto config = load_config(sources);
  if (!config) return report_failure(config.error());
  // A certificate that the gateway is to make itself need not be there yet.
  const auto certificates = read_certificates(*config);
  if (!certificates && config->admin_tls == AdminTls::files) return report_failure(certificates.error());
  const auto report = report_on(*config, certificates.value_or(Certificates{}), wall_now());
  for (const auto& setting : report.settings) {
    fmt::print("{} = {}  # {}\n", setting.key, shown(setting), origin_of(setting));
  }
  for (const auto& each : report.certificates) {
    fmt::print("\nThe {} plane's certificate: {} days left, SHA-256 {}\n", each.plane, each.days_left,
               each.fingerprint);
  }
  for (const auto& finding : report.findings) {
    fmt::print("\n{} ({}): {}\n  {}\n", to_string(finding.severity), finding.id, finding.detail, finding.next_step);
  }
  return kExitOk;
}

}  // namespace exo::app
