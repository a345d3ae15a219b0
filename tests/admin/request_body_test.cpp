#include "admin/request_body.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "incoming.h"

namespace exo::admin {
namespace {

using test::incoming;

TEST(ReadObject, FormFieldsBecomeStrings) {
  const auto object = read_object(incoming({{"Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"}},
                                           "username=a%40b&password=p+w&password=last"),
                                  BodyKind::json_or_form);
  ASSERT_TRUE(object);
  EXPECT_EQ(*object, (Json{{"username", "a@b"}, {"password", "last"}}));
}

TEST(ReadObject, AFormMustBeUtf8) {
  const auto object = read_object(incoming({{"Content-Type", "application/x-www-form-urlencoded"}}, "password=%FF"),
                                  BodyKind::json_or_form);
  ASSERT_FALSE(object);
  EXPECT_EQ(object.error().code, Errc::unprocessable);
}

TEST(ReadObject, ABodyWithoutATypeIsRefusedAndNoBodyIsMalformed) {
  EXPECT_EQ(read_object(incoming({}, "{}"), BodyKind::json).error().code, Errc::unsupported_media);
  EXPECT_EQ(read_object(incoming({}), BodyKind::json).error().code, Errc::unprocessable);
}

TEST(ReadObject, PassesOnWhyTheBodyCouldNotBeRead) {
  auto request = incoming({{"Content-Type", "application/json"}});
  request.read_body = [] { return Result<std::string>(fail(Errc::too_large, "too much")); };
  EXPECT_EQ(read_object(request, BodyKind::json).error().code, Errc::too_large);
}

TEST(ReadObject, ReadsNothingForRoutesWithoutABody) {
  auto request = incoming({{"Content-Type", "text/plain"}});
  request.read_body = [] {
    ADD_FAILURE() << "was read";
    return Result<std::string>(std::string());
  };
  EXPECT_EQ(read_object(request, BodyKind::none).value(), Json::object());
}

TEST(PatchField, TellsAbsentNullAndTextApart) {
  const Json body{{"null", nullptr}, {"text", ""}, {"number", 7}, {"list", Json::array()}};
  EXPECT_EQ(patch_field(body, "absent").value(), domain::Patch{});
  EXPECT_EQ(patch_field(body, "null").value(), (domain::Patch{std::in_place, std::nullopt}));
  EXPECT_EQ(patch_field(body, "text").value(), (domain::Patch{std::in_place, ""}));
  for (const auto* name : {"number", "list"}) {
    const auto refused = patch_field(body, name);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unprocessable);
    EXPECT_NE(refused.error().detail.find(name), std::string::npos);
  }
}

TEST(RequiredText, MustBeAString) {
  const Json body{{"null", nullptr}, {"text", "x"}, {"number", 7}};
  EXPECT_EQ(required_text(body, "text").value(), "x");
  for (const auto* name : {"absent", "null", "number"}) {
    EXPECT_EQ(required_text(body, name).error().code, Errc::unprocessable) << name;
  }
}

}  // namespace
}  // namespace exo::admin
