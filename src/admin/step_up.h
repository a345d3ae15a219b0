#pragma once

#include <chrono>
#include <span>
#include <string_view>

#include "admin/route.h"
#include "base/clock.h"

namespace exo::admin {

/// How long a password that was entered in a session counts (decisions.md).
inline constexpr std::chrono::minutes kPasswordStaysFresh{10};

/// A change of what opens doors. Whoever finds a browser signed in must not be able to make one.
struct GuardedChange {
  Method method;
  std::string_view pattern;                          ///< of the route
  std::span<const std::string_view> only_with = {};  ///< fields of the body, one of which must be there; none: always
};
[[nodiscard]] std::span<const GuardedChange> guarded_changes() noexcept;

[[nodiscard]] bool needs_fresh_password(const Route& route, const Json& body);

/// Only sessions of the page can be stale; other tokens act by their role.
[[nodiscard]] bool has_fresh_password(const store::SignedIn* visitor, WallTime now) noexcept;

}  // namespace exo::admin
