#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/json.h"

namespace exo::admin {

/// Text, a number, true or false, or a list of texts. Of a secret: is it set?
using SettingValue = std::variant<bool, std::int64_t, std::string, std::vector<std::string>>;

/// One key of the configuration, as it counts now.
struct Setting {
  enum class Kind : std::uint8_t { plain, secret };
  enum class Change : std::uint8_t { live, restart };

  std::string key;
  std::string help;
  Kind kind = Kind::plain;
  SettingValue value{};
  std::string origin;           ///< "default", "file", "environment" or "flag"
  std::string origin_name{};    ///< of the file, the variable or the flag
  std::uint32_t origin_line{};  ///< of the file; 0: unknown
  Change change = Change::restart;
  std::optional<SettingValue> waiting{};  ///< what the sources say now, when it waits for a restart
};

/// Something about this site that an operator should know.
struct Finding {
  enum class Severity : std::uint8_t { note, warning, error };
  std::string id;  ///< "public-url-unset"; stable, for scripts
  Severity severity = Severity::warning;
  std::string key{};  ///< of the setting that it is about; may be empty
  std::string detail;
  std::string next_step;
};

[[nodiscard]] constexpr std::string_view to_string(Finding::Severity severity) noexcept {
  switch (severity) {
    case Finding::Severity::note:
      return "note";
    case Finding::Severity::warning:
      return "warning";
    case Finding::Severity::error:
      return "error";
  }
  return "";
}

/// What a plane shows at its TLS handshakes.
struct PlaneCertificate {
  std::string plane;  ///< "admin" or "calls"
  std::string fingerprint;
  WallTime expires_at{};
  int days_left = 0;
};

struct SettingsReport {
  std::vector<Setting> settings;
  std::vector<Finding> findings;
  std::vector<PlaneCertificate> certificates;
};

/// GET /api/v1/settings.
[[nodiscard]] Json settings_view(const SettingsReport& report);

}  // namespace exo::admin
