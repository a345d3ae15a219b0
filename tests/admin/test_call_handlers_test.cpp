// decisions.md §4 and §5.
#include "admin_site.h"
#include "base/encoding.h"

namespace exo::admin::test {
namespace {

const std::string kIntegration = "/api/v1/integrations/exotel";
const std::string kFlow = "http://my.exotel.com/acme1/exoml/start_voice/1117620";

class TestCall : public AdminSite {
 protected:
  std::string ready_did() {
    configure_exotel();
    return add_did({{"number", "08047112233"}, {"label", "Desk"}, {"flow_url", kFlow}});
  }
  Answer dial(const std::string& did, const Json& to_number, const std::string& token) {
    return post(kIntegration + "/dids/" + did + "/test-call", token, {{"to_number", to_number}});
  }
  Answer dial(const std::string& did, const Json& to_number) { return dial(did, to_number, clerk); }
  Json options() { return get(kIntegration + "/test-call-options", clerk).json()["dids"]; }
};

TEST_F(TestCall, OptionsShowEveryDidAndNothingOfTheAccount) {
  const auto plain = add_did({{"number", "08047112230"}, {"bot_id", "b1"}});
  const auto flow = add_did({{"number", "08047112233"}, {"label", "Desk"}, {"flow_url", kFlow}});
  EXPECT_EQ(options(), Json::array({{{"id", plain},
                                     {"number", "08047112230"},
                                     {"label", ""},
                                     {"bot_id", "b1"},
                                     {"test_ready", false},
                                     {"reason", "credentials_missing"}},
                                    {{"id", flow},
                                     {"number", "08047112233"},
                                     {"label", "Desk"},
                                     {"bot_id", ""},
                                     {"test_ready", false},
                                     {"reason", "credentials_missing"}}}));
  configure_exotel();
  const auto ready = options();
  EXPECT_EQ(ready[0]["reason"], "flow_url_missing");
  EXPECT_EQ(ready[0]["test_ready"], false);
  EXPECT_EQ(ready[1]["test_ready"], true) << "a bot is not needed: the flow decides";
  EXPECT_EQ(ready[1]["reason"], "");
  EXPECT_EQ(ready.dump().find("acme1"), std::string::npos);
}

TEST_F(TestCall, RingsTheCustomerThroughTheFlow) {
  const auto did = ready_did();
  const auto answer = dial(did, "98765 43210");
  ASSERT_EQ(answer.status, 200) << answer.text;
  EXPECT_EQ(answer.json(), (Json{{"status", "ok"},
                                 {"call_sid", "call-sid-1"},
                                 {"provider_status", "in-progress"},
                                 {"did_id", did},
                                 {"to_number", "+919876543210"}}));
  const auto requests = exotel.requests();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].method, "POST");
  EXPECT_EQ(requests[0].url, "https://api.exotel.com/v1/Accounts/acme1/Calls/connect");
  EXPECT_EQ(form_decode(requests[0].body), (FormFields{{"From", "+919876543210"},
                                                       {"CallerId", "08047112233"},
                                                       {"Url", kFlow},
                                                       {"CallType", "trans"},
                                                       {"CustomField", "cxb-test:" + did}}));
}

TEST_F(TestCall, AnAbsentProviderStatusIsNull) {
  const auto did = ready_did();
  exotel.answer(HttpReply{200, {}, R"({"Call":{"Sid":"x"}})"});
  const auto answer = dial(did, "9876543210");
  EXPECT_EQ(answer.status, 200) << answer.text;
  EXPECT_TRUE(answer.json()["provider_status"].is_null());
}

TEST_F(TestCall, ReadsXmlToo) {
  const auto did = ready_did();
  exotel.answer(
      HttpReply{200, {}, "<TwilioResponse><Call><Sid>abc</Sid><Status>queued</Status></Call></TwilioResponse>"});
  const auto answer = dial(did, "9876543210");
  EXPECT_EQ(answer.json()["call_sid"], "abc") << answer.text;
  EXPECT_EQ(answer.json()["provider_status"], "queued");
}

