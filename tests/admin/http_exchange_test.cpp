#include "admin/http_exchange.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace exo::admin {
namespace {

TEST(ErrorReply, ShowsTheSentenceUnderTheRightStatus) {
  const auto reply = error_reply({Errc::conflict, "DID already exists"});
  EXPECT_EQ(reply.status, 409);
  EXPECT_EQ(reply.body, R"({"detail":"DID already exists"})");
  EXPECT_EQ(reply.content_type, "application/json");
  EXPECT_TRUE(reply.headers.empty());
}

TEST(ErrorReply, AsksForABearerTokenOn401) {
  EXPECT_EQ(error_reply({Errc::unauthenticated, ""}).headers, (Headers{{"WWW-Authenticate", "Bearer"}}));
}

TEST(ErrorReply, TellsAKnownWait) {
  const auto expected = Headers{{"Retry-After", "7"}};
  EXPECT_EQ(error_reply({Errc::too_many_requests, "", std::chrono::seconds(7)}).headers, expected);
  EXPECT_EQ(error_reply({Errc::upstream_failed, "", std::chrono::seconds(7)}).headers, expected);
}

TEST(ErrorReply, SurvivesTextThatIsNotUtf8) {
  EXPECT_EQ(error_reply({Errc::upstream_failed, "bad \xff"}).body, "{\"detail\":\"bad \xEF\xBF\xBD\"}");
}

TEST(StatusBody, IsAlwaysAnObjectWithADetail) {
  for (const int status : {400, 404, 405, 413, 414, 415, 416, 417, 431, 500, 503}) {
    const auto value = Json::parse(status_body(status));
    EXPECT_FALSE(value.at("detail").get<std::string>().empty()) << status;
  }
}

}  // namespace
}  // namespace exo::admin
