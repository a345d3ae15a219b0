#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "admin/settings.h"
#include "app/config.h"
#include "net/certificate.h"

namespace exo::app {

/// What a look at the machine tells; find_trouble() itself looks at nothing.
struct SiteFacts {
  std::optional<net::Certificate> admin_certificate{};
  std::optional<net::Certificate> calls_certificate{};
  std::optional<std::uint32_t> folder_mode{};  ///< permission bits of the data folder
  std::uint64_t free_bytes = 0;                ///< of its disk
  std::uint64_t disk_bytes = 0;                ///< 0: unknown
  std::vector<std::string> waiting{};          ///< keys whose change waits for a restart
  std::string refused{};                       ///< why the configuration that was read last is not used; empty: it is
};

inline constexpr int kWarnDaysLeft = 14;

/// Looks at the data folder and its disk.
[[nodiscard]] SiteFacts look_at_folder(const std::filesystem::path& folder);

/// What an operator should mend or know, the gravest first.
[[nodiscard]] std::vector<admin::Finding> find_trouble(const Config& config, const SiteFacts& facts, WallTime now);

/// For "certificates" of the report.
[[nodiscard]] std::vector<admin::PlaneCertificate> list_certificates(const SiteFacts& facts, WallTime now);

}  // namespace exo::app