TEST_F(TestCall, ChecksComeInTheirOrderAndNothingGoesOut) {
  const auto path = kIntegration + "/dids/unknown/test-call";
  EXPECT_EQ(post(path, {}, {{"to_number", 7}}).status, 401);
  EXPECT_EQ(post(path, clerk, {{"to_number", 7}}).status, 422);
  EXPECT_EQ(post(path, clerk, Json::object()).status, 422);
  EXPECT_EQ(dial("unknown", "junk").status, 404);
  EXPECT_EQ(dial("unknown", "junk").detail(), "DID not found");

  const auto did = add_did({{"number", "08047112233"}});
  const auto unconfigured = dial(did, "junk");
  EXPECT_EQ(unconfigured.status, 400);
  EXPECT_NE(unconfigured.detail().find("not configured"), std::string::npos);
  configure_exotel();
  const auto without_flow = dial(did, "junk");
  EXPECT_EQ(without_flow.status, 400);
  EXPECT_NE(without_flow.detail().find("Flow URL"), std::string::npos);
  ASSERT_EQ(put(kIntegration + "/dids/" + did, owner, {{"flow_url", kFlow}}).status, 200);
  const auto junk = dial(did, "junk");
  EXPECT_EQ(junk.status, 400);
  EXPECT_NE(junk.detail().find("Invalid to_number"), std::string::npos);
  EXPECT_EQ(exotel.requests().size(), 0U);
  EXPECT_EQ(dial(did, "9876543210").status, 200) << "refusals before the provider do not count against the limit";
}

TEST_F(TestCall, BadNumbersAreRefused) {
  const auto did = ready_did();
  for (const auto* number : {"", "123", "98765432100000000000", "+", "9876a43210", "0"}) {
    EXPECT_EQ(dial(did, number).status, 400) << number;
  }
  for (const auto& number : {Json(9876543210), Json(nullptr), Json::array()}) {
    EXPECT_EQ(dial(did, number).status, 422) << number.dump();
  }
  EXPECT_EQ(exotel.requests().size(), 0U);
}

TEST_F(TestCall, TheDidDoesNotRingItself) {
  const auto did = ready_did();
  for (const auto* own : {"08047112233", "+918047112233", "00918047112233"}) {
    EXPECT_EQ(dial(did, own).status, 400) << own;
  }
  EXPECT_EQ(exotel.requests().size(), 0U);
}

TEST_F(TestCall, OnePerUserAndPerDidInFiveSeconds) {
  const auto did = ready_did();
  const auto other = add_did({{"number", "08047112234"}, {"flow_url", kFlow}});
  EXPECT_EQ(dial(did, "9876543210").status, 200);
  for (const auto& answer : {dial(did, "9876543210"), dial(other, "9876543210"), dial(did, "9876543210", owner)}) {
    EXPECT_EQ(answer.status, 429);
    EXPECT_GE(std::stoi("0" + answer.header("retry-after")), 1);
  }
  EXPECT_EQ(dial(other, "9876543210", owner).status, 200);
  EXPECT_EQ(exotel.requests().size(), 2U);
}

TEST_F(TestCall, AnAttemptThatFailedAtExotelCountsToo) {
  const auto did = ready_did();
  exotel.answer(fail(Errc::upstream_timeout, "no answer"));
  EXPECT_EQ(dial(did, "9876543210").status, 504);
  EXPECT_EQ(dial(did, "9876543210").status, 429) << "it may have rung";
}

struct Refusal {
  const char* what;
  HttpReply reply;
  const char* expected;
};

class ProviderRefuses : public TestCall, public testing::WithParamInterface<Refusal> {};

TEST_P(ProviderRefuses, IsBadGatewayWithExotelsWords) {
  const auto did = ready_did();
  exotel.answer(GetParam().reply);
  const auto answer = dial(did, "9876543210");
  EXPECT_EQ(answer.status, 502);
  EXPECT_NE(answer.detail().find(GetParam().expected), std::string::npos) << answer.detail();
  EXPECT_EQ(exotel.requests().size(), 1U) << "never repeated";
}

