#include "admin/account_views.h"

#include <nlohmann/json.hpp>

namespace exo::admin {
namespace {

Json time_view(const std::optional<WallTime>& time) {
  return time ? Json(iso8601(*time)) : Json(nullptr);
}

Json session_view(const store::Session& session, std::string_view current) {
  return {{"id", session.id},
          {"kind", session.kind == store::TokenKind::session ? "session" : "bearer"},
          {"created_at", iso8601(session.created_at)},
          {"last_used_at", iso8601(session.last_used_at)},
          {"expires_at", iso8601(session.expires_at)},
          {"address", session.origin.address},
          {"user_agent", session.origin.user_agent},
          {"current", session.id == current}};
}

}  // namespace

Json managed_user_view(const store::User& user) {
  return {{"id", user.id},
          {"email", user.email},
          {"role", domain::to_string(user.role)},
          {"disabled", user.disabled},
          {"created_at", iso8601(user.created_at)}};
}

Json sessions_view(const std::vector<store::Session>& sessions, std::string_view current) {
  auto list = Json::array();
  for (const auto& session : sessions) list.push_back(session_view(session, current));
  return {{"sessions", std::move(list)}};
}

Json api_token_view(const store::ApiToken& token) {
  return {{"id", token.id},
          {"prefix", token.prefix},
          {"name", token.name},
          {"role", domain::to_string(token.role)},
          {"user_id", token.user_id},
          {"user_email", token.user_email},
          {"created_by", token.created_by},
          {"created_at", iso8601(token.created_at)},
          {"expires_at", time_view(token.expires_at)},
          {"last_used_at", time_view(token.last_used_at)}};
}

Json audit_view(const store::AuditEntry& entry) {
  return {{"seq", entry.seq},
          {"at", iso8601(entry.at)},
          {"request_id", entry.request_id},
          {"actor", entry.actor},
          {"actor_id", entry.actor_id},
          {"via", store::to_string(entry.via)},
          {"token_prefix", entry.token_prefix},
          {"address", entry.address},
          {"action", entry.action},
          {"subject", entry.subject},
          {"fields", entry.fields},
          {"status", entry.status},
          {"left_out", entry.left_out}};
}

}  // namespace exo::admin
