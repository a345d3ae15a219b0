#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "admin/admin_plane.h"
#include "base/error.h"
#include "base/log.h"
#include "calls/call_plane.h"
#include "domain/public_address.h"
#include "speech/greeting_service.h"

namespace exo::app {

inline constexpr std::string_view kDefaultConfigFile = "/etc/exogate/exogate.toml";

/// How the admin plane comes to its certificate.
enum class AdminTls : std::uint8_t {
  files,        ///< admin.tls_certificate and admin.tls_key; without them plain HTTP
  self_signed,  ///< made by this gateway in its data folder; certificate and key then name those files
};

/// Where a value came from.
struct Origin {
  enum class Kind : std::uint8_t { built_in, file, environment, flag };
  Kind kind = Kind::built_in;
  std::string name{};      ///< of the file, the variable or the flag
  std::uint32_t line = 0;  ///< of the file
};

/// Everything that an operator can set, with its defaults. Filled from file < environment < flags through one option
/// table (option_table.h), which is also where every key is described.
struct Config {
  domain::PublicAddress address;  ///< core_fleet, public_url, public_wss_base, calls.webhook_base_url, calls.ws_path
  admin::AdminPlaneOptions admin;
  calls::CallPlaneOptions calls;
  speech::SpeechOptions speech;
  std::filesystem::path store_folder = "/var/lib/exogate";
  std::filesystem::path key_file;           ///< empty: the systemd credential, else {store_folder}/master.key
  std::chrono::days keep_numbers{365};      ///< then call records lose their phone numbers
  std::vector<std::string> speech_command;  ///< program and arguments; becomes speech.command
  std::vector<std::string> speech_allowed_hosts;
  std::string ca_file;  ///< trust this PEM bundle for outbound TLS instead of the system's
  std::chrono::seconds drain{30};
  log::Level log_level = log::Level::info;
  log::Format log_format = log::Format::text;
  log::Numbers log_numbers = log::Numbers::masked;
  AdminTls admin_tls = AdminTls::files;
  std::map<std::string, Origin, std::less<>> origins;  ///< by key; a key that is not in it has its built-in value
};

/// Where the values come from. Flags and environment hold text as typed: a list is separated by commas.
struct ConfigSources {
  std::filesystem::path file{kDefaultConfigFile};
  bool file_required = false;  ///< named by --config, so its absence is an error
  std::map<std::string, std::string> environment;
  std::map<std::string, std::string> flags;  ///< by key, e.g. "admin.listen"
};

/// From now on the absence of a file that is there is an error: once read, its disappearance is no wish for the
/// defaults, which let everybody connect.
void require_present_file(ConfigSources& sources);

/// The environment of this process, as a map.
[[nodiscard]] std::map<std::string, std::string> process_environment();

/// All or nothing. `bad_configuration` with one line that names the source, the key, the value and, for an unknown
/// key, the nearest known one.
[[nodiscard]] Result<Config> load_config(const ConfigSources& sources);

/// Fills in what follows from other values (speech.command, say). load_config() has done so.
void complete(Config& config);

}  // namespace exo::app
