#include "admin/http_exchange.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

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

std::string status_body(int status) {
  std::string_view detail = "the request could not be understood";
  if (status == 404) detail = "Not Found";
  if (status == 413) detail = "the body is too large";
  if (status == 414) detail = "the address is too long";
  if (status == 415) detail = "this Content-Encoding is not supported";
  if (status == 416) detail = "the range cannot be served";
  if (status >= 500) detail = "internal error";
  return dump_json({{"detail", detail}});
}

}  // namespace exo::admin
