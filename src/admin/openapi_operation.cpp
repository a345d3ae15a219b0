// One row of the route table as OpenAPI tells it.
#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "admin/openapi.h"
#include "base/text.h"

namespace exo::admin {
namespace {

using Document = nlohmann::ordered_json;

Document reference(std::string_view kind, std::string_view name) {
  return {{"$ref", fmt::format("#/components/{}/{}", kind, name)}};
}

/// PUT /api/v1/bots/{id}/recording → "put_bots_id_recording"
std::string operation_id(const Route& route) {
  constexpr std::string_view kCommon = "/api/v1";
  auto path = route.pattern;
  if (path.starts_with(kCommon)) path.remove_prefix(kCommon.size());
  auto id = to_lower(to_string(route.method));
  for (const char c : path) {
    if (c == '{' || c == '}') continue;
    id += c == '/' || c == '-' || c == '.' ? '_' : c;
  }
  return id;
}

std::string_view role_of(Access access) {
  switch (access) {
    case Access::open:
      return "none";
    case Access::signed_in:
      return "any";
    case Access::admin:
      return "admin";
    case Access::super_admin:
      return "super_admin";
    case Access::metrics:
      return "any";
  }
  return "super_admin";
}

std::string_view sentence_of(Access access) {
  switch (access) {
    case Access::open:
      return "Open to anybody.";
    case Access::signed_in:
      return "Needs a sign-in, of any role.";
    case Access::admin:
      return "Needs the role `admin` or `super_admin`.";
    case Access::super_admin:
      return "Needs the role `super_admin`.";
    case Access::metrics:
      return "Needs a sign-in, of any role, or an address listed in `admin.metrics_from`.";
  }
  return "";
}

std::string sentences_of(const Route& route) {
  const bool ends = route.summary.ends_with('?') || route.summary.ends_with('.');
  return fmt::format("{}{} {}", route.summary, ends ? "" : ".", sentence_of(route.access));
}

Document security_of(Access access) {
  if (access == Access::open) return Document::array();
  auto any = Document::array();
  for (const auto* scheme : {"bearer", "session", "plain_session"}) any.push_back({{scheme, Document::array()}});
  return any;
}

Document parameters_of(const Route& route) {
  auto parameters = Document::array();
  for (const auto name : path_parameters(route.pattern)) {
    parameters.push_back({{"name", name},
                          {"in", "path"},
                          {"required", true},
                          {"description", "Percent-encoded"},
                          {"schema", {{"type", "string"}, {"minLength", 1}}}});
  }
  for (const auto& param : route.contract.query) {
    parameters.push_back({{"name", param.name},
                          {"in", "query"},
                          {"description", param.summary},
                          {"schema", Document::parse(param.schema)}});
  }
  for (const auto& header : route.contract.request_headers) {
    parameters.push_back(
        {{"name", header.name}, {"in", "header"}, {"description", header.summary}, {"schema", {{"type", "string"}}}});
  }
  return parameters;
}

Document request_body_of(const Route& route) {
  Document body{{"required", true}};
  auto& content = body["content"] = Document::object();
  if (route.body == BodyKind::recording) {
    content["audio/wav"] = Document::object();
    return body;
  }
  const Document schema{{"schema", route.contract.request.empty() ? Document{{"type", "object"}}
                                                                  : reference("schemas", route.contract.request)}};
  content["application/json"] = schema;
  if (route.body == BodyKind::json_or_form) content["application/x-www-form-urlencoded"] = schema;
  return body;
}

/// Of an answer that is no JSON: text is a string, bytes have no schema.
Document media_of(const Contract& contract) {
  if (!contract.response.empty()) return {{"schema", reference("schemas", contract.response)}};
  if (contract.content_type.starts_with("text/")) return {{"schema", {{"type", "string"}}}};
  return Document::object();
}

Document success_of(const Contract& contract, int status) {
  Document response{{"description", status == 201 ? "Made" : "Done"}};
  auto& headers = response["headers"] = {{kRequestIdHeader, reference("headers", kRequestIdHeader)}};
  for (const auto& header : contract.answer_headers) {
    headers[std::string(header.name)] = {{"description", header.summary}, {"schema", {{"type", "string"}}}};
  }
  if (status != 204) response["content"][std::string(contract.content_type)] = media_of(contract);
  return response;
}

Document responses_of(const Route& route) {
  const auto& contract = route.contract;
  auto responses = Document::object();
  std::set<int> statuses{contract.status};
  if (contract.other_status != 0) statuses.insert(contract.other_status);
  for (const int status : statuses) responses[fmt::format("{}", status)] = success_of(contract, status);
  for (const int status : refusals_of(route)) {
    responses[fmt::format("{}", status)] = reference("responses", fmt::format("Error{}", status));
  }
  return responses;
}

}  // namespace

std::vector<std::string_view> path_parameters(std::string_view pattern) {
  std::vector<std::string_view> names;
  for (const auto segment : split(pattern, '/')) {
    if (segment.starts_with('{')) names.push_back(segment.substr(1, segment.size() - 2));
  }
  return names;
}

std::vector<int> refusals_of(const Route& route) {
  std::set<int> statuses{500, 503};
  const bool writes = route.method != Method::get;
  if (route.access != Access::open) statuses.insert(401);
  if (route.access == Access::super_admin || writes) statuses.insert(403);
  if (!path_parameters(route.pattern).empty()) statuses.insert(404);
  if (!route.contract.query.empty()) statuses.insert(422);
  if (route.body != BodyKind::none) statuses.insert({400, 413, 415, 422});
  for (const int status : route.contract.errors) {
    if (status != 0) statuses.insert(status);
  }
  return {statuses.begin(), statuses.end()};
}

nlohmann::ordered_json operation_of(const Route& route) {
  Document operation{{"operationId", operation_id(route)}, {"tags", Document::array({route.contract.tag})},
                     {"summary", route.summary},           {"description", sentences_of(route)},
                     {"x-role", role_of(route.access)},    {"security", security_of(route.access)}};
  auto parameters = parameters_of(route);
  if (!parameters.empty()) operation["parameters"] = std::move(parameters);
  if (route.body != BodyKind::none) operation["requestBody"] = request_body_of(route);
  operation["responses"] = responses_of(route);
  return operation;
}

}  // namespace exo::admin
