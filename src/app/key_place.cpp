#include "app/key_place.h"

#include <cstdlib>

namespace exo::app {

/// fleet-and-transport.md: the key of a systemd credential wins over one in the data folder.
std::filesystem::path key_path(const Config& config) {
  if (!config.key_file.empty()) return config.key_file;
  if (const char* credentials = std::getenv("CREDENTIALS_DIRECTORY"); credentials != nullptr) {
    const auto credential = std::filesystem::path(credentials) / "exogate.key";
    std::error_code ignored;
    if (std::filesystem::exists(credential, ignored)) return credential;
  }
  return config.store_folder / "master.key";
}

}  // namespace exo::app
