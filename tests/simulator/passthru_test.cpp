#include "simulator/passthru.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"

namespace exo::simulator {
namespace {

using namespace std::chrono;

const WallTime kCreated = WallTime(sys_days(year(2026) / 8 / 25) + hours(6) + minutes(37) + seconds(8));

VoicebotCallOutcome outcome() {
  VoicebotCallOutcome made;
  made.connected = true;
  made.call_sid = "c1";
  made.stream_sid = "s1";
  made.socket_url = "wss://user:pass@bot.example.com/x?call_id=c1";
  made.ended_by = "bot";
  made.stream_ms = 28'900;
  return made;
}

std::map<std::string, std::string> fields_of(const VoicebotCallOptions& options) {
  const auto url =
      make_passthru_url(*parse_target_url("http://gw/p?key=1"), options, outcome(), kCreated, kCreated + seconds(40));
  EXPECT_TRUE(url.query.starts_with("key=1&CallSid=c1&CallFrom=09812345678&CallTo=08041234567&Direction=incoming&"));
  const auto fields = form_decode(url.query);
  return {fields.begin(), fields.end()};
}

TEST(Passthru, BracketedKeys) {
  VoicebotCallOptions options;
  options.recording_url = "https://recordings.exotel.com/exotelrecordings/acmeco1/c1.mp3";
  auto fields = fields_of(options);
  EXPECT_EQ(fields["Stream[StreamSID]"], "s1");
  EXPECT_EQ(fields["Stream[Status]"], "completed");
  EXPECT_EQ(fields["Stream[Duration]"], "28");
  EXPECT_EQ(fields["Stream[DisconnectedBy]"], "bot");
  EXPECT_EQ(fields["Stream[RecordingUrl]"], options.recording_url);
  EXPECT_EQ(fields["Stream[StreamUrl]"], "wss://bot.example.com/x") << "without the password";
  EXPECT_FALSE(fields.contains("Stream[Error]"));
  EXPECT_FALSE(fields.contains("CustomField"));
  EXPECT_EQ(fields["EndTime"], "1970-01-01 05:30:00");
  EXPECT_EQ(fields["CurrentTime"], "2026-08-25 12:07:48");
}

TEST(Passthru, OneJsonObject) {
  VoicebotCallOptions options;
  options.passthru.encoding = PassthruOptions::Encoding::json;
  auto fields = fields_of(options);
  EXPECT_FALSE(fields.contains("Stream[Status]"));
  const auto stream = parse_json(fields["Stream"]);
  ASSERT_TRUE(stream);
  EXPECT_EQ((*stream)["StreamSID"], "s1");
  EXPECT_EQ((*stream)["Duration"], "28");
}

TEST(Passthru, BranchesOnlyWhenSomebodyWaits) {
  PassthruOptions options;
  EXPECT_EQ(passthru_branch(options, 200), "A");
  EXPECT_EQ(passthru_branch(options, 302), "B");
  EXPECT_EQ(passthru_branch(options, 404), "B");
  EXPECT_EQ(passthru_branch(options, 500), "");
  options.mode = PassthruOptions::Mode::async;
  EXPECT_EQ(passthru_branch(options, 302), "");
}

struct VerdictCase {
  const char* name;
  bool throttled;
  bool connected;
  const char* ended_by;
  StreamVerdict expected;
};

class StreamVerdictTest : public ::testing::TestWithParam<VerdictCase> {};

// exotel.md §4, table of scenarios.
TEST_P(StreamVerdictTest, IsAsDocumented) {
  VoicebotCallOptions options;
  options.throttled = GetParam().throttled;
  VoicebotCallOutcome ended;
  ended.connected = GetParam().connected;
  ended.ended_by = GetParam().ended_by;
  ended.failure = "HTTP 403";
  ended.end_detail = "the connection was closed";
  ended.stream_ms = 28'900;
  const auto verdict = judge_stream(options, ended);
  EXPECT_EQ(verdict.status, GetParam().expected.status);
  EXPECT_EQ(verdict.disconnected_by, GetParam().expected.disconnected_by);
  EXPECT_EQ(verdict.error, GetParam().expected.error);
  EXPECT_EQ(verdict.detailed_status, GetParam().expected.detailed_status);
  EXPECT_EQ(verdict.seconds, GetParam().expected.seconds);
}

INSTANTIATE_TEST_SUITE_P(
    All, StreamVerdictTest,
    ::testing::Values(
        VerdictCase{"bot", false, true, "bot", {"completed", "bot", "", "", 28}},
        VerdictCase{"caller", false, true, "caller", {"cancelled", "user", "", "", 28}},
        VerdictCase{"broken", false, true, "connection", {"failed", "NA", "1006 the connection was closed", "", 28}},
        VerdictCase{"refused", false, false, "", {"failed", "NA", "3009 failed to establish ws conn: HTTP 403", "", 0}},
        VerdictCase{"throttled", true, false, "", {"failed", "NA", "", "Streaming_call_throttled", 0}}),
    [](const auto& info) { return info.param.name; });

TEST(Passthru, VariantsOfTheDocumentation) {
  VoicebotCallOptions options;
  options.passthru.encoding = PassthruOptions::Encoding::raw_brackets;
  options.passthru.keys = PassthruOptions::Keys::lower_case;
  options.passthru.parties = PassthruOptions::Parties::caller_and_system;
  auto ended = outcome();
  ended.ended_by = "caller";
  const auto at = *parse_target_url("http://gw/p");
  const auto url = make_passthru_url(at, options, ended, kCreated, kCreated);
  EXPECT_NE(url.query.find("&Stream[streamsid]=s1&"), std::string::npos) << url.query;
  EXPECT_NE(url.query.find("&Stream[disconnectedby]=caller"), std::string::npos) << url.query;
  ended.connected = false;
  EXPECT_NE(make_passthru_url(at, options, ended, kCreated, kCreated).query.find("=system"), std::string::npos);
}

}  // namespace
}  // namespace exo::simulator
