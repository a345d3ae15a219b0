// POST …/verify, GET …/numbers, ?verify=true, and the words beside Exotel's in a test call's 502.
#include "admin_site.h"

namespace exo::admin::test {
namespace {

const std::string kIntegration = "/api/v1/integrations/exotel";
const std::string kVerify = kIntegration + "/verify";
const std::string kNumbers = kIntegration + "/numbers";
const std::string kFlow = "http://my.exotel.com/acme1/exoml/start_voice/117";

/// Answers the probe and the list of numbers alike.
const std::string kAccount = R"({"Calls":[],"page":0,"page_size":50,"incoming_phone_numbers":[
  {"sid":"1","phone_number":"+918047112233","friendly_name":"Desk","voice_url":"http://my.exotel.in/acme1/exoml/start_voice/117"},
  {"sid":"2","phone_number":"08047112234","friendly_name":"Two","voice_url":"http://my.exotel.in/acme1/exoml/start_voice/9"},
  {"sid":"3","phone_number":"08047112235","friendly_name":"Three"}]})";

class Account : public AdminSite {
 protected:
  void refuse(int status, int code, const std::string& message) {
    exotel.answer(HttpReply{
        status, {}, Json{{"RestException", {{"Status", status}, {"Code", code}, {"Message", message}}}}.dump()});
  }
  std::size_t asked() { return exotel.requests().size(); }
};

TEST_F(Account, VerifyingWithoutCredentialsAsksNobody) {
  const auto answer = post(kVerify, owner, Json::object());
  ASSERT_EQ(answer.status, 200) << answer.text;
  EXPECT_EQ(answer.json()["verdict"], "incomplete");
  EXPECT_EQ(answer.json()["parts"]["api_key"]["state"], "missing");
  EXPECT_EQ(asked(), 0U);
  EXPECT_EQ(get(kNumbers, owner).status, 400);
  EXPECT_EQ(asked(), 0U);
}

TEST_F(Account, VerifiesCredentialsAndDids) {
  configure_exotel();
  const auto known = add_did({{"number", "08047112233"}});
  const auto unknown = add_did({{"number", "08099999999"}});
  exotel.answer(HttpReply{200, {}, kAccount});
  const auto before = get(kIntegration, owner).header("etag");
  const auto answer = post(kVerify, owner, Json::object());
  ASSERT_EQ(answer.status, 200) << answer.text;
  const auto body = answer.json();
  EXPECT_EQ(body["verdict"], "ok");
  EXPECT_EQ(body["parts"]["cluster"]["state"], "ok");
  EXPECT_TRUE(body["right_api_base_url"].is_null());
  EXPECT_EQ(body["asked"].size(), 1U);
  ASSERT_EQ(body["dids"].size(), 2U);
  EXPECT_EQ(body["dids"][0]["id"], known);
  EXPECT_EQ(body["dids"][0]["state"], "ok");
  EXPECT_EQ(body["dids"][1]["id"], unknown);
  EXPECT_EQ(body["dids"][1]["state"], "wrong");
  EXPECT_EQ(get(kIntegration, owner).header("etag"), before) << "verifying changes nothing";
  for (const auto& request : exotel.requests()) EXPECT_EQ(request.method, "GET");
}

TEST_F(Account, ARefusedLoginNamesThePartsAndKeepsExotelsWords) {
  configure_exotel();
  refuse(401, 34010, "Authentication failed");
  const auto body = post(kVerify, owner, Json::object()).json();
  EXPECT_EQ(body["verdict"], "wrong");
  EXPECT_EQ(body["parts"]["api_key"]["state"], "wrong");
  EXPECT_EQ(body["parts"]["account_sid"]["state"], "unknown");
  ASSERT_EQ(body["asked"].size(), 2U);
  EXPECT_EQ(body["asked"][1]["api_base_url"], "https://api.in.exotel.com");
  EXPECT_EQ(body["asked"][0]["refusal"]["id"], "wrong_key_or_cluster");
  EXPECT_EQ(body["asked"][0]["refusal"]["raw"],
            (Json{{"status", 401}, {"code", 34010}, {"text", "Authentication failed"}}));
}

TEST_F(Account, ListsTheAccountsNumbersBesideTheDids) {
  configure_exotel();
  const auto same = add_did({{"number", "08047112233"}, {"flow_url", kFlow}});
  const auto other = add_did({{"number", "+918047112234"}, {"flow_url", kFlow}});
  exotel.answer(HttpReply{200, {}, kAccount});
  const auto answer = get(kNumbers, owner);
  ASSERT_EQ(answer.status, 200) << answer.text;
  const auto body = answer.json();
  EXPECT_EQ(body["complete"], true);
  ASSERT_EQ(body["numbers"].size(), 3U);
  EXPECT_EQ(body["numbers"][0], (Json{{"number", "+918047112233"},
                                      {"friendly_name", "Desk"},
                                      {"voice_url", "http://my.exotel.in/acme1/exoml/start_voice/117"},
                                      {"did_id", same},
                                      {"flow_url_matches", true}}));
  EXPECT_EQ(body["numbers"][1]["did_id"], other);
  EXPECT_EQ(body["numbers"][1]["flow_url_matches"], false);
  EXPECT_TRUE(body["numbers"][2]["did_id"].is_null());
  EXPECT_TRUE(body["numbers"][2]["flow_url_matches"].is_null());
}

