#include "admin/route.h"

#include <set>

#include <gtest/gtest.h>

namespace exo::admin {
namespace {

Result<Reply> nothing(Services&, const Request&) {
  return Reply{};
}

constexpr Route kTable[] = {
    {Method::get, "/things", Access::admin, BodyKind::none, "", nothing},
    {Method::post, "/things", Access::admin, BodyKind::json, "", nothing},
    {Method::get, "/things/{id}", Access::admin, BodyKind::none, "", nothing},
    {Method::del, "/things/{id}", Access::admin, BodyKind::none, "", nothing},
    {Method::post, "/things/{id}/parts/{part}", Access::admin, BodyKind::none, "", nothing},
};

TEST(FindRoute, TakesWholeSegmentsAndDecodesThem) {
  const auto match = find_route(kTable, "POST", "/things/a%2Fb/parts/%E0%A4%95");
  ASSERT_EQ(match.route, &kTable[4]);
  EXPECT_EQ(match.params, (PathParams{{"id", "a/b"}, {"part", "\xE0\xA4\x95"}}));
  EXPECT_EQ(find_route(kTable, "GET", "/%74hings").route, &kTable[0]);
}

TEST(FindRoute, IgnoresOneSlashAtTheEnd) {
  EXPECT_EQ(find_route(kTable, "GET", "/things/").route, &kTable[0]);
  EXPECT_EQ(find_route(kTable, "GET", "/things/x/").route, &kTable[2]);
  EXPECT_EQ(find_route(kTable, "GET", "/things//").route, nullptr);
}

TEST(FindRoute, HeadFindsGet) {
  EXPECT_EQ(find_route(kTable, "HEAD", "/things").route, &kTable[0]);
}

TEST(FindRoute, TellsTheMethodsOfAKnownPath) {
  const auto match = find_route(kTable, "PATCH", "/things/x");
  EXPECT_EQ(match.route, nullptr);
  EXPECT_EQ(match.allow, "GET, HEAD, DELETE");
  EXPECT_EQ(find_route(kTable, "get", "/things").allow, "GET, HEAD, POST");
}

TEST(FindRoute, KnowsNothingElse) {
  for (const auto* path :
       {"", "/", "things", "//things", "/things/a/b", "/things/a/parts/", "/things/%2e%2e/..", "*"}) {
    const auto match = find_route(kTable, "GET", path);
    EXPECT_EQ(match.route, nullptr) << path;
    EXPECT_EQ(match.allow, "") << path;
  }
}

TEST(Routes, AreDistinctAndDescribed) {
  std::set<std::string> seen;
  for (const auto& route : routes()) {
    EXPECT_TRUE(seen.insert(std::string(to_string(route.method)) + " " + std::string(route.pattern)).second);
    EXPECT_TRUE(route.pattern.starts_with('/')) << route.pattern;
    EXPECT_FALSE(route.pattern.ends_with('/')) << route.pattern;
    EXPECT_FALSE(route.summary.empty()) << route.pattern;
    EXPECT_NE(route.handler, nullptr) << route.pattern;
  }
}

/// exotel-integration.md, "Endpoints".
TEST(Routes, HoldTheSevenIntegrationEndpointsWithTheirRoles) {
  const std::set<std::string> expected{
      "GET /api/v1/integrations/exotel 3",
      "PUT /api/v1/integrations/exotel 3",
      "POST /api/v1/integrations/exotel/dids 3",
      "PUT /api/v1/integrations/exotel/dids/{did_id} 3",
      "DELETE /api/v1/integrations/exotel/dids/{did_id} 3",
      "GET /api/v1/integrations/exotel/test-call-options 2",
      "POST /api/v1/integrations/exotel/dids/{did_id}/test-call 2",
  };
  std::set<std::string> found;
  for (const auto& route : routes()) {
    if (!route.pattern.starts_with("/api/v1/integrations")) continue;
    if (route.contract.tag == "exotel_account") continue;  // beside the seven
    found.insert(std::string(to_string(route.method)) + " " + std::string(route.pattern) + " " +
                 std::to_string(static_cast<int>(route.access)));
  }
  EXPECT_EQ(found, expected);
}

}  // namespace
}  // namespace exo::admin
