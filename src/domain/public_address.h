#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace exo::domain {

/// How the outside reaches this site: from the configuration file, replaced as a whole when the file changes.
struct PublicAddress {
  std::vector<std::string> core_fleet{};  ///< base URLs; entries that are not strings arrive as ""
  std::string public_url{};               ///< this box as Exotel sees it; may be empty
  std::string public_wss_base{};          ///< overrides core_fleet for generated URLs; may be empty
  std::string webhook_base_url{};         ///< WEBHOOK_BASE_URL; may be empty
  std::string ws_path = "/voice-stream";
};

/// "https://h/" → "wss://h", "http://h:80/core/" → "ws://h:80/core", "h:8443" → "wss://h:8443": decisions.md §1.
/// nullopt when the entry cannot be used.
[[nodiscard]] std::optional<std::string> to_wss_base(std::string_view entry);

/// public_wss_base > first usable core_fleet entry > public_url > "wss://localhost".
[[nodiscard]] std::string fleet_wss_base(const PublicAddress& address);

/// "{base}/exotel/{bot_id}", or "" without a bot.
[[nodiscard]] std::string websocket_url(const PublicAddress& address, std::string_view bot_id);

/// WS_PATH with exactly one leading '/' and none at the end; `bad_configuration` when it cannot be a path.
[[nodiscard]] Result<std::string> normalise_ws_path(std::string_view path);

}  // namespace exo::domain
