// What people do with their own sign-ins and their own password.
#include <chrono>
#include <functional>

#include <nlohmann/json.hpp>

#include "admin/account_views.h"
#include "admin/audit_trail.h"
#include "admin/handlers.h"
#include "admin/request_body.h"
#include "admin/services.h"
#include "admin/step_up.h"
#include "base/log.h"
#include "base/secret.h"

namespace exo::admin {
namespace {

/// Throttled as sign-in is, but apart from it: strangers who guess at accounts, be it from the same address, do not
/// keep anybody who is signed in from confirming.
Result<void> with_own_password(Services& services, const Request& request,
                               const std::function<Result<void>()>& attempt) {
  auto& throttle = services.confirmations;
  const auto& account = request.user->id;
  const auto turn = throttle.admit(account, request.peer_address, std::chrono::steady_clock::now());
  if (!turn) return turn;
  auto done = attempt();
  if (done) {
    throttle.succeeded(account, request.peer_address);
    return done;
  }
  if (done.error().code != Errc::unauthenticated) {
    throttle.withdrawn(account, request.peer_address);
    return done;
  }
  throttle.failed(account, request.peer_address, std::chrono::steady_clock::now());
  record_refusal(services, request, "password.refused", request.user->email, Errc::forbidden);
  log::warning("admin", "{} entered a wrong password while signed in, from {}", request.user->email,
               request.peer_address);
  // Not 401: they are signed in, and the page would take that for the end of its session.
  return fail(Errc::forbidden, "the password is wrong");
}

/// Where its owner is signed in is none of a program's business, least of all to end it.
Result<void> check_person(const Request& request) {
  if (request.token_kind != store::TokenKind::api) return {};
  return fail(Errc::forbidden, "an API token has no sign-ins: only its owner, signed in, sees and ends theirs");
}

}  // namespace

Result<Reply> list_own_sessions(Services& services, const Request& request) {
  const auto person = check_person(request);
  if (!person) return std::unexpected(person.error());
  const auto sessions = services.parts.accounts.sessions(request.user->id);
  if (!sessions) return std::unexpected(sessions.error());
  return json_reply(sessions_view(*sessions, request.sign_in->id));
}

Result<Reply> delete_own_session(Services& services, const Request& request) {
  const auto person = check_person(request);
  if (!person) return std::unexpected(person.error());
  const auto id = request.param("id");
  const auto ended = services.parts.accounts.end_session(request.user->id, id);
  if (!ended) return std::unexpected(ended.error());
  return json_reply({{"status", "ok"}, {"id", id}});
}

Result<Reply> post_confirm(Services& services, const Request& request) {
  auto text = required_text(request.body, "password");
  if (!text) return std::unexpected(text.error());
  const Secret password(std::move(*text));
  if (request.token_kind != store::TokenKind::session) {
    return fail(Errc::bad_request, "only a session of the page is asked for its password; a token acts by its role");
  }
  auto& accounts = services.parts.accounts;
  const auto checked = with_own_password(services, request, [&]() -> Result<void> {
    const auto known = accounts.check_password(request.user->email, password);
    if (!known) return std::unexpected(known.error());
    return {};
  });
  if (!checked) return std::unexpected(checked.error());
  const auto noted = accounts.note_confirmed(request.sign_in->id);
  if (!noted) return std::unexpected(noted.error());
  return json_reply({{"status", "ok"}, {"confirmed_until", iso8601(wall_now() + kPasswordStaysFresh)}});
}

Result<Reply> post_password(Services& services, const Request& request) {
  auto current = required_text(request.body, "current_password");
  if (!current) return std::unexpected(current.error());
  auto next = required_text(request.body, "new_password");
  if (!next) return std::unexpected(next.error());
  const Secret old_password(std::move(*current));
  const Secret new_password(std::move(*next));
  const auto changed = with_own_password(services, request, [&] {
    return services.parts.accounts.change_password(*request.user, old_password, new_password, request.sign_in->id);
  });
  if (!changed) return std::unexpected(changed.error());
  log::info("admin", "{} changed their password", request.user->email);
  return json_reply({{"status", "ok"}});
}

}  // namespace exo::admin
