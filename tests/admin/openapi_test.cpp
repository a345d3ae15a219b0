// The description of the API against the table that serves, in both directions.
#include "admin/openapi.h"

#include <set>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "admin/api_schemas.h"
#include "admin/call_progress.h"
#include "base/json.h"
#include "base/text.h"
#include "domain/bot.h"
#include "domain/call_record.h"
#include "domain/call_verdict.h"

namespace exo::admin::test {
namespace {

Json described() {
  const auto text = openapi_document(Layout::compact);
  EXPECT_TRUE(text) << (text ? "" : text.error().detail);
  return text ? Json::parse(*text) : Json();
}

void collect_references(const Json& value, std::set<std::string>& found) {
  if (value.is_object() && value.contains("$ref")) found.insert(value["$ref"].get<std::string>());
  for (const auto& part : value) {
    if (part.is_structured()) collect_references(part, found);
  }
}

constexpr std::string_view kSchemas = "#/components/schemas/";

/// Schemas that the answers and bodies lead to, directly or by way of other schemas.
std::set<std::string> schemas_in_use(const Json& document) {
  std::set<std::string> found;
  collect_references(document["paths"], found);
  collect_references(document["components"]["responses"], found);
  for (std::size_t known = 0; known != found.size();) {
    known = found.size();
    for (const auto& reference : std::set<std::string>(found)) {
      if (reference.starts_with(kSchemas))
        collect_references(document.at(Json::json_pointer(reference.substr(1))), found);
    }
  }
  return found;
}

TEST(OpenApi, TellsOfEveryRouteAndOfNothingElse) {
  const auto document = described();
  std::set<std::string> told;
  for (const auto& [path, item] : document["paths"].items()) {
    for (const auto& [method, operation] : item.items()) told.insert(method + " " + path);
  }
  std::set<std::string> served;
  for (const auto& route : routes())
    served.insert(to_lower(to_string(route.method)) + " " + std::string(route.pattern));
  EXPECT_EQ(told, served);
}

TEST(OpenApi, EveryRouteNamesWhatItTakesAndAnswers) {
  for (const auto& route : routes()) {
    const auto& contract = route.contract;
    EXPECT_FALSE(contract.tag.empty()) << route.pattern;
    const bool takes_json = route.body == BodyKind::json || route.body == BodyKind::json_or_form;
    EXPECT_EQ(takes_json, !contract.request.empty()) << to_string(route.method) << " " << route.pattern;
    const bool tells_json = contract.content_type == "application/json" || contract.content_type == "text/event-stream";
    EXPECT_EQ(tells_json && contract.status != 204, !contract.response.empty())
        << to_string(route.method) << " " << route.pattern;
  }
}

TEST(OpenApi, EveryReferenceLeadsSomewhereAndEverySchemaIsUsed) {
  const auto document = described();
  const auto used = schemas_in_use(document);
  for (const auto& reference : used) {
    EXPECT_TRUE(document.contains(Json::json_pointer(reference.substr(1)))) << reference;
  }
  for (const auto& [name, schema] : document["components"]["schemas"].items()) {
    EXPECT_TRUE(used.contains(std::string(kSchemas) + name)) << name << " is used by nothing";
  }
}

TEST(OpenApi, SaysWhoMayAndWhatIsRefused) {
  const auto document = described();
  const auto& put_bot = document["paths"]["/api/v1/bots/{id}"]["put"];
  EXPECT_EQ(put_bot["x-role"], "super_admin");
  EXPECT_NE(put_bot["description"].get<std::string>().find("super_admin"), std::string::npos);
  for (const auto* status : {"200", "201", "400", "401", "403", "404", "413", "415", "422", "500"}) {
    EXPECT_TRUE(put_bot["responses"].contains(status)) << status;
  }
  EXPECT_FALSE(put_bot["responses"].contains("409"));
  EXPECT_EQ(put_bot["parameters"][0]["name"], "id");
  const auto& health = document["paths"]["/health"]["get"];
  EXPECT_EQ(health["security"], Json::array());
  EXPECT_FALSE(health["responses"].contains("401"));
}

bool takes_header(const Json& operation, std::string_view name) {
  for (const auto& parameter : operation.value("parameters", Json::array())) {
    if (parameter["name"] == name && parameter["in"] == "header") return !parameter.value("required", false);
  }
  return false;
}

TEST(OpenApi, TellsOfHeaders) {
  const auto document = described();
  const auto& paths = document["paths"];
  const std::string integration = "/api/v1/integrations/exotel";
  for (const auto& [path, method] : {std::pair(integration, "put"),
                                     {integration + "/dids", "post"},
                                     {integration + "/dids/{did_id}", "put"},
                                     {integration + "/dids/{did_id}", "delete"}}) {
    EXPECT_TRUE(takes_header(paths[path][method], "If-Match")) << method << " " << path;
  }
  EXPECT_FALSE(takes_header(paths[integration]["get"], "If-Match"));
  EXPECT_TRUE(takes_header(paths["/api/v1/events"]["get"], "Last-Event-ID"));
  const auto answers = [&](const std::string& path, const char* method, const char* header) {
    return paths[path][method]["responses"]["200"]["headers"].contains(header);
  };
  EXPECT_TRUE(answers(integration, "get", "ETag"));
  EXPECT_TRUE(answers(integration, "put", "ETag"));
  EXPECT_TRUE(answers("/api/v1/audit.csv", "get", "X-Next-Before"));
  EXPECT_TRUE(answers("/api/v1/bots/{id}/greeting", "get", "X-Exogate-Voice"));
  EXPECT_TRUE(answers("/api/v1/greeting-preview", "post", "X-Exogate-Voice"));
  EXPECT_TRUE(answers("/health", "get", "X-Request-Id"));
  EXPECT_FALSE(answers("/health", "get", "ETag"));
  const auto& refusals = document["components"]["responses"];
  for (const auto* refusal : {"Error429", "Error503"})
    EXPECT_TRUE(refusals[refusal]["headers"].contains("Retry-After"));
  for (const auto& refusal : refusals) EXPECT_TRUE(refusal["headers"].contains("X-Request-Id")) << refusal;
}

TEST(OpenApi, SaysWhatTheScarceAndTheForeignRefuse) {
  const auto document = described();
  const auto& paths = document["paths"];
  EXPECT_TRUE(paths["/api/v1/tokens"]["post"]["responses"].contains("404"));
  EXPECT_TRUE(paths["/api/v1/bots/{id}/greeting"]["get"]["responses"].contains("429"));
  EXPECT_TRUE(paths["/api/v1/greeting-preview"]["post"]["responses"].contains("429"));
  for (const auto* path : {"/api/v1/calls.csv", "/api/v1/audit.csv", "/api/v1/events"}) {
    EXPECT_TRUE(paths[path]["get"]["responses"].contains("503")) << path;
  }
  const auto bearer = document["components"]["securitySchemes"]["bearer"]["description"].get<std::string>();
  EXPECT_NE(bearer.find("API token"), std::string::npos) << bearer;
}

TEST(OpenApi, UnusableSchemasAreNamed) {
  const auto broken = std::to_array<embedded::File>({{"broken.json", "{"}});
  const auto twice = std::to_array<embedded::File>({{"a.json", R"({"A":{}})"}, {"b.json", R"({"A":{}})"}});
  const auto first = openapi_document(routes(), broken, Layout::compact);
  ASSERT_FALSE(first);
  EXPECT_NE(first.error().detail.find("broken.json"), std::string::npos);
  const auto second = openapi_document(routes(), twice, Layout::compact);
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().detail.find("A"), std::string::npos);
}

/// The words of an enumeration, as long as its values are 0, 1, 2, …
template <class Enum>
Json words_up_to(Enum last) {
  auto words = Json::array();
  for (int i = 0; i <= static_cast<int>(last); ++i) words.push_back(to_string(static_cast<Enum>(i)));
  return words;
}

TEST(OpenApi, EnumerationsAreTheDomains) {
  const auto schemas = described()["components"]["schemas"];
  const auto& call = schemas["CallFields"]["properties"];
  EXPECT_EQ(call["end_reason"]["$ref"], "#/components/schemas/EndReason");
  EXPECT_EQ(schemas["EndReason"]["enum"], words_up_to(domain::EndReason::no_stream));
  EXPECT_EQ(schemas["Turn"]["enum"], words_up_to(domain::Turn::caller));
  EXPECT_EQ(schemas["VerdictCode"]["enum"], words_up_to(domain::VerdictCode::browser_call));
  EXPECT_EQ(call["greeting"]["enum"], words_up_to(domain::GreetingOutcome::cut));
  EXPECT_EQ(schemas["CallStep"]["properties"]["kind"]["enum"], words_up_to(domain::StepKind::closed));
  EXPECT_EQ(schemas["CallReport"]["properties"]["source"]["enum"], words_up_to(domain::ReportSource::poll));
  EXPECT_EQ(schemas["BotKind"]["enum"], words_up_to(domain::BotKind::echo));
  EXPECT_EQ(schemas["AfterGreeting"]["enum"], words_up_to(domain::AfterGreeting::menu));
  EXPECT_EQ(schemas["TestCallFields"]["properties"]["stage"]["enum"], words_up_to(CallStage::ended));
}

}  // namespace
}  // namespace exo::admin::test
