#pragma once

#include <cstdint>

namespace exo::app {

/// Where this machine has no display, prints the `ssh -L` line that brings the admin page to the operator's own
/// computer; else nothing.
void print_way_from_elsewhere(std::uint16_t admin_port);

}  // namespace exo::app
