#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "admin/audit_trail.h"
#include "admin/handlers.h"
#include "admin/request_body.h"
#include "admin/services.h"
#include "admin/session_cookie.h"
#include "admin/views.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/text.h"

namespace exo::admin {
namespace {

constexpr std::size_t kLoggedEmailBytes = 100;
log::RateLimit g_refused_lines;

constexpr std::string_view kSetUp = "set-up";

struct Credentials {
  std::string account;
  Secret password;
};

Result<Credentials> credentials_of(const Json& body) {
  auto account = required_text(body, body.contains("username") ? "username" : "email");
  if (!account) return fail(Errc::unprocessable, "username must be given: the e-mail address, a string");
  auto password = required_text(body, "password");
  if (!password) return std::unexpected(password.error());
  return Credentials{std::move(*account), Secret(std::move(*password))};
}

void log_refusal(std::string_view what, std::string_view account, std::string_view from) {
  const auto verdict = g_refused_lines.allow();
  if (!verdict.pass) return;
  log::warning("admin", "{} refused for {} from {} ({} such lines held back)", what,
               printable(account, kLoggedEmailBytes), from, verdict.held_back);
}

/// Runs `attempt`, which returns a Result<User>, under the throttle.
template <class Attempt>
Result<store::User> throttled(Services& services, const Request& request, std::string_view what,
                              std::string_view account, Attempt attempt) {
  auto& throttle = services.sign_ins;
  const auto turn = throttle.admit(account, request.peer_address, std::chrono::steady_clock::now());
  if (!turn) return std::unexpected(turn.error());
  auto user = attempt();
  if (user) {
    throttle.succeeded(account, request.peer_address);
    log::info("admin", "{}: {} ({}) from {}", what, user->email, domain::to_string(user->role), request.peer_address);
  } else if (user.error().code == Errc::unauthenticated) {
    throttle.failed(account, request.peer_address, std::chrono::steady_clock::now());
    log_refusal(what, account, request.peer_address);
    record_refusal(services, request, what == kSetUp ? "setup.refused" : "sign_in.refused", account, user.error().code);
  } else {
    throttle.withdrawn(account, request.peer_address);
  }
  return user;
}

Result<store::User> sign_in(Services& services, const Request& request) {
  const auto credentials = credentials_of(request.body);
  if (!credentials) return std::unexpected(credentials.error());
  return throttled(services, request, "sign-in", credentials->account,
                   [&] { return services.parts.accounts.check_password(credentials->account, credentials->password); });
}

store::SignInOrigin origin_of(const Request& request) {
  return {.address = std::string(request.peer_address), .user_agent = request.user_agent};
}

Result<Reply> begin_session(Services& services, const Request& request, const store::User& user, int status) {
  const auto token = services.parts.accounts.issue_token(user, store::TokenKind::session, origin_of(request));
  if (!token) return std::unexpected(token.error());
  record_sign_in(services, request, status == 201 ? "user.set_up" : "sign_in", user, store::TokenKind::session);
  auto reply = json_reply({{"user", user_view(user)}}, status);
  reply.headers.emplace_back("Set-Cookie", session_cookie(request.cookie, token->text.reveal()));
  return reply;
}

}  // namespace

Result<Reply> get_setup(Services& services, const Request&) {
  const auto users = services.parts.accounts.users();
  if (!users) return std::unexpected(users.error());
  return json_reply({{"setup_needed", users->empty()}});
}

Result<Reply> post_setup(Services& services, const Request& request) {
  const auto token = required_text(request.body, "token");
  if (!token) return std::unexpected(token.error());
  const auto email = required_text(request.body, "email");
  if (!email) return std::unexpected(email.error());
  auto password = required_text(request.body, "password");
  if (!password) return std::unexpected(password.error());
  const Secret secret(std::move(*password));
  const auto user = throttled(services, request, kSetUp, "set-up link",
                              [&] { return services.parts.accounts.redeem_setup_token(*token, *email, secret); });
  if (!user) return std::unexpected(user.error());
  return begin_session(services, request, *user, 201);
}

Result<Reply> post_login(Services& services, const Request& request) {
  const auto user = sign_in(services, request);
  if (!user) return std::unexpected(user.error());
  const auto token = services.parts.accounts.issue_token(*user, store::TokenKind::bearer, origin_of(request));
  if (!token) return std::unexpected(token.error());
  record_sign_in(services, request, "sign_in", *user, store::TokenKind::bearer);
  return json_reply({{"access_token", token->text.reveal()},
                     {"token_type", "bearer"},
                     {"expires_in", token->expires_in.count()},
                     {"user", user_view(*user)}});
}

Result<Reply> post_session(Services& services, const Request& request) {
  const auto user = sign_in(services, request);
  if (!user) return std::unexpected(user.error());
  return begin_session(services, request, *user, 200);
}

Result<Reply> delete_session(Services& services, const Request& request) {
  auto reply = post_logout(services, request);
  if (reply) reply->headers.emplace_back("Set-Cookie", expired_cookie(request.cookie));
  return reply;
}

Result<Reply> post_logout(Services& services, const Request& request) {
  if (request.token_kind == store::TokenKind::api) {
    return fail(Errc::bad_request,
                "an API token is no sign-in that could end: revoke it at /tokens/" + request.sign_in->id + " (DELETE)");
  }
  const auto revoked = services.parts.accounts.revoke(request.token);
  if (!revoked) return std::unexpected(revoked.error());
  return json_reply({{"status", "ok"}});
}

Result<Reply> get_me(Services&, const Request& request) {
  return json_reply({{"user", user_view(*request.user)}});
}

}  // namespace exo::admin
