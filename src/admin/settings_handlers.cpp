#include <nlohmann/json.hpp>

#include "admin/handlers.h"
#include "admin/services.h"
#include "admin/settings.h"

namespace exo::admin {
namespace {

Json value_view(const SettingValue& value) {
  return std::visit([](const auto& each) { return Json(each); }, value);
}

Json setting_view(const Setting& setting) {
  Json view = {{"key", setting.key},
               {"help", setting.help},
               {"origin", {{"kind", setting.origin}}},
               {"secret", setting.kind == Setting::Kind::secret},
               {"needs_restart", setting.change == Setting::Change::restart}};
  // A secret has no value to show, also not its length.
  view[setting.kind == Setting::Kind::secret ? "set" : "value"] = value_view(setting.value);
  if (!setting.origin_name.empty()) view["origin"]["name"] = setting.origin_name;
  if (setting.origin_line > 0) view["origin"]["line"] = setting.origin_line;
  if (setting.waiting) view["waiting"] = value_view(*setting.waiting);
  return view;
}

Json finding_view(const Finding& finding) {
  return {{"id", finding.id},
          {"severity", to_string(finding.severity)},
          {"key", finding.key.empty() ? Json(nullptr) : Json(finding.key)},
          {"detail", finding.detail},
          {"next_step", finding.next_step}};
}

Json certificate_view(const PlaneCertificate& certificate) {
  return {{"plane", certificate.plane},
          {"fingerprint_sha256", certificate.fingerprint},
          {"expires_at", iso8601(certificate.expires_at)},
          {"days_left", certificate.days_left}};
}

}  // namespace

Json settings_view(const SettingsReport& report) {
  Json view = {{"settings", Json::array()}, {"findings", Json::array()}, {"certificates", Json::array()}};
  for (const auto& setting : report.settings) view["settings"].push_back(setting_view(setting));
  for (const auto& finding : report.findings) view["findings"].push_back(finding_view(finding));
  for (const auto& each : report.certificates) view["certificates"].push_back(certificate_view(each));
  return view;
}

Result<Reply> get_settings(Services& services, const Request&) {
  if (!services.parts.settings) return fail(Errc::not_found, "Not Found");
  return json_reply(settings_view(services.parts.settings()));
}

}  // namespace exo::admin
