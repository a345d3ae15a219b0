#include "admin/request_body.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "incoming.h"

namespace exo::admin {
namespace {

using test::incoming;

TEST(ReadRequestBody, FormFieldsBecomeStrings) {
  const auto object = read_request_body(incoming({{"Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"}},
                                                 "username=a%40b&password=p+w&password=last"),
                                        BodyKind::json_or_form);
  ASSERT_TRUE(object);
  EXPECT_EQ(object->object, (Json{{"username", "a@b"}, {"password", "last"}}));
}

TEST(ReadRequestBody, AFormMustBeUtf8) {
  const auto object = read_request_body(
      incoming({{"Content-Type", "application/x-www-form-urlencoded"}}, "password=%FF"), BodyKind::json_or_form);
  ASSERT_FALSE(object);
  EXPECT_EQ(object.error().code, Errc::unprocessable);
}

TEST(ReadRequestBody, ABodyWithoutATypeIsRefusedAndNoBodyIsMalformed) {
  EXPECT_EQ(read_request_body(incoming({}, "{}"), BodyKind::json).error().code, Errc::unsupported_media);
  EXPECT_EQ(read_request_body(incoming({}), BodyKind::json).error().code, Errc::unprocessable);
}

TEST(ReadRequestBody, PassesOnWhyTheBodyCouldNotBeRead) {
  auto request = incoming({{"Content-Type", "application/json"}});
  request.read_body = [](std::size_t) { return Result<std::string>(fail(Errc::too_large, "too much")); };
  EXPECT_EQ(read_request_body(request, BodyKind::json).error().code, Errc::too_large);
}

TEST(ReadRequestBody, ReadsNothingForRoutesWithoutABody) {
  auto request = incoming({{"Content-Type", "text/plain"}});
  request.read_body = [](std::size_t) {
    ADD_FAILURE() << "was read";
    return Result<std::string>(std::string());
  };
  EXPECT_EQ(read_request_body(request, BodyKind::none).value().object, Json::object());
}

TEST(ReadRequestBody, TakesARecordingAsItIs) {
  const std::string wav("RIFF\0\xff{", 7);
  for (const auto* type : {"audio/wav", "audio/x-wav", "Audio/WAV; codecs=1", "audio/wave", "audio/vnd.wave"}) {
    const auto body = read_request_body(incoming({{"Content-Type", type}}, wav), BodyKind::recording);
    ASSERT_TRUE(body) << type;
    EXPECT_EQ(body->bytes, wav);
    EXPECT_EQ(body->object, Json::object());
  }
  for (const auto* type : {"", "application/json", "audio/mpeg", "audio/wavx", "application/octet-stream"}) {
    const auto refused = read_request_body(incoming({{"Content-Type", type}}, wav), BodyKind::recording);
    ASSERT_FALSE(refused) << type;
    EXPECT_EQ(refused.error().code, Errc::unsupported_media);
  }
  EXPECT_EQ(read_request_body(incoming({{"Content-Type", "audio/wav"}}, wav), BodyKind::json).error().code,
            Errc::unsupported_media);
}

TEST(ReadRequestBody, EachKindHasItsOwnLimit) {
  const auto asked = [](const char* type, BodyKind kind) {
    std::size_t limit = 0;
    auto request = incoming({{"Content-Type", type}});
    request.read_body = [&limit](std::size_t max_bytes) {
      limit = max_bytes;
      return Result<std::string>("{}");
    };
    EXPECT_TRUE(read_request_body(request, kind));
    return limit;
  };
  EXPECT_EQ(asked("application/json", BodyKind::json), 64U * 1024);
  EXPECT_EQ(asked("audio/wav", BodyKind::recording), 10U * 1024 * 1024);
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
