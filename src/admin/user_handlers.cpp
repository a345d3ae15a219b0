#include <nlohmann/json.hpp>

#include "admin/account_views.h"
#include "admin/handlers.h"
#include "admin/request_body.h"
#include "admin/services.h"
#include "base/log.h"
#include "base/secret.h"

namespace exo::admin {
namespace {

Result<domain::Role> role_in(const Json& body) {
  const auto name = required_text(body, "role");
  if (!name) return std::unexpected(name.error());
  const auto role = domain::role_from(*name);
  if (!role) return fail(Errc::unprocessable, "role must be admin or super_admin");
  return *role;
}

Result<store::UserChange> change_in(const Json& body) {
  store::UserChange change;
  if (body.contains("role")) {
    const auto role = role_in(body);
    if (!role) return std::unexpected(role.error());
    change.role = *role;
  }
  if (const auto disabled = body.find("disabled"); disabled != body.end()) {
    if (!disabled->is_boolean()) return fail(Errc::unprocessable, "disabled must be true or false");
    change.disabled = disabled->get<bool>();
  }
  return change;
}

}  // namespace

Result<Reply> list_users(Services& services, const Request&) {
  const auto users = services.parts.accounts.users();
  if (!users) return std::unexpected(users.error());
  auto list = Json::array();
  for (const auto& user : *users) list.push_back(managed_user_view(user));
  return json_reply({{"users", std::move(list)}});
}

Result<Reply> get_user(Services& services, const Request& request) {
  const auto user = services.parts.accounts.user(request.param("id"));
  if (!user) return std::unexpected(user.error());
  return json_reply(managed_user_view(*user));
}

Result<Reply> post_user(Services& services, const Request& request) {
  const auto email = required_text(request.body, "email");
  if (!email) return std::unexpected(email.error());
  auto password = required_text(request.body, "password");
  if (!password) return std::unexpected(password.error());
  const auto role = role_in(request.body);
  if (!role) return std::unexpected(role.error());
  const Secret secret(std::move(*password));
  const auto user = services.parts.accounts.create_user(*email, secret, *role);
  if (!user) return std::unexpected(user.error());
  log::info("admin", "{} added the user {} ({})", request.user->email, user->email, domain::to_string(user->role));
  return json_reply(managed_user_view(*user), 201);
}

Result<Reply> put_user(Services& services, const Request& request) {
  const auto change = change_in(request.body);
  if (!change) return std::unexpected(change.error());
  const auto user = services.parts.accounts.change_user(request.param("id"), *change);
  if (!user) return std::unexpected(user.error());
  log::info("admin", "{} changed the user {}: {}{}", request.user->email, user->email, domain::to_string(user->role),
            user->disabled ? ", disabled" : "");
  return json_reply(managed_user_view(*user));
}

Result<Reply> delete_user(Services& services, const Request& request) {
  const auto user = services.parts.accounts.remove_user(request.param("id"));
  if (!user) return std::unexpected(user.error());
  log::info("admin", "{} removed the user {}", request.user->email, user->email);
  return json_reply({{"status", "ok"}, {"id", user->id}});
}

Result<Reply> list_user_sessions(Services& services, const Request& request) {
  const auto user = services.parts.accounts.user(request.param("id"));
  if (!user) return std::unexpected(user.error());
  const auto sessions = services.parts.accounts.sessions(user->id);
  if (!sessions) return std::unexpected(sessions.error());
  return json_reply(sessions_view(*sessions, request.sign_in->id));
}

Result<Reply> delete_user_session(Services& services, const Request& request) {
  const auto id = request.param("session_id");
  const auto ended = services.parts.accounts.end_session(request.param("id"), id);
  if (!ended) return std::unexpected(ended.error());
  return json_reply({{"status", "ok"}, {"id", id}});
}

}  // namespace exo::admin
