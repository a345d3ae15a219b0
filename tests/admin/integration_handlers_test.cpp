// decisions.md §2 and §3 over HTTP: the rules themselves are domain's; here is what a console sees of them.
#include <set>
#include <thread>

#include "admin_site.h"

namespace exo::admin::test {
namespace {

const std::string kDocument = "/api/v1/integrations/exotel";
const std::string kDids = kDocument + "/dids";

class IntegrationApi : public AdminSite {
 protected:
  Json document() { return get(kDocument, owner).json(); }
  Json change(const Json& body) {
    const auto answer = put(kDocument, owner, body);
    EXPECT_EQ(answer.status, 200) << answer.text;
    return answer.json();
  }
  Answer change_did(const std::string& id, const Json& body) { return put(kDids + "/" + id, owner, body); }
  const Secret& stored_token() { return (record = stored.integration->load().value()).api_token; }
  domain::Integration record;
};

TEST_F(IntegrationApi, IsAnEmptyDocumentBeforeAnythingIsStored) {
  const auto answer = get(kDocument, owner);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.json(), (Json{{"type", "exotel"},
                                 {"account_sid", ""},
                                 {"api_base_url", "https://api.exotel.com"},
                                 {"credentials_configured", false},
                                 {"status", "not_configured"},
                                 {"dids", Json::array()}}));
}

TEST_F(IntegrationApi, NeverShowsKeyOrTokenNotEvenTheirNames) {
  configure_exotel();
  const auto answer = get(kDocument, owner);
  const auto body = answer.json();
  EXPECT_EQ(body["account_sid"], "acme1");
  EXPECT_EQ(body["credentials_configured"], true);
  EXPECT_EQ(body["status"], "configured");
  EXPECT_FALSE(body.contains("api_key"));
  EXPECT_FALSE(body.contains("api_token"));
}

TEST_F(IntegrationApi, PutMergesAndAnswersLikeGet) {
  configure_exotel();
  const auto after = change({{"account_sid", "acme2"}});
  EXPECT_EQ(after["account_sid"], "acme2");
  EXPECT_EQ(after["credentials_configured"], true);
  EXPECT_EQ(after, document());
  EXPECT_EQ(change(Json::object()), after);
  EXPECT_EQ(change({{"unknown", 7}}), after);
}

TEST_F(IntegrationApi, ABlankOrMaskedSecretMeansUnchanged) {
  configure_exotel();
  for (const auto* blank : {"", "   ", "****", "\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2"}) {
    EXPECT_EQ(change({{"api_key", blank}, {"api_token", blank}})["credentials_configured"], true) << blank;
    EXPECT_TRUE(stored_token().matches(kApiToken)) << blank;
  }
}

TEST_F(IntegrationApi, NullRemovesASecretAndAnEmptySidClears) {
  configure_exotel();
  const auto without_token = change({{"api_token", nullptr}});
  EXPECT_EQ(without_token["credentials_configured"], false);
  EXPECT_EQ(without_token["status"], "not_configured");
  configure_exotel();
  EXPECT_EQ(change({{"account_sid", ""}})["status"], "not_configured");
}

TEST_F(IntegrationApi, SecretsAreTrimmed) {
  change({{"account_sid", " acme1\n"}, {"api_key", "PLANTEDkey"}, {"api_token", "  PLANTEDtoken\r\n"}});
  EXPECT_TRUE(stored_token().matches(kApiToken));
}

TEST_F(IntegrationApi, TheBaseUrlIsNormalisedFromAClosedList) {
  EXPECT_EQ(change({{"api_base_url", " @api.in.exotel.com/v1/ "}})["api_base_url"], "https://api.in.exotel.com");
  EXPECT_EQ(change({{"api_base_url", "https://api.exotel.com/v1/Accounts/acme1"}})["api_base_url"],
            "https://api.exotel.com");
  EXPECT_EQ(change({{"api_base_url", ""}})["api_base_url"], "https://api.exotel.com");
  for (const auto* refused : {"https://evil.example", "http://api.exotel.com", "http://127.0.0.1:9", "ftp://x"}) {
    EXPECT_EQ(put(kDocument, owner, {{"api_base_url", refused}}).status, 422) << refused;
  }
  const auto embedded = put(kDocument, owner, {{"api_base_url", "https://PLANTEDkey:PLANTEDtoken@api.exotel.com"}});
  EXPECT_EQ(embedded.status, 422);
  EXPECT_NE(embedded.detail().find("api_key"), std::string::npos) << embedded.detail();
}

TEST_F(IntegrationApi, ListedHostsMayBeUsed) {
  start({.allowed_api_hosts = {"http://127.0.0.1:9"}});
  EXPECT_EQ(change({{"api_base_url", "http://127.0.0.1:9"}})["api_base_url"], "http://127.0.0.1:9");
}

TEST_F(IntegrationApi, WrongTypesChangeNothing) {
  configure_exotel();
  for (const auto* field : {"account_sid", "api_key", "api_token", "api_base_url"}) {
    for (const auto& value : {Json(7), Json(true), Json::array(), Json::object()}) {
      Json body{{"account_sid", "other"}};
      body[field] = value;
      const auto answer = put(kDocument, owner, body);
      EXPECT_EQ(answer.status, 422) << field;
      EXPECT_NE(answer.detail().find(field), std::string::npos) << answer.detail();
    }
  }
  EXPECT_EQ(document()["account_sid"], "acme1");
}

TEST_F(IntegrationApi, AddsADidWithNothingButItsNumber) {
  const auto answer = post(kDids, owner, {{"number", "080-4711 2233"}});
  ASSERT_EQ(answer.status, 201) << answer.text;
  const auto did = answer.json();
  EXPECT_EQ(did["number"], "08047112233");
  for (const auto* field : {"label", "bot_id", "flow_url", "websocket_url"}) EXPECT_EQ(did[field], "") << field;
  EXPECT_EQ(did["test_ready"], false);
  EXPECT_EQ(did["id"].get<std::string>().size(), 36U);
  EXPECT_EQ(did.size(), 7U);
  EXPECT_EQ(document()["dids"], Json::array({did}));
}

TEST_F(IntegrationApi, RefusesBadAndKnownNumbers) {
  for (const auto& number : {Json(""), Json("abc"), Json("123"), Json("+"), Json(8047112233), Json(nullptr)}) {
    EXPECT_EQ(post(kDids, owner, {{"number", number}}).status, 422) << number.dump();
  }
  EXPECT_EQ(post(kDids, owner, {{"label", "no number"}}).status, 422);
  add_did({{"number", "08047112233"}});
  for (const auto* again : {"08047112233", "+918047112233", "918047112233", "00918047112233", "8047112233"}) {
    const auto answer = post(kDids, owner, {{"number", again}});
    EXPECT_EQ(answer.status, 409) << again;
    EXPECT_EQ(answer.detail(), "DID already exists");
  }
  EXPECT_EQ(document()["dids"].size(), 1U);
}

TEST_F(IntegrationApi, WebsocketUrlFollowsBotAndFleetAtOnce) {
  const auto id = add_did({{"number", "08047112233"}, {"bot_id", "b1"}});
  EXPECT_EQ(document()["dids"][0]["websocket_url"], "wss://fleet.example.com/exotel/b1");
  domain::PublicAddress address;
  address.core_fleet = {"", "http://127.0.0.1:9000/core/"};
  switchboard.publish_address(address);
  EXPECT_EQ(document()["dids"][0]["websocket_url"], "ws://127.0.0.1:9000/core/exotel/b1");
  switchboard.publish_address({});
  EXPECT_EQ(document()["dids"][0]["websocket_url"], "wss://localhost/exotel/b1");
  for (const auto& none : {Json(""), Json(nullptr), Json("  ")}) {
    const auto answer = change_did(id, {{"bot_id", none}});
    EXPECT_EQ(answer.status, 200) << answer.text;
    EXPECT_EQ(answer.json()["websocket_url"], "") << none.dump();
  }
}

TEST_F(IntegrationApi, UpdatesOnlyWhatIsNamed) {
  const auto id = add_did({{"number", "08047112233"}, {"label", "Desk"}, {"bot_id", "b1"}});
  const auto did = change_did(id, {{"flow_url", "http://my.exotel.com/acme1/exoml/start_voice/77"}}).json();
  EXPECT_EQ(did["label"], "Desk");
  EXPECT_EQ(did["bot_id"], "b1");
  EXPECT_EQ(did["flow_url"], "http://my.exotel.com/acme1/exoml/start_voice/77");
  EXPECT_EQ(change_did(id, {{"label", nullptr}}).json()["label"], "");
  EXPECT_EQ(change_did(id, {{"number", "+91 80 4711 2233"}}).status, 200);
  const auto other = change_did(id, {{"number", "08047112234"}});
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(other.detail(), "number cannot be changed");
  for (const auto* bad : {"a/b", "a?b", "..", "क"}) EXPECT_EQ(change_did(id, {{"bot_id", bad}}).status, 422) << bad;
  for (const auto* bad : {"ftp://x/y", "http://", "http://u:p@x/", "nonsense"}) {
    EXPECT_EQ(change_did(id, {{"flow_url", bad}}).status, 422) << bad;
  }
}

TEST_F(IntegrationApi, AppIdFillsTheFlowUrl) {
  EXPECT_EQ(post(kDids, owner, {{"number", "08047112233"}, {"app_id", "1117620"}}).status, 422) << "no account yet";
  configure_exotel();
  const auto id = add_did({{"number", "08047112233"}, {"app_id", "1117620"}});
  EXPECT_EQ(document()["dids"][0]["flow_url"], "http://my.exotel.com/acme1/exoml/start_voice/1117620");
  EXPECT_EQ(document()["dids"][0]["test_ready"], true);
  EXPECT_EQ(change_did(id, {{"flow_url", ""}, {"app_id", "1"}}).json()["flow_url"], "");
}

TEST_F(IntegrationApi, DeletesOnceAndKeepsTheOrder) {
  const auto first = add_did({{"number", "08047112231"}});
  const auto second = add_did({{"number", "08047112232"}});
  const auto third = add_did({{"number", "08047112233"}});
  const auto gone = del(kDids + "/" + second, owner);
  EXPECT_EQ(gone.status, 200);
  EXPECT_EQ(gone.json(), (Json{{"status", "ok"}, {"id", second}}));
  EXPECT_EQ(del(kDids + "/" + second, owner).status, 404);
  const auto dids = document()["dids"];
  ASSERT_EQ(dids.size(), 2U);
  EXPECT_EQ(dids[0]["id"], first);
  EXPECT_EQ(dids[1]["id"], third);
}

TEST_F(IntegrationApi, AnUnknownDidIsNotFound) {
  for (const std::string id : {"nothing", "%2e%2e", "a%2Fb", "%00"}) {
    EXPECT_EQ(del(kDids + "/" + id, owner).status, 404) << id;
    EXPECT_EQ(change_did(id, Json::object()).status, 404) << id;
  }
  EXPECT_EQ(change_did("nothing", Json::object()).detail(), "DID not found");
}

TEST_F(IntegrationApi, LiveCallsLearnOfEveryChange) {
  const auto bot_of = [&]() -> std::string {
    const auto directory = switchboard.directory();
    const auto* did = directory->find_did("+918047112233");
    return did == nullptr ? "no such DID" : did->bot_id;
  };
  const auto id = add_did({{"number", "08047112233"}, {"bot_id", "b1"}});
  EXPECT_EQ(bot_of(), "b1");
  (void)change_did(id, {{"bot_id", "b2"}});
  EXPECT_EQ(bot_of(), "b2");
  (void)del(kDids + "/" + id, owner);
  EXPECT_EQ(bot_of(), "no such DID");
}

TEST_F(IntegrationApi, ConcurrentWritersLoseNothing) {
  configure_exotel();
  constexpr int kWriters = 8;
  constexpr int kEach = 5;
  std::vector<std::jthread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([this, writer] {
      for (int i = 0; i < kEach; ++i) {
        const auto number = "0804711" + std::to_string(1000 + writer * kEach + i);
        const auto answer = post(kDids, owner, {{"number", number}});
        EXPECT_EQ(answer.status, 201) << answer.text;
        EXPECT_EQ(change_did(answer.json().value("id", ""), {{"label", number}}).status, 200);
        EXPECT_EQ(put(kDocument, owner, {{"account_sid", "acme" + std::to_string(writer)}}).status, 200);
      }
    });
  }
  writers.clear();
  const auto dids = document()["dids"];
  EXPECT_EQ(dids.size(), std::size_t{kWriters * kEach});
  for (const auto& did : dids) EXPECT_EQ(did["label"], did["number"]);
  EXPECT_EQ(switchboard.directory()->dids.size(), dids.size());
}

}  // namespace
}  // namespace exo::admin::test
