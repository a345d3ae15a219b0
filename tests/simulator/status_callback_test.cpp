#include "simulator/status_callback.h"

#include <regex>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"

namespace exo::simulator {
namespace {

using namespace std::chrono;

const WallTime kCreated = WallTime(sys_days(year(2026) / 8 / 25) + hours(6) + minutes(37) + seconds(8));
constexpr std::string_view kSuffix = "0a1b2c3d4e5f6g7h";

CallEvent terminal() {
  return {.type = CallEvent::Type::terminal,
          .call_sid = "c1",
          .status = "completed",
          .created = kCreated,
          .ended = kCreated + seconds(42),
          .seconds = 42,
          .stream = {}};
}

// The captured body, byte for byte (exotel.md §6.1).
TEST(StatusCallback, MinimalMultipart) {
  const auto body = callback_body({}, terminal(), kSuffix);
  EXPECT_EQ(body.content_type, "multipart/form-data; boundary=form-data-boundary-0a1b2c3d4e5f6g7h");
  EXPECT_EQ(body.text,
            "--form-data-boundary-0a1b2c3d4e5f6g7h\r\nContent-Disposition: form-data; name=\"CallSid\"\r\n\r\nc1\r\n"
            "--form-data-boundary-0a1b2c3d4e5f6g7h\r\nContent-Disposition: form-data; name=\"Status\"\r\n\r\n"
            "completed\r\n"
            "--form-data-boundary-0a1b2c3d4e5f6g7h\r\nContent-Disposition: form-data; name=\"DateUpdated\"\r\n\r\n"
            "2026-08-25 12:07:50\r\n"
            "--form-data-boundary-0a1b2c3d4e5f6g7h--\r\n\r\n");
}

TEST(StatusCallback, ExtendedJson) {
  VoicebotCallOptions options;
  options.callback.body = CallbackOptions::Body::json;
  options.callback.fields = CallbackOptions::Fields::extended;
  options.custom_field = "cxb-test:1";
  options.recording_url = "https://r/x.mp3";
  const auto body = callback_body(options, terminal(), kSuffix);
  EXPECT_EQ(body.content_type, "application/json");
  const auto json = parse_json(body.text);
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["EventType"], "terminal");
  EXPECT_EQ((*json)["EndTime"], "2026-08-25 12:07:50");
  EXPECT_EQ((*json)["ConversationDuration"], 42) << "a number in JSON, text in forms";
  EXPECT_EQ((*json)["CustomField"], "cxb-test:1");
  EXPECT_EQ((*json)["RecordingUrl"], "https://r/x.mp3");
  EXPECT_EQ((*json)["Legs"], Json::array({{{"AnsweredBy", "NA"}, {"OnCallDuration", 42}, {"Status", "completed"}}}));
}

TEST(StatusCallback, ExtendedFormHasLegsByNumber) {
  VoicebotCallOptions options;
  options.callback.body = CallbackOptions::Body::urlencoded;
  options.callback.fields = CallbackOptions::Fields::extended;
  const auto body = callback_body(options, terminal(), kSuffix);
  EXPECT_EQ(body.content_type, "application/x-www-form-urlencoded");
  const auto fields = form_decode(body.text);
  const auto has = [&](const char* name, const char* value) {
    return std::ranges::find(fields, std::pair<std::string, std::string>(name, value)) != fields.end();
  };
  EXPECT_TRUE(has("Legs[0][Status]", "completed"));
  EXPECT_TRUE(has("Legs[0][OnCallDuration]", "42"));
  EXPECT_TRUE(has("Legs[0][AnsweredBy]", "NA"));
  EXPECT_TRUE(has("ConversationDuration", "42"));
}

TEST(StatusCallback, AnAnsweredEventHasNoEndAndNoCustomField) {
  VoicebotCallOptions options;
  options.callback.fields = CallbackOptions::Fields::extended;
  options.callback.body = CallbackOptions::Body::json;
  options.custom_field = "x";
  auto event = terminal();
  event.type = CallEvent::Type::answered;
  event.status = "in-progress";
  const auto json = parse_json(callback_body(options, event, kSuffix).text);
  ASSERT_TRUE(json);
  EXPECT_FALSE(json->contains("EndTime"));
  EXPECT_FALSE(json->contains("CustomField"));
  EXPECT_EQ((*json)["EventType"], "answered");
  EXPECT_EQ((*json)["DateUpdated"], "2026-08-25 12:07:08");
}

TEST(StatusCallback, BoundariesAreSixteenBase36Characters) {
  BoundarySource random({});
  const auto first = random.next();
  EXPECT_TRUE(std::regex_match(first, std::regex("[0-9a-z]{16}"))) << first;
  EXPECT_NE(first, random.next());
  BoundarySource seeded(7);
  BoundarySource again(7);
  const auto repeated = seeded.next();
  EXPECT_TRUE(std::regex_match(repeated, std::regex("[0-9a-z]{16}"))) << repeated;
  EXPECT_EQ(repeated, again.next());
  EXPECT_NE(repeated, again.next());
}

TEST(StatusCallback, ARingingEventHasALegWithoutStatus) {
  VoicebotCallOptions options;
  options.callback.body = CallbackOptions::Body::json;
  options.callback.fields = CallbackOptions::Fields::extended;
  const CallEvent event{.type = CallEvent::Type::ringing,
                        .call_sid = "c1",
                        .status = "ringing",
                        .created = kCreated,
                        .ended = kCreated,
                        .seconds = 0,
                        .stream = {}};
  const auto json = parse_json(callback_body(options, event, kSuffix).text);
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["EventType"], "ringing");
  EXPECT_EQ((*json)["Status"], "ringing");
  EXPECT_EQ((*json)["Legs"][0]["Status"], "");
  EXPECT_FALSE(json->contains("EndTime"));
}

// exotel.md §4: the same object may be nested here.
TEST(StatusCallback, MayCarryTheStream) {
  VoicebotCallOptions options;
  auto event = terminal();
  event.stream = {{"StreamSID", "s1"}, {"Status", "completed"}};
  options.callback.body = CallbackOptions::Body::urlencoded;
  EXPECT_NE(callback_body(options, event, kSuffix).text.find("Stream%5BStatus%5D=completed"), std::string::npos);
  options.callback.body = CallbackOptions::Body::json;
  const auto json = parse_json(callback_body(options, event, kSuffix).text);
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["Stream"]["StreamSID"], "s1");
  EXPECT_EQ((*json)["Status"], "completed");
}

}  // namespace
}  // namespace exo::simulator
