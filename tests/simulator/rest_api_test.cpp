#include "simulator/rest_api.h"

#include <chrono>
#include <regex>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/json.h"

namespace exo::simulator {
namespace {

using namespace std::chrono;

const WallTime kNow = WallTime(sys_days(year(2026) / 8 / 25) + hours(6) + minutes(37) + seconds(8));
constexpr std::string_view kBody =
    "From=%2B919812345678&CallerId=08041234567&Url=http%3A%2F%2Fmy.exotel.com%2Facmeco1%2Fexoml%2Fstart_voice%2F42"
    "&CallType=trans&CustomField=cxb-test%3Ad1";

StandInOptions options() {
  StandInOptions made;
  made.api_key = Secret("key");
  made.api_token = Secret("token");
  return made;
}

RestRequest dial(std::string body = std::string(kBody)) {
  return {.method = "POST",
          .target = "/v1/Accounts/acmeco1/Calls/connect",
          .authorization = "Basic a2V5OnRva2Vu",  // key:token
          .content_type = "application/x-www-form-urlencoded",
          .body = std::move(body)};
}

RestReply ask(const RestRequest& request, const StandInOptions& made = options()) {
  CallLedger ledger;
  return RestApi(made, ledger).answer(request, RestApi::Lines::free, kNow);
}

TEST(RestApi, AcceptsADialInXml) {
  const auto reply = ask(dial());
  ASSERT_TRUE(reply.dial);
  const auto& sid = reply.dial->call_sid;
  EXPECT_TRUE(std::regex_match(sid, std::regex("[0-9a-f]{28}1a8p"))) << sid;
  EXPECT_EQ(reply.dial->from, "+919812345678");
  EXPECT_EQ(reply.dial->caller_id, "08041234567");
  EXPECT_EQ(reply.dial->custom_field, "cxb-test:d1");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.content_type, "application/xml");
  EXPECT_EQ(reply.body,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<TwilioResponse>\n"
            " <Call>\n"
            "  <Sid>" +
                sid +
                "</Sid>\n"
                "  <ParentCallSid/>\n"
                "  <DateCreated>2026-08-25 12:07:08</DateCreated>\n"
                "  <DateUpdated>2026-08-25 12:07:08</DateUpdated>\n"
                "  <AccountSid>acmeco1</AccountSid>\n"
                "  <To>08041234567</To>\n"
                "  <From>+919812345678</From>\n"
                "  <PhoneNumberSid>08041234567</PhoneNumberSid>\n"
                "  <Status>in-progress</Status>\n"
                "  <StartTime>2026-08-25 12:07:08</StartTime>\n"
                "  <EndTime/>\n"
                "  <Duration/>\n"
                "  <Price/>\n"
                "  <Direction>outbound-api</Direction>\n"
                "  <AnsweredBy/>\n"
                "  <ForwardedFrom/>\n"
                "  <CallerName/>\n"
                "  <Uri>/v1/Accounts/acmeco1/Calls/" +
                sid +
                "</Uri>\n"
                "  <RecordingUrl/>\n"
                "  <SubResourceUris>\n"
                "   <Legs>/v1/Accounts/acmeco1/Calls/" +
                sid +
                "/Legs</Legs>\n"
                "  </SubResourceUris>\n"
                " </Call>\n"
                "</TwilioResponse>\n");
}

TEST(RestApi, AcceptsADialInJson) {
  auto request = dial();
  request.target += ".json";
  const auto reply = ask(request);
  ASSERT_TRUE(reply.dial);
  const auto& sid = reply.dial->call_sid;
  EXPECT_EQ(reply.content_type, "application/json");
  EXPECT_EQ(
      reply.body,
      R"({"Call":{"Sid":")" + sid +
          R"(","ParentCallSid":null,"DateCreated":"2026-08-25 12:07:08","DateUpdated":"2026-08-25 12:07:08",)"
          R"("AccountSid":"acmeco1","To":"08041234567","From":"+919812345678","PhoneNumberSid":"08041234567",)"
          R"("Status":"in-progress","StartTime":"2026-08-25 12:07:08","EndTime":null,"Duration":null,"Price":null,)"
          R"("Direction":"outbound-api","AnsweredBy":null,"ForwardedFrom":null,"CallerName":null,)"
          R"("Uri":"\/v1\/Accounts\/acmeco1\/Calls\/)" +
          sid +
          R"(.json","RecordingUrl":null,)"
          R"("SubResourceUris":{"Legs":"\/v1\/Accounts\/acmeco1\/Calls\/)" +
          sid + R"(.json\/Legs"}}})");
  EXPECT_TRUE(parse_json(reply.body));
}

