#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace exo::exotel {

/// Which flow an address of App Bazaar names (exotel.md §5.3): "http://my.exotel.com/{sid}/exoml/start_voice/{app}",
/// its https and my.in.exotel.com forms, and the older "http://my.exotel.in/exoml/start/{app}".
struct FlowAddress {
  std::string account_sid{};  ///< lower case; empty in the oldest form
  std::string app_id{};
};

/// nullopt for any other URL.
[[nodiscard]] std::optional<FlowAddress> read_flow_address(std::string_view url);

/// Do both lead to the same flow? Spellings of Exotel's hosts and the scheme make no difference; other URLs must be
/// equal.
[[nodiscard]] bool same_flow(std::string_view a, std::string_view b);

}  // namespace exo::exotel
