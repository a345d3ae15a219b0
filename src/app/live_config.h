#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "admin/settings.h"
#include "app/config.h"
#include "app/findings.h"
#include "net/certificate.h"

namespace exo::app {

/// Certificates in use; empty where a plane speaks plain HTTP.
struct Certificates {
  std::optional<net::Certificate> admin{};
  std::optional<net::Certificate> calls{};
};

/// Reads both planes' pairs. `bad_configuration` with a sentence that names plane and file.
[[nodiscard]] Result<Certificates> read_certificates(const Config& config);

/// What the settings page tells of: the configuration that counts, and what became of the one that was read last.
/// Thread-safe.
class LiveConfig {
 public:
  explicit LiveConfig(const Config& start) : running_(start), read_(start) {}

  void adopted(const Config& running, const Config& read, Certificates certificates);
  /// What was read last is not used, for this reason.
  void refused(const std::string& reason);
  [[nodiscard]] Certificates certificates() const;
  [[nodiscard]] std::size_t max_streams() const;
  /// Looks at the data folder, too.
  [[nodiscard]] admin::SettingsReport report(WallTime now) const;

 private:
  mutable std::mutex mutex_;
  Config running_;
  Config read_;
  Certificates certificates_;
  std::string refused_;
};

/// The report of a configuration that nobody runs yet (`exogate check-config`).
[[nodiscard]] admin::SettingsReport report_on(const Config& config, const Certificates& certificates, WallTime now);

}  // namespace exo::app
