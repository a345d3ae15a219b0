#include "exotel/connect_to_flow.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace exo::exotel {
namespace {

using std::chrono::seconds;

domain::Integration account() {
  domain::Integration integration;
  integration.account_sid = "acmeco1";
  integration.api_key = Secret("key");
  integration.api_token = Secret("t0ken");
  return integration;
}

FlowCall call() {
  return {.to_number = "+919876543210",
          .did_id = "7b1c7a7e-0000-4000-8000-000000000001",
          .caller_id = "08041234567",
          .flow_url = "http://my.exotel.com/acmeco1/exoml/start_voice/123456"};
}

HttpReply reply_with(int status, std::string body) {
  HttpReply reply;
  reply.status = status;
  reply.body = std::move(body);
  return reply;
}

Error error_of(const HttpReply& reply) {
  const auto parsed = parse_flow_call_reply(reply);
  if (parsed) {
    ADD_FAILURE() << "read as call " << parsed->call_sid;
    return {};
  }
  EXPECT_EQ(parsed.error().code, Errc::upstream_failed);
  return parsed.error();
}

bool says(const Error& error, std::string_view words) {
  return error.detail.find(words) != std::string::npos;
}

// ------------------------------------------------------------------------------------------------------ the request

TEST(FlowCallRequest, IsWhatExotelExpectsByteForByte) {
  const auto request = make_flow_call_request(account(), call());
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://api.exotel.com/v1/Accounts/acmeco1/Calls/connect");
  EXPECT_EQ(request.body,
            "From=%2B919876543210&CallerId=08041234567"
            "&Url=http%3A%2F%2Fmy.exotel.com%2Facmeco1%2Fexoml%2Fstart_voice%2F123456"
            "&CallType=trans&CustomField=cxb-test%3A7b1c7a7e-0000-4000-8000-000000000001");
  const std::vector<std::pair<std::string, std::string>> headers{{"Accept", "application/json"},
                                                                 {"Content-Type", "application/x-www-form-urlencoded"}};
  EXPECT_EQ(request.headers, headers);
  ASSERT_EQ(request.secret_headers.size(), 1U);
  EXPECT_EQ(request.secret_headers[0].first, "Authorization");
  EXPECT_EQ(request.secret_headers[0].second.reveal(), "Basic a2V5OnQwa2Vu");
}

TEST(FlowCallRequest, AsksForStatusCallbacksBehindTheRest) {
  const auto without = make_flow_call_request(account(), call());
  auto watched = call();
  watched.status_callback = "https://gw.example.com/api/v1/exotel/voice/status?key=a+b";
  const auto request = make_flow_call_request(account(), watched);
  EXPECT_EQ(request.body, without.body +
                              "&StatusCallback=https%3A%2F%2Fgw.example.com%2Fapi%2Fv1%2Fexotel%2Fvoice%2Fstatus%3Fkey"
                              "%3Da%2Bb&StatusCallbackEvents%5B0%5D=terminal&StatusCallbackEvents%5B1%5D=answered");
  EXPECT_EQ(request.url, without.url);
  EXPECT_EQ(request.headers, without.headers);
}

TEST(FlowCallRequest, HasTheLimitsOfADial) {
  const auto request = make_flow_call_request(account(), call());
  EXPECT_EQ(request.connect_timeout, seconds(5));
  EXPECT_EQ(request.total_timeout, seconds(35));
  EXPECT_EQ(request.max_body, 1U << 20);
}

TEST(FlowCallRequest, GoesToTheChosenClusterWithTheSidAsOneSegment) {
  auto integration = account();
  integration.api_base_url = "https://api.in.exotel.com";
  integration.account_sid = "a/../b?c#d e%2F";
  EXPECT_EQ(make_flow_call_request(integration, call()).url,
            "https://api.in.exotel.com/v1/Accounts/a%2F..%2Fb%3Fc%23d%20e%252F/Calls/connect");
}

TEST(FlowCallRequest, NeverLetsAFieldBecomeTwo) {
  auto hostile = call();
  hostile.flow_url = "http://my.exotel.com/x?a=1&To=+911&CallType=promo#\r\n";
  hostile.caller_id = "+91 80&From=1";
  const auto body = make_flow_call_request(account(), hostile).body;
  EXPECT_NE(
      body.find("Url=http%3A%2F%2Fmy.exotel.com%2Fx%3Fa%3D1%26To%3D%2B911%26CallType%3Dpromo%23%0D%0A&CallType=trans&"),
      std::string::npos)
      << body;
  EXPECT_NE(body.find("&CallerId=%2B91+80%26From%3D1&"), std::string::npos) << body;
}

TEST(FlowCallRequest, CutsTheCustomFieldAt128Characters) {
  const auto custom_field = [](std::string did_id) {
    auto cut = call();
    cut.did_id = std::move(did_id);
    return form_decode(make_flow_call_request(account(), cut).body).back().second;
  };
  EXPECT_EQ(custom_field(std::string(119, 'x')), "cxb-test:" + std::string(119, 'x'));
  EXPECT_EQ(custom_field(std::string(120, 'x')), "cxb-test:" + std::string(119, 'x'));
  EXPECT_EQ(custom_field(std::string(118, 'x') + "\xE0\xA4\x95"), "cxb-test:" + std::string(118, 'x'));
}

// ------------------------------------------------------------------------------------------------------ the answers

TEST(FlowCallReply, ReadsEverySpellingOfSuccess) {
  struct Row {
    const char* body;
    const char* status;
  };
  for (const auto& [body, status] : {
           Row{R"({"Call":{"Sid":"0f1e2d3c","Status":"in-progress","To":null}})", "in-progress"},
           Row{R"({"call":{"sid":"0f1e2d3c","status":"queued"}})", "queued"},
           Row{R"({"CALL":{"SID":"0f1e2d3c"}})", ""},
           Row{R"({"Sid":"0f1e2d3c","Status":"queued"})", "queued"},
           Row{R"({"sid":"0f1e2d3c","status":null})", ""},
           Row{R"({"TwilioResponse":{"Call":{"Sid":"0f1e2d3c","Status":"queued"}}})", "queued"},
           Row{R"({"RestException":null,"Call":{"Sid":"0f1e2d3c","Status":"queued"}})", "queued"},
           Row{R"({"Call":{"Sid":null},"Sid":"0f1e2d3c","Status":"queued"})", "queued"},
           Row{"\xEF\xBB\xBF {\"Call\":{\"Sid\":\"0f1e2d3c\",\"Status\":\"queued\"}}\r\n", "queued"},
           Row{"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TwilioResponse>\n <Call>\n  "
               "<Sid>0f1e2d3c</Sid><ParentCallSid/>"
               "<Status>in-progress</Status><EndTime/>\n </Call>\n</TwilioResponse>",
               "in-progress"},
           Row{"\xEF\xBB\xBF<?xml "
               "version=\"1.0\"?><TwilioResponse><Call><Sid>0f1e2d3c</Sid><Status/></Call></TwilioResponse>",
               ""},
           Row{"<twilioresponse><call><sid> 0f1e2d3c </sid><status>queued</status></call></twilioresponse>", "queued"},
           Row{"<Call><Sid>0f1e2d3c</Sid><Status>queued</Status></Call>", "queued"},
           Row{"<Response><Sid>0f1e2d3c</Sid><Status>queued</Status></Response>", "queued"},
           Row{"<Response><Call Sid=\"0f1e2d3c\" status=\"queued\"/></Response>", "queued"},
           Row{"<R><Call><Sid><![CDATA[0f1e2d3c]]></Sid><Status>que&#117;ed</Status></Call></R>", "queued"},
       }) {
    auto reply = reply_with(200, body);
    reply.headers = {{"Content-Type", "text/html"}};
    const auto parsed = parse_flow_call_reply(reply);
    ASSERT_TRUE(parsed) << body << "\n" << parsed.error().detail;
    EXPECT_EQ(parsed->call_sid, "0f1e2d3c") << body;
    EXPECT_EQ(parsed->provider_status, status) << body;
  }
}

TEST(FlowCallReply, ShowsTheMessageOfARestExceptionAtAnyStatus) {
  for (
      const std::string& body :
      {std::string(
           R"({"RestException":{"Status":403,"Message":"Call to 98 cannot be made because of TRAI NDNC regulations","Code":1}})"),
       std::string(
           R"({"restexception":{"status":"403","message":"Call to 98 cannot be made because of TRAI NDNC regulations"}})"),
       std::string(
           R"({"TwilioResponse":{"RestException":{"Message":"Call to 98 cannot be made because of TRAI NDNC regulations"}}})"),
       std::string(
           "<TwilioResponse><RestException><Status>403</Status><Message>Call to 98 cannot be made because of TRAI "
           "NDNC regulations</Message></RestException></TwilioResponse>"),
       std::string(
           "<RestException status=\"403\" message=\"Call to 98 cannot be made because of TRAI NDNC regulations\"/>")}) {
    for (const int status : {200, 302, 400, 403, 500}) {
      EXPECT_EQ(error_of(reply_with(status, body)).detail, "Call to 98 cannot be made because of TRAI NDNC regulations")
          << status << body;
    }
  }
}

TEST(FlowCallReply, CleansTheMessageAndSpeaksForItWhenItIsMissing) {
  const auto long_message = error_of(
      reply_with(400, R"({"RestException":{"Message":"a\u0000b\r\n\u001b[31m  c)" + std::string(900, 'x') + "\"}}"));
  EXPECT_TRUE(long_message.detail.starts_with("a b [31m cx")) << long_message.detail;
  EXPECT_LE(long_message.detail.size(), 300U);
  for (const auto* const body :
       {R"({"RestException":{}})", R"({"RestException":{"Message":""}})", R"({"RestException":{"Message":{"a":1}}})",
        "<R><RestException><Message/></RestException></R>"}) {
    EXPECT_TRUE(says(error_of(reply_with(403, body)), "without a reason (HTTP 403)")) << body;
  }
}

TEST(FlowCallReply, NamesTheStatusWhenExotelSaysNothingElse) {
  EXPECT_EQ(error_of(reply_with(503, "")).detail, "Exotel returned HTTP 503");
  EXPECT_EQ(error_of(reply_with(500, "<html>\r\n<b>Oops\x01</b>")).detail,
            "Exotel returned HTTP 500: <html> <b>Oops </b>");
  EXPECT_EQ(error_of(reply_with(302, "moved")).detail, "Exotel returned HTTP 302: moved");
  EXPECT_EQ(error_of(reply_with(400, R"({"Call":{"Sid":"0f1e2d3c"}})")).detail,
            R"(Exotel returned HTTP 400: {"Call":{"Sid":"0f1e2d3c"}})");
  const auto huge = error_of(reply_with(502, std::string(100000, 'x'))).detail;
  EXPECT_EQ(huge, "Exotel returned HTTP 502: " + std::string(300, 'x'));
  std::string hindi;
  for (int i = 0; i < 200; ++i) hindi += "\xE0\xA4\x95";
  const auto cut = error_of(reply_with(502, "x" + hindi)).detail;
  EXPECT_TRUE(is_utf8(cut));
}

TEST(FlowCallReply, CallsA2xxWithoutASidUnexpected) {
  for (const std::string& body : {std::string(),
                                  std::string("{}"),
                                  std::string("[]"),
                                  std::string("null"),
                                  std::string("\"Sid\""),
                                  std::string("OK"),
                                  std::string(R"({"Call":null})"),
                                  std::string(R"({"Call":{"Sid":""}})"),
                                  std::string(R"({"Call":[{"Sid":"0f1e2d3c"}]})"),
                                  std::string(R"({"Call":{"Sid":{"a":1}}})"),
                                  std::string(R"({"Call":{"Sid":"0f1e/../x"}})"),
                                  std::string(R"({"Call":{"Sid":"<script>"}})"),
                                  R"({"Call":{"Sid":")" + std::string(65, 'a') + "\"}}",
                                  std::string(R"({"Call":{"Sid":"0f1e2d3c")"),
                                  std::string("<html><body>Login</body></html>"),
                                  std::string("<html><body>Login<br></body>"),
                                  std::string("<TwilioResponse><Call><Sid/></Call></TwilioResponse>"),
                                  std::string("<TwilioResponse><Call><Sid>0f1e2d3c</Sid>"),
                                  std::string("<a><b><Call><Sid>0f1e2d3c</Sid></Call></b></a>"),
                                  std::string("\xFF\xFE\x00<", 4)}) {
    EXPECT_TRUE(says(error_of(reply_with(200, body)), "unexpected response")) << body;
    EXPECT_TRUE(says(error_of(reply_with(202, body)), "may have been placed")) << body;
  }
}

