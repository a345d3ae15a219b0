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
    const auto value = Json::parse(status_body(status, "0123456789abcdef"));
    EXPECT_FALSE(value.at("detail").get<std::string>().empty()) << status;
    EXPECT_EQ(value.at("request_id"), "0123456789abcdef");
  }
}

std::string header(const Reply& reply) {
  for (const auto& [name, value] : reply.headers) {
    if (name == kRequestIdHeader) return value;
  }
  return {};
}

TEST(RequestId, Is16HexadecimalDigitsAndNeverTwiceTheSame) {
  const auto id = new_request_id();
  EXPECT_EQ(id.size(), 16U);
  EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos) << id;
  EXPECT_NE(id, new_request_id());
}

TEST(RequestId, StandsInTheHeaderAndInTheBodyOfErrorsOnly) {
  auto good = json_reply({{"a", 1}});
  stamp(good, "feed");
  EXPECT_EQ(header(good), "feed");
  EXPECT_EQ(good.body, R"({"a":1})");
  auto bad = error_reply({Errc::conflict, "taken"});
  stamp(bad, "feed");
  EXPECT_EQ(header(bad), "feed");
  EXPECT_EQ(bad.body, R"({"detail":"taken","request_id":"feed"})");
}

TEST(RequestId, LeavesErrorsOfOtherShapesAlone) {
  for (auto reply : {Reply{.status = 404, .body = "<html>", .content_type = "text/html"},
                     Reply{.status = 500, .body = "[1]"}, Reply{.status = 500, .body = "{"}, Reply{.status = 500}}) {
    const auto before = reply.body;
    stamp(reply, "feed");
    EXPECT_EQ(reply.body, before);
    EXPECT_EQ(header(reply), "feed");
  }
}

}  // namespace
}  // namespace exo::admin
