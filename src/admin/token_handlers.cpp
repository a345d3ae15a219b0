// Tokens for programs. An admin sees, makes and revokes their own; a super_admin everybody's.
#include <nlohmann/json.hpp>

#include "admin/account_views.h"
#include "admin/handlers.h"
#include "admin/request_body.h"
#include "admin/services.h"
#include "base/log.h"
#include "base/text.h"

namespace exo::admin {
namespace {

constexpr std::int64_t kLongestLifeDays = 3650;

bool manages_everybody(const Request& request) noexcept {
  return request.user->role == domain::Role::super_admin;
}

/// A token of a lower role than its owner must not be a way to the owner's other ones.
store::TokenReach reach_of(const Request& request) {
  store::TokenReach reach;
  if (!manages_everybody(request)) reach.user_id = request.user->id;
  if (request.token_kind == store::TokenKind::api) reach.highest_role = request.user->role;
  return reach;
}

Result<std::string> name_in(const Json& body) {
  const auto text = required_text(body, "name");
  if (!text) return text;
  auto name = std::string(trim(*text));
  if (name.empty() || name.size() > store::kMaxTokenNameBytes || printable(name, name.size()) != name) {
    return fail(Errc::unprocessable, "name must have 1 to 80 bytes, without control characters");
  }
  return name;
}

Result<std::optional<std::chrono::days>> life_in(const Json& body) {
  const auto found = body.find("expires_in_days");
  if (found == body.end() || found->is_null()) return std::nullopt;
  const bool whole = found->is_number_unsigned() && found->get<std::uint64_t>() >= 1;
  if (!whole || found->get<std::uint64_t>() > static_cast<std::uint64_t>(kLongestLifeDays)) {
    return fail(Errc::unprocessable, "expires_in_days must be a whole number from 1 to 3650, or null for ever");
  }
  return std::chrono::days(found->get<std::int64_t>());
}

/// The user whom the token will speak for: the asker, or whom a super_admin names.
Result<store::User> owner_in(Services& services, const Request& request) {
  if (!request.body.contains("user_id")) return *request.user;
  const auto id = required_text(request.body, "user_id");
  if (!id) return std::unexpected(id.error());
  if (*id == request.user->id) return *request.user;
  if (!manages_everybody(request)) {
    return fail(Errc::forbidden, "only a super_admin makes tokens for others");
  }
  return services.parts.accounts.user(*id);
}

Result<domain::Role> role_in(const Json& body, const store::User& owner) {
  const auto name = required_text(body, "role");
  if (!name) return std::unexpected(name.error());
  const auto role = domain::role_from(*name);
  if (!role) return fail(Errc::unprocessable, "role must be admin or super_admin");
  if (!domain::allows(owner.role, *role)) {
    return fail(Errc::forbidden, "a token cannot have a higher role than the user it belongs to");
  }
  return *role;
}

Result<store::ApiTokenWish> wish_in(Services& services, const Request& request) {
  auto name = name_in(request.body);
  if (!name) return std::unexpected(name.error());
  const auto life = life_in(request.body);
  if (!life) return std::unexpected(life.error());
  const auto owner = owner_in(services, request);
  if (!owner) return std::unexpected(owner.error());
  const auto role = role_in(request.body, *owner);
  if (!role) return std::unexpected(role.error());
  return store::ApiTokenWish{.user_id = owner->id,
                             .name = std::move(*name),
                             .role = *role,
                             .life = *life,
                             .not_after = request.sign_in->expires_at,
                             .created_by = request.user->email};
}

}  // namespace

Result<Reply> list_tokens(Services& services, const Request& request) {
  const auto tokens = services.parts.accounts.api_tokens(reach_of(request));
  if (!tokens) return std::unexpected(tokens.error());
  auto list = Json::array();
  for (const auto& token : *tokens) list.push_back(api_token_view(token));
  return json_reply({{"tokens", std::move(list)}});
}

Result<Reply> post_token(Services& services, const Request& request) {
  const auto wish = wish_in(services, request);
  if (!wish) return std::unexpected(wish.error());
  const auto made = services.parts.accounts.create_api_token(*wish);
  if (!made) return std::unexpected(made.error());
  log::info("admin", "{} made the API token {} ({}) for {}", request.user->email, made->token.prefix,
            domain::to_string(made->token.role), made->token.user_email);
  auto view = api_token_view(made->token);
  view["token"] = made->text.reveal();
  return json_reply(view, 201);
}

Result<Reply> delete_token(Services& services, const Request& request) {
  const auto id = request.param("id");
  const auto removed = services.parts.accounts.remove_api_token(id, reach_of(request));
  if (!removed) return std::unexpected(removed.error());
  log::info("admin", "{} revoked the API token {}", request.user->email, id);
  return json_reply({{"status", "ok"}, {"id", id}});
}

}  // namespace exo::admin
