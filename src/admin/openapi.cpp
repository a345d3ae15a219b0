#include "admin/openapi.h"

#include <array>
#include <exception>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "admin/api_schemas.h"
#include "admin/session_cookie.h"
#include "base/text.h"

namespace exo::admin {
namespace {

using Document = nlohmann::ordered_json;

constexpr std::string_view kDescription =
    "What operators and their scripts connect to. Every path may end with a slash; HEAD is answered wherever GET is. "
    "Whoever may do something as `admin` may do it as `super_admin`; the role is read anew for every request. "
    "Whether somebody may is decided before whether the thing exists, so ids cannot be guessed.";

std::string_view description_of_tag(std::string_view tag) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kTags{{
      {"auth", "Signing in and out"},
      {"integration", "The Exotel account and its numbers"},
      {"test-calls", "Calls placed to try a number, and what became of them"},
      {"bots", "What answers a number"},
      {"calls", "Calls that came in"},
      {"site", "This gateway"},
      {"sessions", "One's own sign-ins and password"},
      {"users", "Who may sign in, and as what"},
      {"tokens", "API tokens, for scripts"},
      {"audit", "Who changed what, and who signed in"},
      {"exotel_account", "What Exotel says of the account"},
      {"greetings", "Greetings to listen to"},
      {"events", "Calls as they happen"},
      {"monitoring", "For whatever watches this gateway"},
      {"settings", "The configuration that counts"},
  }};
  for (const auto& [name, description] : kTags) {
    if (name == tag) return description;
  }
  return tag;
}

std::string_view description_of_refusal(int status) {
  constexpr std::array<std::pair<int, std::string_view>, 17> kRefusals{{
      {400, "Understood, but it cannot be done as asked"},
      {401, "Nobody, or no longer anybody, is signed in"},
      {403, "Signed in, but not allowed to; or a request that another site's page sent"},
      {404, "There is no such thing"},
      {405, "Not with this method"},
      {406, "None of the accepted content types can be sent"},
      {409, "It contradicts what is stored"},
      {410, "It is gone"},
      {412, "It was changed meanwhile"},
      {413, "The body is too large: 64 KiB, of a recording 10 MiB, are the most"},
      {415, "Not with this Content-Type"},
      {422, "Malformed: the sentence names the field"},
      {429, "Too often: come back after Retry-After"},
      {500, "A fault of the gateway"},
      {502, "Exotel refused, or could not be understood"},
      {503, "Not now"},
      {504, "Exotel did not answer in time"},
  }};
  for (const auto& [code, description] : kRefusals) {
    if (code == status) return description;
  }
  return "Refused";
}

Document header(std::string_view description, std::string_view type) {
  return {{"description", description}, {"schema", {{"type", type}}}};
}

/// Of every answer.
Document common_headers() {
  return {{kRequestIdHeader, header("Names this exchange in the log and in the audit", "string")}};
}

Document refusal(int status) {
  Document response{{"description", description_of_refusal(status)}};
  auto& headers = response["headers"];
  headers[kRequestIdHeader]["$ref"] = fmt::format("#/components/headers/{}", kRequestIdHeader);
  if (status == 401) headers["WWW-Authenticate"] = header("`Bearer`", "string");
  if (status == 412) headers["ETag"] = header("Of what is stored now", "string");
  if (status == 429) headers["Retry-After"] = header("Seconds", "integer");
  if (status == 502) headers["Retry-After"] = header("Seconds, where Exotel told them", "integer");
  if (status == 503) headers["Retry-After"] = header("Seconds, where it is known", "integer");
  response["content"]["application/json"]["schema"]["$ref"] = "#/components/schemas/Error";
  return response;
}

Document refusals(std::span<const Route> table) {
  std::set<int> statuses;
  for (const auto& route : table) {
    for (const int status : refusals_of(route)) statuses.insert(status);
  }
  auto responses = Document::object();
  for (const int status : statuses) responses[fmt::format("Error{}", status)] = refusal(status);
  return responses;
}

Document security_schemes() {
  const auto cookie = [](CookieKind kind, std::string_view when) {
    return Document{{"type", "apiKey"}, {"in", "cookie"}, {"name", cookie_name(kind)}, {"description", when}};
  };
  return {{"bearer",
           {{"type", "http"},
            {"scheme", "bearer"},
            {"description",
             "An API token of POST /api/v1/tokens, or the access_token of POST /api/v1/auth/login. A bad one is not "
             "rescued by a cookie."}}},
          {"session", cookie(CookieKind::host_prefixed,
                             "Of POST /api/v1/auth/session, over TLS or on localhost. Writes need proof that the "
                             "gateway's own page sent them (Origin, Sec-Fetch-Site).")},
          {"plain_session", cookie(CookieKind::plain, "The same without TLS on any other host.")}};
}

Result<Document> named_schemas(std::span<const embedded::File> files) {
  auto schemas = Document::object();
  for (const auto& file : files) {
    const auto part = Document::parse(file.bytes, nullptr, false);
    if (!part.is_object()) return fail(Errc::internal, fmt::format("schemas/{} is no JSON object", file.name));
    for (const auto& [name, schema] : part.items()) {
      if (schemas.contains(name)) return fail(Errc::internal, fmt::format("two files define the schema {}", name));
      schemas[name] = schema;
    }
  }
  return schemas;
}

Document tags_of(std::span<const Route> table) {
  std::set<std::string_view> names;
  for (const auto& route : table) names.insert(route.contract.tag);
  auto tags = Document::array();
  for (const auto tag : names) tags.push_back({{"name", tag}, {"description", description_of_tag(tag)}});
  return tags;
}

Result<Document> build(std::span<const Route> table, std::span<const embedded::File> files) {
  auto schemas = named_schemas(files);
  if (!schemas) return schemas;
  Document document{{"openapi", "3.1.0"}};
  document["info"] = {{"title", "exogate control plane"},
                      {"version", EXOGATE_VERSION},
                      {"description", kDescription},
                      {"license", {{"name", "MIT"}, {"identifier", "MIT"}}}};
  document["servers"] = Document::array({{{"url", "/"}, {"description", "This gateway"}}});
  document["tags"] = tags_of(table);
  for (const auto& route : table) {
    document["paths"][std::string(route.pattern)][to_lower(to_string(route.method))] = operation_of(route);
  }
  document["components"] = {
      {"securitySchemes", security_schemes()}, {"headers", common_headers()}, {"responses", refusals(table)}};
  document["components"]["schemas"] = std::move(*schemas);
  return document;
}

}  // namespace

Result<std::string> openapi_document(std::span<const Route> table, std::span<const embedded::File> schemas,
                                     Layout layout) {
  try {
    const auto document = build(table, schemas);
    if (!document) return std::unexpected(document.error());
    return document->dump(layout == Layout::indented ? 2 : -1);
  } catch (const std::exception& error) {
    return fail(Errc::internal, fmt::format("the API cannot be described: {}", error.what()));
  }
}

Result<std::string> openapi_document(Layout layout) {
  return openapi_document(routes(), embedded::api_schemas(), layout);
}

}  // namespace exo::admin
