#pragma once

#include <string_view>

namespace exo::app {

/// Tells systemd (Type=notify) about this service: "READY=1", "STOPPING=1". Does nothing when not started by systemd.
/// The protocol is one datagram to $NOTIFY_SOCKET (sd_notify(3)); Debian has no static libsystemd.
void notify_service_manager(std::string_view state) noexcept;

}  // namespace exo::app