TEST(RestApi, JsonStyleNeedsNoSuffix) {
  auto made = options();
  made.style = RestStyle::json;
  EXPECT_EQ(ask(dial(), made).content_type, "application/json");
}

struct Refused {
  const char* name;
  std::function<void(RestRequest&)> change;
  int status;
  int code;
};

class RestRefusalTest : public ::testing::TestWithParam<Refused> {};

TEST_P(RestRefusalTest, IsARestExceptionInBothStyles) {
  auto request = dial();
  GetParam().change(request);
  const auto xml = ask(request);
  EXPECT_EQ(xml.status, GetParam().status);
  EXPECT_FALSE(xml.dial);
  EXPECT_EQ(xml.content_type, "application/xml");
  const auto code_xml = "<Code>" + std::to_string(GetParam().code) + "</Code>";
  EXPECT_EQ(xml.body.find(code_xml) != std::string::npos, GetParam().code != 0) << xml.body;
  auto made = options();
  made.style = RestStyle::json;
  const auto body = parse_json(ask(request, made).body);
  ASSERT_TRUE(body);
  const auto& exception = (*body)["RestException"];
  EXPECT_EQ(exception["Status"], GetParam().status);
  EXPECT_EQ(exception.value("Code", 0), GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(
    All, RestRefusalTest,
    ::testing::Values(
        Refused{"no_credentials", [](auto& r) { r.authorization.clear(); }, 401, 34010},
        Refused{"bearer", [](auto& r) { r.authorization = "Bearer a2V5OnRva2Vu"; }, 401, 34010},
        Refused{"wrong_token", [](auto& r) { r.authorization = "Basic a2V5OnRva2Vv"; }, 401, 34010},
        Refused{"no_colon", [](auto& r) { r.authorization = "Basic a2V5"; }, 401, 34010},
        Refused{"no_base64", [](auto& r) { r.authorization = "Basic \xff@@"; }, 401, 34010},
        Refused{"other_account", [](auto& r) { r.target = "/v1/Accounts/other/Calls/connect"; }, 403, 34009},
        Refused{"account_in_other_case", [](auto& r) { r.target = "/v1/Accounts/ACMECO1/Calls/connect"; }, 403, 34009},
        Refused{"get", [](auto& r) { r.method = "GET"; }, 404, 0},
        Refused{"lower_case_path", [](auto& r) { r.target = "/v1/accounts/acmeco1/calls/connect"; }, 404, 0},
        Refused{"root", [](auto& r) { r.target = "/"; }, 404, 0},
        Refused{"empty_body", [](auto& r) { r.body.clear(); }, 400, 34001},
        Refused{"json_body", [](auto& r) { r.content_type = "application/json"; }, 400, 34001},
        Refused{"no_from", [](auto& r) { r.body.replace(0, 5, "Form="); }, 400, 34001},
        Refused{"no_url", [](auto& r) { r.body = "From=09812345678&CallerId=08041234567"; }, 400, 34001},
        Refused{"url_is_no_url", [](auto& r) { r.body = "From=09812345678&CallerId=08041234567&Url=42"; }, 400, 34001},
        Refused{"bad_number", [](auto& r) { r.body.replace(0, 20, "From=12345678&CallerI"); }, 400, 34001},
        Refused{"unescaped_plus", [](auto& r) { r.body.replace(5, 3, "+"); }, 400, 34001},
        Refused{"to_with_url", [](auto& r) { r.body += "&To=09800000000"; }, 400, 34001}),
    [](const auto& info) { return info.param.name; });

TEST(RestApi, BadParametersInTheCapturedWords) {
  EXPECT_EQ(ask(dial("x=1")).body,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TwilioResponse>\n <RestException>\n  <Status>400</Status>\n"
            "  <Message>Bad or missing parameters in request.</Message>\n  <Code>34001</Code>\n </RestException>\n"
            "</TwilioResponse>\n");
}

TEST(RestApi, RefusesEveryDialWhenToldTo) {
  auto made = options();
  made.refusal = {{.status = 403, .code = 0, .message = "not KYC compliant <yet> & \"so\" on"}};
  const auto reply = ask(dial(), made);
  EXPECT_EQ(reply.status, 403);
  EXPECT_FALSE(reply.dial);
  EXPECT_NE(reply.body.find("<Message>not KYC compliant &lt;yet&gt; &amp; \"so\" on</Message>\n </RestException>"),
            std::string::npos)
      << reply.body;
}

TEST(RestApi, MoreCallsThanLinesAre429) {
  const auto made = options();
  CallLedger ledger;
  EXPECT_EQ(RestApi(made, ledger).answer(dial(), RestApi::Lines::all_busy, kNow).status, 429);
  EXPECT_EQ(ledger.size(), 0U);
}

}  // namespace
}  // namespace exo::simulator
