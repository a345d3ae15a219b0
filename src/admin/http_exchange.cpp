#include "admin/http_exchange.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/random.h"
#include "base/redact.h"

namespace exo::admin {

Reply json_reply(const Json& body, int status) {
  return {.status = status, .body = dump_json(body)};
}

Reply error_reply(const Error& error) {
  // A vendor's words may repeat what it was sent.
  const bool foreign = error.code == Errc::upstream_failed || error.code == Errc::upstream_timeout;
  const auto detail = foreign ? redact_secrets(error.detail) : error.detail;
  auto reply = json_reply({{"detail", detail}}, http_status(error.code));
  if (reply.status == 401) reply.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (error.retry_after.count() > 0) {
    reply.headers.emplace_back("Retry-After", fmt::format("{}", error.retry_after.count()));
  }
  return reply;
}

Reply password_needed_reply() {
  return json_reply({{"detail", "enter your password again, then repeat this"}, {"code", "password_needed"}}, 403);
}

std::string new_request_id() {
  constexpr std::size_t kBytes = 8;
  return random_hex(kBytes);
}

void stamp(Reply& reply, std::string_view request_id) {
  reply.headers.emplace_back(kRequestIdHeader, request_id);
  if (reply.status < 400 || reply.content_type != "application/json") return;
  auto body = parse_json(reply.body);
  if (!body || !body->is_object()) return;
  (*body)["request_id"] = request_id;
  reply.body = dump_json(*body);
}

std::string status_body(int status, std::string_view request_id) {
  std::string_view detail = "the request could not be understood";
  if (status == 404) detail = "Not Found";
  if (status == 413) detail = "the body is too large";
  if (status == 414) detail = "the address is too long";
  if (status == 415) detail = "this Content-Encoding is not supported";
  if (status == 416) detail = "the range cannot be served";
  if (status >= 500) detail = "internal error";
  return dump_json({{"detail", detail}, {"request_id", request_id}});
}

}  // namespace exo::admin
