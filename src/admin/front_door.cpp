#include "admin/front_door.h"

#include <exception>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "admin/audit_trail.h"
#include "admin/request_body.h"
#include "admin/same_origin.h"
#include "admin/session_cookie.h"
#include "admin/step_up.h"
#include "base/log.h"
#include "base/text.h"

namespace exo::admin {
namespace {

constexpr const char* kPolicyHeader = "Content-Security-Policy";
constexpr const char* kPolicy =
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

log::RateLimit g_failure_lines;

Result<void> check_rank(Access access, const std::optional<store::SignedIn>& visitor) {
  const auto needed = access == Access::super_admin ? domain::Role::super_admin : domain::Role::admin;
  if (access == Access::open || access == Access::signed_in || access == Access::metrics) return {};
  if (visitor && domain::allows(visitor->user.role, needed)) return {};
  return fail(Errc::forbidden, "this needs the role " + std::string(domain::to_string(needed)));
}

/// A browser sends cookies along with what other sites make it send (CSRF), and would store a cookie that another
/// site's form asked for. Bearer tokens are never sent unasked.
Result<void> check_provenance(const Route& route, store::TokenKind kind, const IncomingRequest& incoming) {
  if (route.method == Method::get) return {};
  const bool by_cookie = route.access != Access::open && kind == store::TokenKind::session;
  if (route.access != Access::open && !by_cookie) return {};
  const auto sender = provenance(incoming);
  if (sender == Provenance::own_page || (sender == Provenance::unknown && !by_cookie)) return {};
  return fail(Errc::forbidden, "this request did not come from the admin page itself");
}

/// nullopt: no Authorization header. Empty: one that carries no bearer token.
std::optional<std::string> bearer_token(const IncomingRequest& incoming) {
  const auto header = incoming.header("Authorization");
  if (header.empty()) return std::nullopt;
  const auto value = trim(header);
  if (!istarts_with(value, "bearer ")) return std::string();
  return std::string(trim(value.substr(7)));
}

void log_failure(const IncomingRequest& incoming, std::string_view request_id, std::string_view detail) {
  const auto verdict = g_failure_lines.allow();
  if (!verdict.pass) return;
  log::error("admin", "{} {}: {} (request {})", incoming.method, incoming.path, detail, request_id);
}

/// What a vendor said may name a customer's number, so only our own faults are quoted.
void log_server_error(const IncomingRequest& incoming, std::string_view request_id, const Error& error) {
  const int status = http_status(error.code);
  if (status == 500) log_failure(incoming, request_id, error.detail);
  if (status > 500) log_failure(incoming, request_id, fmt::format("answered with {}", status));
}

}  // namespace

Result<FrontDoor::Visitor> FrontDoor::identify(const Route& route, const IncomingRequest& incoming) const {
  Visitor visitor;
  if (route.access == Access::open) return visitor;
  if (route.access == Access::metrics && services_.metrics_from.contains(incoming.peer_address)) return visitor;
  if (auto bearer = bearer_token(incoming)) {
    visitor.token = std::move(*bearer);
  } else {
    visitor.token = session_token(incoming);
    visitor.kind = store::TokenKind::session;
  }
  if (visitor.token.empty()) return fail(Errc::unauthenticated, "Not authenticated");
  auto known = services_.parts.accounts.recognise(visitor.token, visitor.kind);
  if (!known) return std::unexpected(known.error());
  visitor.kind = known->kind;
  visitor.signed_in = std::move(*known);
  return visitor;
}

Result<Reply> FrontDoor::answer_visitor(const Route& route, const Request& request) const {
  if (needs_fresh_password(route, request.body) && !has_fresh_password(request.sign_in, wall_now())) {
    return password_needed_reply();
  }
  auto reply = route.handler(services_, request);
  if (reply && reply->status < 400 && is_change(route)) record_change(services_, route, request, *reply);
  return reply;
}

Result<Reply> FrontDoor::answer_route(const RouteMatch& match, const IncomingRequest& incoming,
                                      std::string_view request_id) const {
  const auto& route = *match.route;
  const auto visitor = identify(route, incoming);
  if (!visitor) return std::unexpected(visitor.error());
  const auto ranked = check_rank(route.access, visitor->signed_in);
  if (!ranked) return std::unexpected(ranked.error());
  const auto own = check_provenance(route, visitor->kind, incoming);
  if (!own) return std::unexpected(own.error());
  const auto body = read_request_body(incoming, route.body);
  if (!body) return std::unexpected(body.error());
  const Request request{.path = match.params,
                        .query = incoming.query,
                        .body = body->object,
                        .bytes = body->bytes,
                        .user = visitor->signed_in ? &visitor->signed_in->user : nullptr,
                        .token = visitor->token,
                        .token_kind = visitor->kind,
                        .peer_address = incoming.peer_address,
                        .cookie = cookie_kind(incoming),
                        .if_match = incoming.header("If-Match"),
                        .last_event_id = incoming.header("Last-Event-ID"),
                        .sign_in = visitor->signed_in ? &*visitor->signed_in : nullptr,
                        .request_id = request_id,
                        .user_agent = printable(incoming.header("User-Agent"), store::kMaxUserAgentBytes),
                        .host = incoming.header("Host")};
  return answer_visitor(route, request);
}

Reply FrontDoor::answer_elsewhere(const IncomingRequest& incoming, std::string allow) const {
  const bool reads = incoming.method == "GET" || incoming.method == "HEAD";
  if (allow.empty()) {
    const auto if_none_match = incoming.header("If-None-Match");
    const auto accept_encoding = incoming.header("Accept-Encoding");
    auto file = page_.find(incoming.path, {if_none_match, accept_encoding});
    if (file && reads) return with_page_policy(*std::move(file), incoming);
    if (!file) return error_reply({Errc::not_found, "Not Found"});
    allow = "GET, HEAD";
  }
  auto refusal = error_reply({Errc::method_not_allowed, "Method Not Allowed"});
  refusal.headers.emplace_back("Allow", std::move(allow));
  return refusal;
}

/// A document says what it may connect to, also in a 304, whose headers replace those of the browser's copy.
Reply FrontDoor::with_page_policy(Reply reply, const IncomingRequest& incoming) const {
  if (!reply.content_type.starts_with("text/html")) return reply;
  const auto& parts = services_.parts;
  const auto sockets =
      browser_sockets(incoming.header("Host"), parts.calls_door, parts.switchboard.directory()->address);
  reply.headers.emplace_back(kPolicyHeader, page_policy(sockets));
  return reply;
}

Reply FrontDoor::answer(const IncomingRequest& incoming, std::string_view request_id) const {
  auto match = find_route(table_, incoming.method, incoming.path);
  if (match.route == nullptr) return answer_elsewhere(incoming, std::move(match.allow));
  auto outcome = answer_route(match, incoming, request_id);
  if (!outcome) log_server_error(incoming, request_id, outcome.error());
  auto reply = outcome ? std::move(*outcome) : error_reply(outcome.error());
  reply.headers.emplace_back("Cache-Control", "no-store");
  return reply;
}

Reply FrontDoor::answer_or_apologise(const IncomingRequest& incoming, std::string_view request_id) const noexcept {
  try {
    return answer(incoming, request_id);
  } catch (const std::exception& error) {
    log_failure(incoming, request_id, error.what());
  } catch (...) {
    log_failure(incoming, request_id, "an exception of unknown kind");
  }
  return error_reply({Errc::internal, "internal error"});
}

Reply FrontDoor::serve(const IncomingRequest& incoming) const noexcept {
  const auto request_id = new_request_id();
  auto reply = answer_or_apologise(incoming, request_id);
  stamp(reply, request_id);
  return reply;
}

bool FrontDoor::reads_body(std::string_view method, std::string_view path) const {
  const auto match = find_route(table_, method, path);
  return match.route != nullptr && match.route->body != BodyKind::none;
}

std::string page_policy(std::span<const BrowserSocket> sockets) {
  std::string sources;
  for (const auto& socket : sockets) sources += ' ' + socket.source;
  return fmt::format("{}; connect-src 'self'{}", kPolicy, sources);
}

const Headers& security_headers() {
  static const Headers kHeaders{
      {kPolicyHeader, kPolicy},
      {"X-Content-Type-Options", "nosniff"},
      {"X-Frame-Options", "DENY"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
  };
  return kHeaders;
}

}  // namespace exo::admin
