#pragma once

#include <filesystem>

#include "app/config.h"

namespace exo::app {

/// Where the master key is (fleet-and-transport.md): the configured file, else the systemd credential, which wins over
/// one in the data folder. Reads the environment: call it before other threads run.
[[nodiscard]] std::filesystem::path master_key_path(const Config& config);

}  // namespace exo::app
