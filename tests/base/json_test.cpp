#include "base/json.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace exo {
namespace {

constexpr JsonLimits kRoomy{.max_bytes = 4 << 20, .max_depth = 32};

std::string nested(std::size_t depth, std::string_view open, std::string_view close) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += open;
  text += "1";
  for (std::size_t i = 0; i < depth; ++i) text += close;
  return text;
}

void expect_refused(std::string_view text, Errc code) {
  const auto result = parse_json(text, kRoomy);
  ASSERT_FALSE(result) << text.substr(0, 40);
  EXPECT_EQ(result.error().code, code) << text.substr(0, 40);
  EXPECT_FALSE(result.error().detail.empty());
}

TEST(ParseJson, ReadsAnObject) {
  const auto value = parse_json(R"({"number":"+91","dids":[1,null,true]})");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->at("number"), "+91");
  EXPECT_EQ(value->at("dids").size(), 3U);
}

TEST(ParseJson, AllowsAsManyLevelsAsTheLimitSays) {
  EXPECT_TRUE(parse_json(nested(32, "[", "]")));
  EXPECT_TRUE(parse_json(nested(32, R"({"a":)", "}")));
  expect_refused(nested(33, "[", "]"), Errc::unprocessable);
  expect_refused(nested(33, R"({"a":)", "}"), Errc::unprocessable);
}

TEST(ParseJson, SurvivesTwoHundredThousandLevels) {
  expect_refused(nested(200'000, "[", "]"), Errc::unprocessable);
  expect_refused(nested(200'000, R"({"a":)", "}"), Errc::unprocessable);
  expect_refused(nested(200'000, "[", ""), Errc::unprocessable);
  expect_refused(R"({"flat":1,"deep":)" + nested(200'000, R"([{"x":)", "}]") + "}", Errc::unprocessable);
}

TEST(ParseJson, RefusesMoreThanTheLimitOfBytes) {
  const std::string text = "\"" + std::string(64 * 1024, 'x') + "\"";
  const auto result = parse_json(text);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::too_large);
  EXPECT_TRUE(parse_json(text, {.max_bytes = text.size()}));
}

TEST(ParseJson, RefusesWhatIsNotJson) {
  for (const std::string_view text :
       {"", " ", "{", "}", "[1,]", "{\"a\"}", "{'a':1}", "nul", "01", "1 2", "\"\x01\"", "\"\xFF\"", "\"\xED\xA0\x80\"",
        R"("\ud800")", "// comment\n1", "1e999", "NaN", "{\"a\":1}trailing"}) {
    expect_refused(text, Errc::unprocessable);
  }
  expect_refused(std::string_view("\0", 1), Errc::unprocessable);
}

TEST(ParseJson, NeverRepeatsTheBodyInItsMessage) {
  const auto result = parse_json(R"({"api_token":"very-secret)");
  ASSERT_FALSE(result);
  EXPECT_FALSE(result.error().detail.contains("secret"));
}

TEST(DumpJson, IsCompact) {
  EXPECT_EQ(dump_json({{"a", {1, 2}}, {"b", "\xE0\xA4\x95"}}), "{\"a\":[1,2],\"b\":\"\xE0\xA4\x95\"}");
}

TEST(DumpJson, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(dump_json("a\xFF"
                      "b"),
            "\"a\xEF\xBF\xBD"
            "b\"");
}

}  // namespace
}  // namespace exo
