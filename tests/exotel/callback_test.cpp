#include "exotel/callback.h"

#include <string>

#include <gtest/gtest.h>

namespace exo::exotel {
namespace {

using domain::CallReport;
using domain::ReportSource;

constexpr WallTime kNow{std::chrono::milliseconds{1'700'000'000'000}};

CallReport status_of(std::string_view body, std::string_view query = "") {
  auto report = read_status_callback({query, "", body}, kNow);
  if (!report) ADD_FAILURE() << report.error().detail << " for " << body << query;
  return report.value_or(CallReport{});
}

std::string part(std::string_view name, std::string_view value) {
  return std::string("--form-data-boundary-k3j9x0q2m8a7z5b1\r\nContent-Disposition: form-data; name=\"")
      .append(name)
      .append("\"\r\n\r\n")
      .append(value)
      .append("\r\n");
}
const std::string kEnd = "--form-data-boundary-k3j9x0q2m8a7z5b1--\r\n\r\n";

// exotel.md §6.1: three parts, and an epilogue.
TEST(StatusCallback, TheCapturedMinimalMultipart) {
  const auto report = status_of(part("CallSid", "0f1e2d3c4b5a69788796a5b4c3d21a8p") + part("Status", "completed") +
                                part("DateUpdated", "2026-08-25 12:07:30") + kEnd);
  EXPECT_EQ(report.call_sid, "0f1e2d3c4b5a69788796a5b4c3d21a8p");
  EXPECT_EQ(report.source, ReportSource::status);
  EXPECT_EQ(report.at, kNow);
  EXPECT_EQ(report.status, "completed");
  for (const auto field : {&CallReport::event, &CallReport::direction, &CallReport::from, &CallReport::to,
                           &CallReport::custom_field, &CallReport::recording_url, &CallReport::stream_sid,
                           &CallReport::stream_status, &CallReport::disconnected_by, &CallReport::stream_error}) {
    EXPECT_EQ(report.*field, "");
  }
  EXPECT_FALSE(report.duration_s.has_value());
}

struct Form {
  const char* name;
  std::string body;
  std::string query;
};

class ExtendedStatusCallback : public testing::TestWithParam<Form> {};

TEST_P(ExtendedStatusCallback, SaysTheSameInEveryForm) {
  const auto report = status_of(GetParam().body, GetParam().query);
  EXPECT_EQ(report.call_sid, "abc1");
  EXPECT_EQ(report.event, "terminal");
  EXPECT_EQ(report.status, "no-answer");
  EXPECT_EQ(report.direction, "outbound-api");
  EXPECT_EQ(report.from, "+919812345678");
  EXPECT_EQ(report.to, "08041234567");
  EXPECT_EQ(report.custom_field, "cxb-test:did-1");
  EXPECT_EQ(report.recording_url, "https://recordings.exotel.com/exotelrecordings/acmeco1/abc1.mp3");
  EXPECT_EQ(report.duration_s, 17);
}

const std::string kLink = "https://recordings.exotel.com/exotelrecordings/acmeco1/abc1.mp3";

INSTANTIATE_TEST_SUITE_P(
    Forms, ExtendedStatusCallback,
    testing::Values(
        Form{"multipart",
             part("Legs[0][Status]", "busy") + part("Legs[0][OnCallDuration]", "9") + part("CallSid", "abc1") +
                 part("EventType", "terminal") + part("Status", "no-answer") + part("From", "+919812345678") +
                 part("To", "08041234567") + part("ConversationDuration", "17") + part("Direction", "outbound-api") +
                 part("CustomField", "cxb-test:did-1") + part("RecordingUrl", kLink) + kEnd,
             ""},
        Form{
            "json_int",
            R"({"CallSid":"abc1","EventType":"terminal","Status":"no-answer","From":"+919812345678","To":"08041234567",)"
            R"("ConversationDuration":17,"Direction":"outbound-api","CustomField":"cxb-test:did-1","PhoneNumberSid":null,)"
            R"("RecordingUrl":"https:\/\/recordings.exotel.com\/exotelrecordings\/acmeco1\/abc1.mp3",)"
            R"("Legs":[{"Status":"busy","OnCallDuration":9},{"Status":null}]})",
            ""},
        Form{
            "json_text",
            R"({"call_sid":"abc1","event_type":"TERMINAL","status":"No-Answer","from":"+919812345678","to":8041234567,)"
            R"("to":"08041234567","Duration":"17","ConversationDuration":"null","direction":"outbound-api",)"
            R"("customField":"cxb-test:did-1","recording_url":")" +
                kLink + "\"}",
            ""},
        Form{"urlencoded",
             "Legs%5B0%5D%5BStatus%5D=busy&CallSid=abc1&EventType=terminal&CallStatus=NO-ANSWER&From=%2B919812345678&"
             "To=08041234567&DialCallDuration=17&Direction=outbound-api&CustomField=cxb-test%3Adid-1&RecordingUrl=" +
                 kLink,
             "key=secret"},
        Form{"query", "",
             "key=secret&callsid=abc1&eventtype=terminal&status=no-answer&from=+919812345678&to=08041234567&"
             "duration=17.0&direction=outbound-api&customfield=cxb-test:did-1&recordingurl=" +
                 kLink},
        Form{"body_over_query",
             "CallSid=abc1&EventType=terminal&Status=no-answer&From=%2B919812345678&To=08041234567&Duration=17&"
             "Direction=outbound-api&CustomField=cxb-test:did-1&RecordingUrl=" +
                 kLink,
             "CallSid=other&Status=completed&From=1"}),
    [](const auto& info) { return info.param.name; });

TEST(StatusCallback, StatusWords) {
  EXPECT_EQ(status_of("CallSid=a&Status=cancelled").status, "canceled");
  EXPECT_EQ(status_of("CallSid=a&Status=Canceled").status, "canceled");
  EXPECT_EQ(status_of("CallSid=a&Status=null&CallStatus=busy").status, "busy");
  EXPECT_EQ(status_of("CallSid=a&Status=in-progress&EventType=answered").event, "answered");
  EXPECT_EQ(status_of("CallSid=a&Status=abducted").status, "abducted") << "unknown words are for others to judge";
  EXPECT_EQ(status_of("CallSid=a").status, "");
}

TEST(StatusCallback, Durations) {
  EXPECT_EQ(status_of("CallSid=a&ConversationDuration=5&Duration=9").duration_s, 5);
  EXPECT_EQ(status_of("CallSid=a&ConversationDuration=&Duration=0").duration_s, 0);
  for (const auto* odd : {"-1", "soon", "1e3", "17.5", "99999999999999999999", "40000000", "0x10", "1 2"}) {
    EXPECT_FALSE(status_of(std::string("CallSid=a&Duration=") + odd).duration_s) << odd;
  }
}

TEST(StatusCallback, OnlyLinksAreLinks) {
  const auto link = [](std::string_view url) {
    return status_of("CallSid=a&RecordingUrl=" + std::string(url)).recording_url;
  };
  EXPECT_EQ(link("http://h/x.mp3"), "http://h/x.mp3");
  for (const auto* wrong : {"", "null", "javascript:alert(1)", "data:text/html,x", "//h/x", "https://h/a%20b",
                            "https://h/%22onload%3D", "https://h/%0Ax", "ftp://h/x"}) {
    EXPECT_EQ(link(wrong), "") << wrong;
  }
  EXPECT_EQ(link("https://h/" + std::string(502, 'x')).size(), 512U);
  EXPECT_EQ(link("https://h/" + std::string(503, 'x')), "") << "half a link leads nowhere";
}

// exotel.md §4: "The same Stream object may be nested in a StatusCallback".
TEST(StatusCallback, AStreamMayBeNested) {
  for (const std::string body :
       {R"({"CallSid":"a","Status":"completed","Stream":{"StreamSID":"s1","Status":"cancelled","Duration":28}})",
        "CallSid=a&Status=completed&Stream[StreamSID]=s1&Stream[Status]=cancelled&Stream[Duration]=28"}) {
    const auto report = status_of(body);
    EXPECT_EQ(report.status, "completed");
    EXPECT_EQ(report.stream_sid, "s1");
    EXPECT_EQ(report.stream_status, "canceled");
    EXPECT_EQ(report.duration_s, 28);
  }
}

TEST(StatusCallback, WhatNamesNoCallIsRefused) {
  for (const std::string body :
       {"", "Status=completed", "CallSid=", "CallSid=null", "CallSid=%20", "CallSid=a/b", "CallSid=a%00", "CallSid=%FF",
        "{", "[]", "{}", R"({"CallSid":{"x":1}})", R"({"CallSid":["a"]})", "--", "--x\r\n", "<CallSid>a</CallSid>"}) {
    const auto report = read_status_callback({"", "", body}, kNow);
    ASSERT_FALSE(report.has_value()) << body;
    EXPECT_EQ(report.error().code, Errc::bad_request);
  }
  EXPECT_FALSE(read_status_callback({"CallSid=" + std::string(65, 'a'), "", ""}, kNow));
  EXPECT_TRUE(read_status_callback({"CallSid=" + std::string(64, 'a'), "", ""}, kNow));
}

TEST(StatusCallback, HostileInputIsBounded) {
  const auto report = status_of("CallSid=a&CustomField=" + std::string(5000, 'x') + "&Direction=a%0D%0Ab%00c");
  EXPECT_EQ(report.custom_field.size(), 512U);
  EXPECT_EQ(report.direction, "a  b c");

  std::string legs = "{\"Legs\":[";
  for (int i = 0; i < 1000; ++i) legs += R"({"Status":"busy"},)";
  EXPECT_EQ(status_of(legs + R"({}],"CallSid":"a","Status":"busy"})").status, "busy");
  std::string many;
  for (int i = 0; i < 500; ++i) many += "Legs[" + std::to_string(i) + "][Status]=busy&";
  EXPECT_EQ(status_of(many + "CallSid=a").call_sid, "a") << "legs take nobody's place";

  const std::string hostile[] = {std::string(60'000, '['),
                                 R"({"CallSid":)" + std::string(60'000, '['),
                                 R"({"CallSid":"a","Stream":)" + std::string(60'000, '{'),
                                 std::string(60'000, '&'),
                                 std::string(60'000, '%'),
                                 "{\"CallSid\":\"\xFF\xFE\"}",
                                 "CallSid=" + std::string(1 << 20, 'a'),
                                 "--x\r\n" + std::string(60'000, '-')};
  for (const auto& body : hostile) {
    EXPECT_FALSE(read_status_callback({"", "", body}, kNow)) << body.substr(0, 40);
    std::ignore = read_passthru({body, "", body}, kNow);
  }
}

TEST(StatusCallback, EveryTruncationIsSurvived) {
  const std::string bodies[] = {
      part("CallSid", "abc1") + part("Status", "completed") + kEnd,
      R"({"CallSid":"abc1","Stream":"{\"StreamSID\":\"s1\",\"Status\":\"failed\"}","Legs":[{"Status":"busy"}]})",
      "CallSid=abc1&Stream%5BStreamSID%5D=s1&Stream={%22Status%22:%22failed%22}"};
  for (const auto& body : bodies) {
    for (std::size_t i = 0; i <= body.size(); ++i) {
      const auto text = std::string_view(body).substr(0, i);
      std::ignore = read_status_callback({"", "", text}, kNow);
      std::ignore = read_passthru({text, "", ""}, kNow);
    }
  }
}

}  // namespace
}  // namespace exo::exotel
