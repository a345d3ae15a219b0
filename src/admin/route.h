#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "admin/http_exchange.h"
#include "base/error.h"
#include "base/json.h"
#include "store/accounts.h"

namespace exo::admin {

struct Services;

enum class Method : std::uint8_t { get, post, put, del };

[[nodiscard]] constexpr std::string_view to_string(Method method) noexcept {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::del:
      return "DELETE";
  }
  return "";
}

enum class Access : std::uint8_t {
  open,
  signed_in,
  admin,
  super_admin,
  metrics,  ///< signed in, or from an address of AdminPlaneOptions::metrics_from
};

enum class BodyKind : std::uint8_t {
  none,          ///< whatever is sent is ignored
  json,          ///< an object
  json_or_form,  ///< an object, or form fields that become one
  recording,     ///< a WAV file of up to kMaxRecordingBytes
};

/// What a page's cookie may be in this exchange: see session_cookie.h.
enum class CookieKind : std::uint8_t { host_prefixed, plain };

using PathParams = std::vector<std::pair<std::string_view, std::string>>;

/// What a handler gets: authenticated, allowed, with its body parsed. Valid during the call only.
struct Request {
  const PathParams& path;
  const FormFields& query;
  const Json& body;         ///< an object; empty when the route takes none
  std::string_view bytes;   ///< of BodyKind::recording, else empty
  const store::User* user;  ///< as the database knows them now; nullptr on open routes
  std::string_view token;   ///< what they signed in with; empty on open routes
  store::TokenKind token_kind;
  std::string_view peer_address;
  CookieKind cookie;
  std::string if_match{};                    ///< the header of that name, as sent: see document_tag.h
  std::string last_event_id{};               ///< the header of that name: where an event stream broke off
  const store::SignedIn* sign_in = nullptr;  ///< the token's side of `user`; nullptr on open routes
  std::string_view request_id{};             ///< X-Request-Id of the answer
  std::string user_agent{};                  ///< printable, cut
  std::string host{};                        ///< the header of that name, as sent: anything at all

  /// A path parameter of the route's pattern, decoded.
  [[nodiscard]] std::string_view param(std::string_view name) const noexcept {
    for (const auto& [key, value] : path) {
      if (key == name) return value;
    }
    return {};
  }
};

using Handler = Result<Reply> (*)(Services&, const Request&);

/// A query parameter of a route.
struct QueryParam {
  std::string_view name;
  std::string_view schema;  ///< JSON Schema, as text: R"({"type":"integer","minimum":1})"
  std::string_view summary;
};

/// A header of a route's requests or of its answers, beside those of all routes.
struct HeaderField {
  std::string_view name;
  std::string_view summary;
};

/// What the description of the API (OpenAPI) says of a route beyond its row. A schema is the name of a component in
/// schemas/{tag}.json or schemas/common.json.
struct Contract {
  std::string_view tag{};      ///< the kind of thing: "calls"; also the name of its file of schemas
  std::string_view request{};  ///< schema of a JSON body; empty: none
  /// Schema of the answer that succeeds, of text/event-stream that of the events' data by their names; empty: it is no
  /// JSON.
  std::string_view response{};
  int status = 200;                                    ///< of that answer
  std::string_view content_type = "application/json";  ///< of that answer
  std::span<const QueryParam> query{};
  int other_status = 0;  ///< the same answer may also come with this: 200 where `status` says 201; 0: never
  std::span<const HeaderField> request_headers{};  ///< none is required
  std::span<const HeaderField> answer_headers{};   ///< of the answer that succeeds
  /// What may be answered beside the errors that follow from the row itself (openapi.h).
  std::array<int, 6> errors{};
};

/// One row of the API. The table is what the server serves, what the tests walk and what describes the API.
struct Route {
  Method method;
  std::string_view pattern;  ///< "/api/v1/bots/{id}": a parameter is one whole segment
  Access access;
  BodyKind body;
  std::string_view summary;
  Handler handler;
  Contract contract{};
};

/// The whole API (routes.cpp).
[[nodiscard]] std::span<const Route> routes() noexcept;

struct RouteMatch {
  const Route* route = nullptr;  ///< nullptr: see `allow`
  PathParams params;
  std::string allow;  ///< methods of the path for the header of that name, when the path is known; else empty
};

/// HEAD finds GET. A slash at the end makes no difference; a segment is compared and captured after decoding.
[[nodiscard]] RouteMatch find_route(std::span<const Route> table, std::string_view method, std::string_view path);

}  // namespace exo::admin
