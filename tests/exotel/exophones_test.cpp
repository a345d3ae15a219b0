#include "exotel/exophones.h"

#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "exotel/account_probe.h"
#include "exotel/flow_address.h"

namespace exo::exotel {
namespace {

domain::Integration account() {
  domain::Integration integration;
  integration.account_sid = "acmeco1";
  integration.api_key = Secret("key");
  integration.api_token = Secret("t0ken");
  return integration;
}

HttpReply reply_with(int status, std::string body) {
  return {.status = status, .headers = {}, .body = std::move(body)};
}

TEST(ExoPhones, AsksV2WithBasicAuth) {
  const auto request = make_exophones_request(account(), 0);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.url, "https://api.exotel.com/v2_beta/Accounts/acmeco1/IncomingPhoneNumbers");
  ASSERT_EQ(request.secret_headers.size(), 1U);
  EXPECT_EQ(request.secret_headers[0].second.reveal(), "Basic a2V5OnQwa2Vu");
  EXPECT_EQ(request.body, "");
  EXPECT_TRUE(make_exophones_request(account(), 3).url.ends_with("/IncomingPhoneNumbers?page=3"));
}

TEST(ExoPhones, ReadsTheDocumentedShape) {
  const auto page = parse_exophones(reply_with(200, R"({"page":0,"page_size":2,"incoming_phone_numbers":[
    {"sid":"a1","phone_number":"+918047112233","friendly_name":"Desk","capabilities":{"voice":true,"sms":false},
     "country":"IN","region":"KA","voice_url":"http://my.exotel.in/acmeco1/exoml/start_voice/7","sms_url":null},
    {"sid":"a2","phone_number":"08041234567"}]})"));
  ASSERT_TRUE(page) << page.error().detail;
  EXPECT_EQ(page->page_size, 2U);
  ASSERT_EQ(page->phones.size(), 2U);
  EXPECT_EQ(page->phones[0].number, "+918047112233");
  EXPECT_EQ(page->phones[0].friendly_name, "Desk");
  EXPECT_EQ(page->phones[0].voice_url, "http://my.exotel.in/acmeco1/exoml/start_voice/7");
  EXPECT_EQ(page->phones[1].voice_url, "");
}

TEST(ExoPhones, ReadsV1Leniently) {
  for (const auto* body :
       {R"({"IncomingPhoneNumbers":[{"IncomingPhoneNumber":{"PhoneNumber":"08041234567","FriendlyName":"x"}}]})",
        R"([{"IncomingPhoneNumber":{"phone_number":8041234567,"friendlyName":"x"}}])"}) {
    const auto page = parse_exophones(reply_with(200, body));
    ASSERT_TRUE(page) << body;
    ASSERT_EQ(page->phones.size(), 1U) << body;
    EXPECT_TRUE(page->phones[0].number.ends_with("8041234567"));
    EXPECT_EQ(page->phones[0].friendly_name, "x");
  }
}

TEST(ExoPhones, LeavesOutWhatIsNoNumberAndNeverTakesMoreThanAPageful) {
  const auto odd = parse_exophones(
      reply_with(200, R"({"page":-3,"page_size":1e99,"incoming_phone_numbers":[null,7,"x",[],{},{"phone_number":null},
              {"phone_number":["1"]},{"phone_number":" 0804 "}]})"));
  ASSERT_TRUE(odd) << odd.error().detail;
  EXPECT_EQ(odd->page, 0);
  EXPECT_EQ(odd->page_size, 0U);
  ASSERT_EQ(odd->phones.size(), 1U);
  EXPECT_EQ(odd->phones[0].number, "0804");

  std::string many;
  for (int i = 0; i < 3000; ++i) many += fmt::format(R"({}{{"phone_number":"0{:010}"}})", i == 0 ? "" : ",", i);
  const auto page = parse_exophones(reply_with(200, R"({"incoming_phone_numbers":[)" + many + "]}"));
  ASSERT_TRUE(page);
  EXPECT_EQ(page->phones.size(), 1000U);
}

