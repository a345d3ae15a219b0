#include "exotel/call_details.h"

#include <string>

#include <gtest/gtest.h>

namespace exo::exotel {
namespace {

constexpr WallTime kNow{std::chrono::milliseconds{1'700'000'000'000}};

domain::Integration account() {
  domain::Integration integration;
  integration.account_sid = "acme/co";
  integration.api_key = Secret("key");
  integration.api_token = Secret("t0ken");
  return integration;
}

Result<domain::CallReport> parsed(int status, std::string body, std::string_view call_sid = "abc1") {
  HttpReply reply;
  reply.status = status;
  reply.body = std::move(body);
  return parse_call_details(reply, call_sid, kNow);
}

TEST(CallDetailsRequest, AsksForOneCall) {
  const auto request = make_call_details_request(account(), "a/b?c");
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.url, "https://api.exotel.com/v1/Accounts/acme%2Fco/Calls/a%2Fb%3Fc?details=true");
  EXPECT_EQ(request.body, "");
  ASSERT_EQ(request.secret_headers.size(), 1U);
  EXPECT_EQ(request.secret_headers[0].second.reveal(), "Basic a2V5OnQwa2Vu");
  for (const auto& [name, value] : request.headers) EXPECT_EQ(value.find("t0ken"), std::string::npos) << name;
}

TEST(CallDetails, ReadsJson) {
  const auto report = parsed(
      200,
      R"({"Call":{"Sid":"abc1","ParentCallSid":null,"DateUpdated":"2026-08-25 12:07:30","To":"08041234567",)"
      R"("From":"+919812345678","Status":"Completed","EndTime":"2026-08-25 12:07:30","Duration":"31","Price":"1.500",)"
      R"("Direction":"outbound-api","RecordingUrl":"https:\/\/recordings.exotel.com\/x\/abc1.mp3",)"
      R"("CustomField":"cxb-test:d","PreSignedRecordingUrl":"https://s3/x?sig=1",)"
      R"("Details":{"ConversationDuration":17,"Leg1Status":"completed","Legs":[{"Leg":{"Id":1,"OnCallDuration":17}}]}}})");
  ASSERT_TRUE(report.has_value()) << report.error().detail;
  EXPECT_EQ(report->call_sid, "abc1");
  EXPECT_EQ(report->source, domain::ReportSource::poll);
  EXPECT_EQ(report->at, kNow);
  EXPECT_EQ(report->status, "completed");
  EXPECT_EQ(report->from, "+919812345678");
  EXPECT_EQ(report->to, "08041234567");
  EXPECT_EQ(report->direction, "outbound-api");
  EXPECT_EQ(report->custom_field, "cxb-test:d");
  EXPECT_EQ(report->recording_url, "https://recordings.exotel.com/x/abc1.mp3");
  EXPECT_EQ(report->duration_s, 17) << "of the conversation";
  EXPECT_EQ(report->event, "");
}

TEST(CallDetails, ReadsXml) {
  const auto report =
      parsed(200,
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TwilioResponse>\n <Call>\n  <Sid>abc1</Sid>\n"
             "  <To/>\n  <From>09812345678</From>\n  <Status>cancelled</Status>\n  <Duration>31</Duration>\n"
             "  <RecordingUrl/>\n  <Direction>outbound-api</Direction>\n </Call>\n</TwilioResponse>\n");
  ASSERT_TRUE(report.has_value()) << report.error().detail;
  EXPECT_EQ(report->status, "canceled");
  EXPECT_EQ(report->from, "09812345678");
  EXPECT_EQ(report->to, "");
  EXPECT_EQ(report->recording_url, "");
  EXPECT_EQ(report->duration_s, 31) << "without details, of the call";
  EXPECT_EQ(parsed(200,
                   "<T><Call><Sid>abc1</Sid><Status>busy</Status><Details><ConversationDuration>5"
                   "</ConversationDuration></Details></Call></T>")
                ->duration_s,
            5);
}

TEST(CallDetails, WhatIsNotYetKnownIsAbsent) {
  const auto report = parsed(
      200,
      R"({"Call":{"Sid":"abc1","Status":"in-progress","Duration":null,"To":null,"RecordingUrl":"null","From":"null"}})");
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->status, "in-progress");
  EXPECT_FALSE(report->duration_s.has_value());
  EXPECT_EQ(report->to + report->from + report->recording_url, "");
}

TEST(CallDetails, AnUnknownCallIsNotFound) {
  for (const auto& [status, body] :
       {std::pair{404, R"({"RestException":{"Status":404,"Message":"Call not found"}})"},
        {404, "<html>no</html>"},
        {404, ""},
        {200, "<T><RestException><Status>404</Status><Message>gone</Message></RestException></T>"}}) {
    const auto report = parsed(status, body);
    ASSERT_FALSE(report.has_value());
    EXPECT_EQ(report.error().code, Errc::not_found) << body;
  }
}

TEST(CallDetails, RefusalsAreThoseOfTheDial) {
  const auto refused =
      parsed(401, R"({"RestException":{"Status":401,"Message":"Authentication failed","Code":34010}})");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::upstream_failed);
  EXPECT_NE(refused.error().detail.find("Authentication failed"), std::string::npos);
  EXPECT_NE(refused.error().detail.find("cluster"), std::string::npos);

  HttpReply busy;
  busy.status = 429;
  busy.headers = {{"Retry-After", "7"}};
  const auto throttled = parse_call_details(busy, "abc1", kNow);
  ASSERT_FALSE(throttled.has_value());
  EXPECT_EQ(throttled.error().code, Errc::upstream_failed);
  EXPECT_EQ(throttled.error().retry_after, std::chrono::seconds(7));
}

TEST(CallDetails, NonsenseIsAnUnexpectedResponse) {
  for (const std::string body :
       {"", "null", "{}", "[]", "<html></html>", "text", R"({"Call":{"Sid":"other","Status":"completed"}})",
        R"({"Call":{"Sid":"abc1"}})", R"({"Call":{"Sid":"abc1","Status":null}})", R"({"Call":[]})",
        R"({"Call":{"Sid":"ABC1","Status":"busy"}})", R"({"Call":{"Sid":"abc1","Status":"null"}})"}) {
    const auto report = parsed(200, body);
    ASSERT_FALSE(report.has_value()) << body;
    EXPECT_EQ(report.error().code, Errc::upstream_failed) << body;
    EXPECT_NE(report.error().detail.find("unexpected response"), std::string::npos) << body;
  }
}

TEST(CallDetails, HostileAnswersAreBounded) {
  const auto report =
      parsed(200, R"({"Call":{"Sid":"abc1","Status":")" + std::string(100'000, 'x') +
                      R"##(","From":"a\n\u0000b","RecordingUrl":"javascript:alert(1)","Details":[[]]}})##");
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->status.size(), 512U);
  EXPECT_EQ(report->from, "a  b");
  EXPECT_EQ(report->recording_url, "");
  EXPECT_FALSE(parsed(200, std::string(2 << 20, '{')));
  EXPECT_FALSE(parsed(200, "<!DOCTYPE T><T><Call><Sid>abc1</Sid><Status>busy</Status></Call></T>"));
}

}  // namespace
}  // namespace exo::exotel