TEST(FlowCallReply, HintsAtTheClusterFor401And404) {
  for (const int status : {401, 404}) {
    EXPECT_TRUE(says(error_of(reply_with(status, "no")), "api.in.exotel.com")) << status;
    EXPECT_TRUE(says(error_of(reply_with(status, R"({"RestException":{"Message":"Authentication failed"}})")),
                     "Authentication failed. Check the account SID"))
        << status;
  }
  EXPECT_TRUE(
      says(error_of(reply_with(200, R"({"RestException":{"Status":401,"Message":"no"}})")), "api.in.exotel.com"));
  EXPECT_TRUE(
      says(error_of(reply_with(200, "<RestException><Status>404</Status><Message>no</Message></RestException>")),
           "api.in.exotel.com"));
  for (const int status : {400, 402, 403, 409, 429, 500}) {
    EXPECT_FALSE(says(error_of(reply_with(status, "no")), "api.in.exotel.com")) << status;
  }
}

TEST(FlowCallReply, CarriesRetryAfterOf429) {
  const auto wait_for = [](int status, std::string header) {
    auto reply = reply_with(status, "slow down");
    reply.headers = {{"retry-AFTER", std::move(header)}};
    return error_of(reply).retry_after;
  };
  EXPECT_EQ(wait_for(429, "17"), seconds(17));
  EXPECT_EQ(wait_for(429, " 17 "), seconds(17));
  EXPECT_EQ(wait_for(429, "999999999999"), seconds(24 * 3600));
  for (const auto* const nonsense : {"", "-5", "1.5", "17s", "soon", "99999999999999999999999"}) {
    EXPECT_EQ(wait_for(429, nonsense), seconds(0)) << nonsense;
  }
  EXPECT_EQ(wait_for(503, "17"), seconds(0));
  EXPECT_EQ(error_of(reply_with(429, "")).retry_after, seconds(0));
}

// ---------------------------------------------------------------------------------------------- when no answer came

TEST(TransportFailure, SaysThatTheCallMayHaveBeenPlaced) {
  for (const auto code : {Errc::upstream_timeout, Errc::upstream_failed}) {
    const auto explained = explain_transport_failure({code, "api.exotel.com did not answer", seconds(0)});
    EXPECT_EQ(explained.code, code);
    EXPECT_TRUE(says(explained, "api.exotel.com did not answer"));
    EXPECT_TRUE(says(explained, "may have been placed"));
  }
}

TEST(TransportFailure, SaysThatNoCallWasPlacedWhenNothingLeft) {
  const auto guarded = explain_transport_failure({Errc::forbidden, "h leads to a private address", seconds(0)});
  EXPECT_EQ(guarded.code, Errc::upstream_failed) << "403 would tell the operator that his role does not suffice";
  EXPECT_TRUE(says(guarded, "no call was placed"));
  const auto configured = explain_transport_failure({Errc::bad_configuration, "no CA bundle", seconds(0)});
  EXPECT_EQ(configured.code, Errc::bad_configuration);
  EXPECT_TRUE(says(configured, "no call was placed"));
}

}  // namespace
}  // namespace exo::exotel
