// Every row of the route table, as everybody who may come.
#include "admin/route.h"
#include "admin_site.h"
#include "base/random.h"

namespace exo::admin::test {
namespace {

/// A path that leads to the route; the ids in it name nothing.
std::string path_of(const Route& route) {
  std::string path;
  bool inside = false;
  for (const char c : route.pattern) {
    if (c == '{') path += "no-such-thing";
    inside = c == '{' || (inside && c != '}');
    if (!inside && c != '}') path += c;
  }
  return path;
}

class RouteWalk : public AdminSite {
 protected:
  /// Of the kind that the route takes.
  static std::string good_type(const Route& route) {
    return route.body == BodyKind::recording ? "audio/wav" : "application/json";
  }
  Answer walk(const Route& route, const std::string& token, std::optional<std::string> body = std::nullopt,
              const std::string& content_type = "application/json") {
    return ask({.method = std::string(to_string(route.method)),
                .path = path_of(route),
                .token = token,
                .body = std::move(body),
                .content_type = content_type});
  }
};

TEST_F(RouteWalk, NobodyGetsInWithoutAToken) {
  for (const auto& route : routes()) {
    if (route.access == Access::open) continue;
    for (const auto& token : {std::string(), std::string("garbage"), random_token(), std::string(5000, 'x')}) {
      const auto answer = walk(route, token, "{}");
      EXPECT_EQ(answer.status, 401) << path_of(route);
      EXPECT_EQ(answer.header("www-authenticate"), "Bearer") << path_of(route);
      EXPECT_NE(answer.detail(), "") << path_of(route);
    }
  }
}

TEST_F(RouteWalk, OtherSchemesThanBearerDoNotCount) {
  for (const auto* value : {"Basic b3duZXI6cGFzcw==", "Bearer", "Bearer ", "Token abc"}) {
    const auto answer = ask({.path = "/api/v1/auth/me", .headers = {{"Authorization", value}}});
    EXPECT_EQ(answer.status, 401) << value;
  }
}

TEST_F(RouteWalk, AnAdminIsRefusedWhereASuperAdminIsNeeded) {
  for (const auto& route : routes()) {
    if (route.access != Access::super_admin) continue;
    // Neither a broken body nor an unknown id shows before the role does (decisions.md §6).
    for (const auto* body : {"{}", "{", ""}) {
      const auto answer = walk(route, clerk, body);
      EXPECT_EQ(answer.status, 403) << path_of(route);
      EXPECT_NE(answer.detail(), "") << path_of(route);
    }
  }
}

TEST_F(RouteWalk, WhoeverMayIsServed) {
  for (const auto& route : routes()) {
    if (route.access == Access::open || route.pattern.starts_with("/api/v1/auth")) continue;
    if (route.contract.content_type == "text/event-stream") continue;  // has no end
    for (const auto& token : {owner, clerk}) {
      if (route.access == Access::super_admin && token == clerk) continue;
      const auto answer = walk(route, token, "{}");
      EXPECT_NE(answer.status, 401) << path_of(route);
      EXPECT_NE(answer.status, 403) << path_of(route);
      EXPECT_LT(answer.status, 500) << path_of(route);
      EXPECT_NE(answer.status, 405) << path_of(route);
      const bool missing = answer.status == 404;  // a file for a spreadsheet is no JSON
      EXPECT_NE(missing ? answer.detail() : "", "Not Found") << path_of(route);
    }
  }
}

TEST_F(RouteWalk, BadBodiesAreUnprocessable) {
  const std::string deep(1000, '[');
  for (const auto& route : routes()) {
    if (route.body == BodyKind::none || route.body == BodyKind::recording) continue;
    for (const auto& body : {std::string("{"), std::string("[]"), std::string("\"text\""), std::string("null"),
                             std::string(""), deep, std::string("{\"a\":\"\xff\"}"), std::string("\0", 1)}) {
      EXPECT_EQ(walk(route, owner, body).status, 422) << path_of(route) << " " << body.substr(0, 20);
    }
  }
}

TEST_F(RouteWalk, WrongContentTypesAreRefused) {
  for (const auto& route : routes()) {
    if (route.body == BodyKind::none) continue;
    for (const auto* type :
         {"audio/mpeg", "text/plain", "application/xml", "multipart/form-data; boundary=x", "application/jsonx"}) {
      EXPECT_EQ(walk(route, owner, "{}", type).status, 415) << path_of(route) << " " << type;
    }
    const auto form = walk(route, owner, "a=b", "application/x-www-form-urlencoded");
    EXPECT_EQ(form.status, route.body == BodyKind::json_or_form ? 422 : 415) << path_of(route);
    EXPECT_EQ(walk(route, owner, "{}", route.body == BodyKind::recording ? "application/json" : "audio/wav").status,
              415)
        << path_of(route);
    const auto shouted = route.body == BodyKind::recording ? "Audio/WAV; x=y" : "Application/JSON; charset=utf-8";
    EXPECT_NE(walk(route, owner, "{}", shouted).status, 415) << path_of(route);
  }
}

TEST_F(RouteWalk, LargeBodiesAreRefused) {
  const auto filler = [](std::size_t bytes) { return "{\"x\":\"" + std::string(bytes - 8, 'x') + "\"}"; };
  for (const auto& route : routes()) {
    if (route.body == BodyKind::none) continue;
    const std::size_t limit = route.body == BodyKind::recording ? 10 * 1024 * 1024 : 64 * 1024;
    const auto refused = walk(route, owner, filler(limit + 1), good_type(route));
    EXPECT_EQ(refused.status, 413) << path_of(route);
    EXPECT_NE(refused.detail(), "");
    EXPECT_NE(walk(route, owner, filler(limit), good_type(route)).status, 413) << path_of(route);
  }
}

TEST_F(RouteWalk, ASlashAtTheEndMakesNoDifference) {
  for (const auto& route : routes()) {
    const auto answer = ask({.method = std::string(to_string(route.method)),
                             .path = path_of(route) + "/",
                             .token = "garbage",
                             .body = "{"});
    const auto expected = route.access != Access::open   ? 401
                          : route.body == BodyKind::none ? 200
                                                         : 422;  // no open route takes a recording
    EXPECT_EQ(answer.status, expected) << path_of(route);
  }
}

TEST_F(RouteWalk, OtherMethodsAreRefusedWithTheListOfGoodOnes) {
  for (const auto& route : routes()) {
    for (const auto* method : {"PATCH", "OPTIONS", "TRACE"}) {
      const auto answer = ask({.method = method, .path = path_of(route), .token = owner});
      EXPECT_EQ(answer.status, 405) << method << " " << path_of(route);
      EXPECT_NE(answer.header("allow").find(to_string(route.method)), std::string::npos) << path_of(route);
    }
  }
}

TEST_F(RouteWalk, EveryAnswerCarriesTheSecurityHeaders) {
  for (const auto& route : routes()) {
    const auto answer = walk(route, {}, "{}");
    EXPECT_NE(answer.header("content-security-policy").find("default-src 'self'"), std::string::npos);
    EXPECT_NE(answer.header("content-security-policy").find("frame-ancestors 'none'"), std::string::npos);
    EXPECT_EQ(answer.header("content-security-policy").find("unsafe"), std::string::npos);
    EXPECT_EQ(answer.header("x-content-type-options"), "nosniff");
    EXPECT_EQ(answer.header("referrer-policy"), "no-referrer");
    EXPECT_EQ(answer.header("cache-control"), "no-store");
    EXPECT_EQ(answer.header("content-type"), "application/json");
    EXPECT_EQ(answer.header("server"), "");
  }
}

TEST_F(RouteWalk, NoLogLineHoldsASecret) {
  testing::internal::CaptureStderr();
  configure_exotel();
  for (const auto& route : routes()) {
    const Json body{{"username", kOwnerEmail}, {"email", "x"},           {"password", kPassword},
                    {"token", kPlanted},       {"api_token", kApiToken}, {"api_key", kApiKey}};
    (void)walk(route, owner, body.dump());
    (void)walk(route, std::string(kPlanted), body.dump());
  }
  const auto log = testing::internal::GetCapturedStderr();
  EXPECT_NE(log.find("changed the Exotel credentials"), std::string::npos);
  EXPECT_EQ(log.find(kPlanted), std::string::npos) << log;
}

}  // namespace
}  // namespace exo::admin::test
