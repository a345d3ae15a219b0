#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace exo::domain {

/// Ranks: whoever may do something as `admin` may do it as `super_admin` (decisions.md).
enum class Role : std::uint8_t { admin = 1, super_admin = 2 };

[[nodiscard]] constexpr bool allows(Role held, Role needed) noexcept {
  return held >= needed;
}

[[nodiscard]] constexpr std::string_view to_string(Role role) noexcept {
  return role == Role::super_admin ? "super_admin" : "admin";
}

[[nodiscard]] constexpr std::optional<Role> role_from(std::string_view name) noexcept {
  if (name == "super_admin") return Role::super_admin;
  if (name == "admin") return Role::admin;
  return std::nullopt;
}

}  // namespace exo::domain