TEST(ExoPhones, RefusalsAndNonsenseAreErrors) {
  const auto refused = parse_exophones(reply_with(403, R"({"RestException":{"Status":403,"Message":"not yours"}})"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::upstream_failed);
  EXPECT_EQ(refused.error().detail, "not yours");
  for (const auto* body : {"", "{}", "[", "<html>login</html>", R"({"incoming_phone_numbers":{}})", "null", "7"}) {
    const auto page = parse_exophones(reply_with(200, body));
    ASSERT_FALSE(page) << body;
    EXPECT_EQ(page.error().code, Errc::upstream_failed);
    EXPECT_NE(page.error().detail.find("unexpected"), std::string::npos) << page.error().detail;
  }
}

// ------------------------------------------------------------------------------------------------------------ probe

TEST(AccountProbe, ReadsTheLeastThatV1Has) {
  const auto request = make_probe_request(account());
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.url, "https://api.exotel.com/v1/Accounts/acmeco1/Calls.json?PageSize=1");
}

TEST(AccountProbe, TellsWhatTheClusterThinks) {
  const auto verdict = [](int status, std::string body) {
    return read_probe(reply_with(status, std::move(body))).verdict;
  };
  EXPECT_EQ(verdict(200, R"({"Metadata":{"Total":0},"Calls":[]})"), ProbeVerdict::accepted);
  EXPECT_EQ(verdict(401, ""), ProbeVerdict::wrong_login);
  EXPECT_EQ(verdict(403, R"({"RestException":{"Code":34010}})"), ProbeVerdict::wrong_login);
  EXPECT_EQ(verdict(403, R"({"RestException":{"Code":34009}})"), ProbeVerdict::wrong_account);
  EXPECT_EQ(verdict(403, R"({"RestException":{"Code":34009,"Message":"not KYC compliant"}})"),
            ProbeVerdict::restricted);
  EXPECT_EQ(verdict(402, ""), ProbeVerdict::restricted);
  EXPECT_EQ(verdict(404, ""), ProbeVerdict::unknown_account);
  for (const int status : {302, 403, 418, 429, 500, 502, 503}) {
    EXPECT_EQ(verdict(status, ""), ProbeVerdict::unclear) << status;
  }
  for (const auto* body : {"", "<html>sign in</html>", "{}", "[]", R"({"Call":{}})"}) {
    const auto probe = read_probe(reply_with(200, body));
    EXPECT_EQ(probe.verdict, ProbeVerdict::unclear) << body;
    ASSERT_TRUE(probe.refusal);
    EXPECT_EQ(probe.refusal->known->id, "unexpected_answer");
  }
  const auto silent = read_probe(fail(Errc::upstream_timeout, "35 s"));
  EXPECT_EQ(silent.verdict, ProbeVerdict::unclear);
  EXPECT_EQ(silent.refusal->known->id, "no_answer");
}

// ----------------------------------------------------------------------------------------------------- flow addresses

TEST(FlowAddress, SpellingsOfOneFlowAreTheSame) {
  const std::string flow = "http://my.exotel.com/acmeco1/exoml/start_voice/117";
  for (const auto* same :
       {"http://my.exotel.com/acmeco1/exoml/start_voice/117", "https://my.exotel.com/acmeco1/exoml/start_voice/117",
        "http://my.exotel.in/AcmeCo1/exoml/start_voice/117/",
        "https://MY.in.exotel.com/acmeco1/exoml/start_voice/117?x", "http://my.exotel.in/exoml/start/117"}) {
    EXPECT_TRUE(same_flow(flow, same)) << same;
    EXPECT_TRUE(same_flow(same, flow)) << same;
  }
  for (const auto* other :
       {"http://my.exotel.com/acmeco1/exoml/start_voice/118", "http://my.exotel.com/other/exoml/start_voice/117",
        "http://evil.example/acmeco1/exoml/start_voice/117", "http://my.exotel.com/acmeco1/exoml/start_voice/",
        "http://my.exotel.com/acmeco1/exoml/start_voice/117x", "http://my.exotel.com", "http://my.exotel.com/", "",
        "117", "ftp://my.exotel.com/acmeco1/exoml/start_voice/117", "http://my.exotel.com/a/b/exoml/start_voice/117"}) {
    EXPECT_FALSE(same_flow(flow, other)) << other;
  }
  EXPECT_TRUE(same_flow("https://elsewhere.example/x", " https://elsewhere.example/x"));
  EXPECT_FALSE(same_flow("https://elsewhere.example/x", "http://elsewhere.example/x"));
}

}  // namespace
}  // namespace exo::exotel