INSTANTIATE_TEST_SUITE_P(
    Replies, ProviderRefuses,
    testing::Values(
        Refusal{"RestException as JSON",
                {400, {}, R"({"RestException":{"Status":400,"Message":"Invalid parameter"}})"},
                "Invalid parameter"},
        Refusal{"RestException at 200", {200, {}, R"({"RestException":{"Message":"No balance"}})"}, "No balance"},
        Refusal{
            "RestException as XML",
            {403, {}, "<TwilioResponse><RestException><Message>Not allowed</Message></RestException></TwilioResponse>"},
            "Not allowed"},
        Refusal{"401 is not the operator's", {401, {}, ""}, "401"}, Refusal{"403", {403, {}, ""}, "403"},
        Refusal{"404 hints at the cluster", {404, {}, ""}, "api.in."},
        Refusal{"500", {500, {}, "<html>oops</html>"}, "500"},
        Refusal{"HTML", {200, {}, "<html>login</html>"}, "unexpected"}, Refusal{"nothing", {200, {}, ""}, "unexpected"},
        Refusal{"no Sid", {200, {}, R"({"Call":{}})"}, "unexpected"}),
    [](const auto& info) { return "n" + std::to_string(info.index); });

TEST_F(TestCall, PassesOnHowLongExotelWantsUsToWait) {
  const auto did = ready_did();
  exotel.answer(HttpReply{429, {{"Retry-After", "17"}}, ""});
  const auto answer = dial(did, "9876543210");
  EXPECT_EQ(answer.status, 502);
  EXPECT_EQ(answer.header("retry-after"), "17");
}

TEST_F(TestCall, SaysThatAnUnansweredCallMayHaveBeenPlaced) {
  const auto did = ready_did();
  exotel.answer(fail(Errc::upstream_failed, "connection refused"));
  EXPECT_EQ(dial(did, "9876543210").status, 502);
  start();
  exotel.answer(fail(Errc::upstream_timeout, "35 s"));
  const auto late = dial(did, "9876543210");
  EXPECT_EQ(late.status, 504);
  EXPECT_NE(late.detail().find("may have been placed"), std::string::npos) << late.detail();
}

TEST_F(TestCall, ARefusalByOurOwnGuardIsNotTheOperatorsFault) {
  const auto did = ready_did();
  exotel.answer(fail(Errc::forbidden, "the address is not global"));
  EXPECT_EQ(dial(did, "9876543210").status, 502);
}

TEST_F(TestCall, AHostThatLeftTheListGetsNoSecrets) {
  start({.allowed_api_hosts = {"http://127.0.0.1:9"}});
  const auto did = ready_did();
  ASSERT_EQ(put(kIntegration, owner, {{"api_base_url", "http://127.0.0.1:9"}}).status, 200);
  start();
  EXPECT_EQ(dial(did, "9876543210").status, 400);
  EXPECT_EQ(exotel.requests().size(), 0U);
}

TEST_F(TestCall, LeavesALineWithMaskedNumbers) {
  const auto did = ready_did();
  testing::internal::CaptureStderr();
  (void)dial(did, "9876543210");
  start();
  exotel.answer(HttpReply{400, {}, R"({"RestException":{"Message":"+919876543210 is on the DND list"}})"});
  EXPECT_EQ(dial(did, "9876543210").status, 502);
  const auto log = testing::internal::GetCapturedStderr();
  EXPECT_NE(log.find("test call by clerk@example.com from 127.0.0.1"), std::string::npos) << log;
  EXPECT_NE(log.find("*3210"), std::string::npos) << log;
  EXPECT_NE(log.find("failed, HTTP 502"), std::string::npos) << log;
  EXPECT_EQ(log.find("9876543210"), std::string::npos) << log;
  EXPECT_EQ(log.find("47112233"), std::string::npos) << log;
  EXPECT_EQ(log.find(kPlanted), std::string::npos) << log;
}

}  // namespace
}  // namespace exo::admin::test
