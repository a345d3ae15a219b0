#pragma once

#include <filesystem>

#include "app/config.h"

namespace exo::app {

/// Where the master key is: store.key_file, else a systemd credential, else the data folder. Call it before other
/// threads run, as it reads the environment.
[[nodiscard]] std::filesystem::path key_path(const Config& config);

}  // namespace exo::app