TEST_F(Account, NumbersThatCannotBeReadAreBadGatewayInWords) {
  configure_exotel();
  refuse(403, 34009, "Your account is not KYC compliant");
  const auto answer = get(kNumbers, owner);
  EXPECT_EQ(answer.status, 502);
  EXPECT_EQ(answer.detail(), "Your account is not KYC compliant");
  EXPECT_EQ(answer.json()["refusal"]["id"], "kyc");
  exotel.answer(fail(Errc::upstream_timeout, "10 s"));
  EXPECT_EQ(get(kNumbers, owner).status, 504);
  EXPECT_EQ(get(kNumbers, owner).json()["refusal"]["id"], "no_answer");
}

// ------------------------------------------------------------------------------------------------------ ?verify=true

TEST_F(Account, VerifiedCredentialsAreStoredOnlyWhenTheyAreNotWrong) {
  configure_exotel();
  refuse(401, 34010, "Authentication failed");
  const auto refused = put(kIntegration + "?verify=true", owner, {{"account_sid", "other9"}});
  EXPECT_EQ(refused.status, 422);
  EXPECT_NE(refused.detail().find("Nothing was stored"), std::string::npos) << refused.detail();
  EXPECT_EQ(refused.json()["verification"]["verdict"], "wrong");
  EXPECT_EQ(get(kIntegration, owner).json()["account_sid"], "acme1");

  exotel.answer(HttpReply{200, {}, kAccount});
  const auto stored = put(kIntegration + "?verify=true", owner, {{"account_sid", "other9"}});
  ASSERT_EQ(stored.status, 200) << stored.text;
  EXPECT_EQ(stored.json()["verification"]["verdict"], "ok");
  EXPECT_EQ(stored.json()["account_sid"], "other9");
  EXPECT_NE(exotel.requests().back().url.find("/Accounts/other9/"), std::string::npos) << "the merged ones are asked";
}

TEST_F(Account, AnExotelThatIsDownDoesNotKeepOneFromSaving) {
  configure_exotel();
  for (const auto& silence :
       {Result<HttpReply>(HttpReply{502, {}, "<html>"}), Result<HttpReply>(fail(Errc::upstream_timeout, "10 s"))}) {
    exotel.answer(silence);
    const auto answer = put(kIntegration + "?verify=1", owner, Json::object());
    ASSERT_EQ(answer.status, 200) << answer.text;
    EXPECT_EQ(answer.json()["verification"]["verdict"], "unknown");
  }
}

TEST_F(Account, WithoutVerifyNothingGoesOut) {
  for (const auto* query : {"", "?verify=false", "?verify=0", "?verify="}) {
    const auto answer = put(kIntegration + query, owner, {{"account_sid", "x"}});
    EXPECT_EQ(answer.status, 200) << query;
    EXPECT_FALSE(answer.json().contains("verification"));
  }
  EXPECT_EQ(put(kIntegration + "?verify=perhaps", owner, {{"account_sid", "y"}}).status, 422);
  EXPECT_EQ(get(kIntegration, owner).json()["account_sid"], "x");
  const auto incomplete = put(kIntegration + "?verify=true", owner, {{"account_sid", "z"}});
  EXPECT_EQ(incomplete.status, 200) << "half-way through the set-up";
  EXPECT_EQ(incomplete.json()["verification"]["verdict"], "incomplete");
  EXPECT_EQ(asked(), 0U);
}

// -------------------------------------------------------------------------------------------- words for a test call

TEST_F(Account, ATestCallsRefusalKeepsExotelsWordsAndAddsOurs) {
  configure_exotel();
  const auto did = add_did({{"number", "08047112233"}, {"flow_url", kFlow}});
  refuse(403, 0, "Call to 98xx cannot be made because of TRAI NDNC regulations, PLANTEDkey");
  const auto answer = post(kIntegration + "/dids/" + did + "/test-call", owner, {{"to_number", "9876543210"}});
  EXPECT_EQ(answer.status, 502);
  EXPECT_EQ(answer.detail(), "Call to 98xx cannot be made because of TRAI NDNC regulations, …");
  const auto refusal = answer.json()["refusal"];
  EXPECT_EQ(refusal["id"], "dnd");
  EXPECT_NE(refusal["words"], "");
  EXPECT_NE(refusal["next_step"], "");
  EXPECT_EQ(refusal["turn"], "you");
  EXPECT_EQ(refusal["raw"]["status"], 403);
}

}  // namespace
}  // namespace exo::admin::test
