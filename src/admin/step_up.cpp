#include "admin/step_up.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

namespace exo::admin {
namespace {

constexpr std::array<std::string_view, 4> kAccountFields{"account_sid", "api_key", "api_token", "api_base_url"};

const std::array kGuarded = std::to_array<GuardedChange>({
    {Method::put, "/api/v1/integrations/exotel", kAccountFields},
    {Method::post, "/api/v1/bots/{id}/stream-credentials"},
    {Method::del, "/api/v1/bots/{id}/stream-credentials"},
    {Method::post, "/api/v1/users"},
    {Method::put, "/api/v1/users/{id}"},
    {Method::del, "/api/v1/users/{id}"},
    {Method::del, "/api/v1/users/{id}/sessions/{session_id}"},
    {Method::post, "/api/v1/tokens"},
    {Method::del, "/api/v1/tokens/{id}"},
});

}  // namespace

std::span<const GuardedChange> guarded_changes() noexcept {
  return kGuarded;
}

bool needs_fresh_password(const Route& route, const Json& body) {
  const auto found = std::ranges::find_if(kGuarded, [&](const GuardedChange& change) {
    return change.method == route.method && change.pattern == route.pattern;
  });
  if (found == kGuarded.end()) return false;
  return found->only_with.empty() ||
         std::ranges::any_of(found->only_with, [&](std::string_view field) { return body.contains(field); });
}

bool has_fresh_password(const store::SignedIn* visitor, WallTime now) noexcept {
  if (visitor == nullptr || visitor->kind != store::TokenKind::session) return true;
  return visitor->confirmed_at <= now && now - visitor->confirmed_at < kPasswordStaysFresh;
}

}  // namespace exo::admin
