#include "app/way_in.h"

#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

namespace exo::app {

void print_way_from_elsewhere(std::uint16_t admin_port) {
  if (std::getenv("DISPLAY") != nullptr || std::getenv("WAYLAND_DISPLAY") != nullptr) return;
  char host[256] = "this-host";
  ::gethostname(host, sizeof host - 1);
  // A service runs as a user that nobody can sign in as.
  const char* user = std::getenv("NOTIFY_SOCKET") == nullptr ? std::getenv("USER") : "you";
  fmt::print("From another computer, first: ssh -L {0}:127.0.0.1:{0} {1}@{2}\n", admin_port,
             user == nullptr ? "root" : user, host);
}

}  // namespace exo::app
