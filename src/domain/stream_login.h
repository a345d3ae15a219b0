#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/secret.h"

namespace exo::domain {

/// The old password goes on to be accepted for so long after a rotation: the applet's URL is edited by hand.
inline constexpr std::chrono::hours kLoginOverlap{24};

/// The Basic credentials in a bot's WebSocket URL, wss://{bot id}:{password}@…/exotel/{bot id} (exotel.md §1.2). Only
/// BLAKE2b-256 of a password is kept, in hexadecimal: 128 random bits need no salt and no slow hash.
struct StreamLogin {
  std::string hash{};           ///< empty: anybody may connect
  std::string previous_hash{};  ///< empty: none
  WallTime previous_until{};

  [[nodiscard]] bool required() const noexcept { return !hash.empty(); }
  /// In constant time for the password.
  [[nodiscard]] bool accepts(std::string_view password, WallTime now) const;
  bool operator==(const StreamLogin&) const = default;
};

/// A new password: 32 hexadecimal digits.
[[nodiscard]] Secret new_stream_password();
/// `before` with `password` as the current one; the one that was current is accepted until now + kLoginOverlap.
[[nodiscard]] StreamLogin rotated(const StreamLogin& before, const Secret& password, WallTime now);

}  // namespace exo::domain
