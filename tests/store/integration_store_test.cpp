#include "store/integration_store.h"

#include <thread>

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "store_fixture.h"

namespace exo::store::test {
namespace {

using domain::Did;
using domain::Integration;

class IntegrationStoreTest : public StoreTest {
 protected:
  Result<Integration> set_credentials(std::string key, std::string token) {
    return store.update([&](Integration& record) -> Result<void> {
      record.account_sid = "exotel1";
      record.api_key = Secret(key);
      record.api_token = Secret(token);
      record.api_base_url = "https://api.in.exotel.com";
      return {};
    });
  }
  static Result<void> add(Integration& record, const std::string& id) {
    record.dids.push_back({.id = id, .number = "08047" + id, .label = "", .bot_id = "", .flow_url = ""});
    return {};
  }
  [[nodiscard]] Json document() const {
    return parse_json(peek("SELECT document FROM integrations WHERE type = 'exotel'"), {.max_bytes = 1 << 24}).value();
  }

  std::unique_ptr<Database> database = open_database();
  Vault vault = open_vault();
  IntegrationStore store{*database, vault};
};

TEST_F(IntegrationStoreTest, AnEmptyRecordBeforeAnythingIsStored) {
  const auto record = store.load();
  ASSERT_TRUE(record.has_value());
  EXPECT_TRUE(record->account_sid.empty());
  EXPECT_TRUE(record->dids.empty());
  EXPECT_FALSE(record->credentials_configured());
  EXPECT_EQ(peek("SELECT count(*) FROM integrations"), "0");
}

TEST_F(IntegrationStoreTest, EveryFieldSurvivesARoundTrip) {
  const Did did{.id = "d1",
                .number = "+918047112233",
                .label = "विक्रय \"desk\"",
                .bot_id = "sales.bot~1",
                .flow_url = "http://my.exotel.com/exotel1/exoml/start_voice/42"};
  ASSERT_TRUE(set_credentials("the key", "the token"));
  const auto committed = store.update([&](Integration& record) -> Result<void> {
    record.dids.push_back(did);
    return add(record, "2");
  });
  ASSERT_TRUE(committed.has_value());
  const auto other = open_database();
  const auto loaded = IntegrationStore(*other, vault).load();
  for (const auto* record : {&*committed, &*loaded}) {
    EXPECT_EQ(record->account_sid, "exotel1");
    EXPECT_TRUE(record->api_key.matches("the key"));
    EXPECT_TRUE(record->api_token.matches("the token"));
    EXPECT_EQ(record->api_base_url, "https://api.in.exotel.com");
    ASSERT_EQ(record->dids.size(), 2U);
    EXPECT_EQ(record->dids[0], did);
    EXPECT_EQ(record->dids[1].id, "2");
  }
}

TEST_F(IntegrationStoreTest, IsOneJsonDocumentWithSealedSecrets) {
  ASSERT_TRUE(set_credentials("the-api-key", "the-api-token"));
  EXPECT_EQ(peek("SELECT count(*) FROM integrations"), "1");
  const auto stored = document();
  EXPECT_EQ(stored.at("type"), "exotel");
  EXPECT_EQ(stored.at("account_sid"), "exotel1");
  EXPECT_EQ(stored.at("dids"), Json::array());
  const auto sealed = stored.at("api_key").get<std::string>();
  EXPECT_TRUE(vault.unseal(sealed, "integrations/exotel/api_key")->matches("the-api-key"));
  const auto bytes = bytes_on_disk();
  EXPECT_NE(bytes.find("exotel1"), std::string::npos);
  EXPECT_EQ(bytes.find("the-api-key"), std::string::npos);
  EXPECT_EQ(bytes.find("the-api-token"), std::string::npos);
}

TEST_F(IntegrationStoreTest, AnEmptySecretIsStoredAsNone) {
  ASSERT_TRUE(set_credentials("", "token"));
  EXPECT_TRUE(document().at("api_key").is_null());
  EXPECT_TRUE(store.load()->api_key.empty());
}

TEST_F(IntegrationStoreTest, AFailingChangeWritesNothing) {
  ASSERT_TRUE(set_credentials("key", "token"));
  const auto failed = store.update([](Integration& record) -> Result<void> {
    record.account_sid = "changed";
    return fail(Errc::not_found, "DID not found");
  });
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().code, Errc::not_found);
  EXPECT_EQ(failed.error().detail, "DID not found");
  EXPECT_EQ(store.load()->account_sid, "exotel1");
}

TEST_F(IntegrationStoreTest, ConcurrentChangesLoseNothing) {
  constexpr int kThreads = 16;
  constexpr int kChanges = 12;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < kChanges; ++i) {
          const auto id = std::to_string(t) + "-" + std::to_string(i);
          const auto changed = store.update([&](Integration& record) { return add(record, id); });
          ASSERT_TRUE(changed.has_value());
          EXPECT_NE(changed->find_did(id), nullptr);
        }
      });
    }
  }
  EXPECT_EQ(store.load()->dids.size(), static_cast<std::size_t>(kThreads * kChanges));
}

TEST_F(IntegrationStoreTest, ChangesThroughTwoOpenersLoseNothing) {
  const auto other_database = open_database();
  IntegrationStore other(*other_database, vault);
  {
    const std::jthread one([&] {
      for (int i = 0; i < 40; ++i) EXPECT_TRUE(store.update([&](auto& r) { return add(r, "a" + std::to_string(i)); }));
    });
    const std::jthread two([&] {
      for (int i = 0; i < 40; ++i) EXPECT_TRUE(other.update([&](auto& r) { return add(r, "b" + std::to_string(i)); }));
    });
  }
  EXPECT_EQ(store.load()->dids.size(), 80U);
}

TEST_F(IntegrationStoreTest, RefusesValuesThatBreakTheRecord) {
  const auto refused = [&](const std::function<void(Integration&)>& change) {
    const auto outcome = store.update([&](Integration& record) -> Result<void> {
      change(record);
      return {};
    });
    EXPECT_EQ(outcome ? Errc::internal : outcome.error().code, Errc::unprocessable);
  };
  const Did sound{.id = "1", .number = "1", .label = "", .bot_id = "", .flow_url = ""};
  refused([&](Integration& record) { record.dids = {sound, sound}; });
  refused([](Integration& record) { record.dids = {Did{}}; });
  refused([&](Integration& record) {
    record.dids = {sound};
    record.dids[0].label = "\xC0\x80";
  });
  refused([](Integration& record) { record.account_sid = "\xFF"; });
  refused([](Integration& record) { record.api_base_url = "\xED\xA0\x80"; });
  refused([](Integration& record) { record.account_sid = std::string(5 << 20, 'x'); });
  EXPECT_EQ(peek("SELECT count(*) FROM integrations"), "0");
}

TEST_F(IntegrationStoreTest, HoldsThousandsOfNumbers) {
  ASSERT_TRUE(store.update([](Integration& record) -> Result<void> {
    for (int i = 0; i < 5000; ++i) {
      record.dids.push_back({.id = std::to_string(i),
                             .number = "1",
                             .label = std::string(100, 'l'),
                             .bot_id = "b",
                             .flow_url = std::string(200, 'u')});
    }
    return {};
  }));
  EXPECT_EQ(store.load()->dids.size(), 5000U);
}

TEST_F(IntegrationStoreTest, SwappedSealedValuesAreRefused) {
  ASSERT_TRUE(set_credentials("key", "token"));
  tamper(
      "UPDATE integrations SET document = json_set(document, '$.api_key', document ->> 'api_token', '$.api_token', "
      "document ->> 'api_key')");
  const auto loaded = store.load();
  ASSERT_FALSE(loaded.has_value());
  EXPECT_EQ(loaded.error().code, Errc::internal);
  EXPECT_NE(loaded.error().detail.find("api_key"), std::string::npos);
}

TEST_F(IntegrationStoreTest, AnotherKeyOpensNothing) {
  ASSERT_TRUE(set_credentials("key", "token"));
  const auto other = open_vault("other.key");
  EXPECT_FALSE(IntegrationStore(*database, other).load());
}

TEST_F(IntegrationStoreTest, ADamagedDocumentIsAnErrorThatNamesThePlace) {
  ASSERT_TRUE(set_credentials("key", "token"));
  const auto whole = document();
  for (const auto* field : {"account_sid", "api_base_url", "api_key", "api_token", "dids"}) {
    for (const auto& wrong : {Json(7), Json::array({7}), Json::object()}) {
      auto broken = whole;
      broken[field] = wrong;
      tamper("UPDATE integrations SET document = '" + dump_json(broken) + "'");
      const auto loaded = store.load();
      ASSERT_FALSE(loaded.has_value()) << field;
      EXPECT_EQ(loaded.error().code, Errc::internal);
      EXPECT_NE(loaded.error().detail.find(field), std::string::npos) << loaded.error().detail;
    }
    auto shorter = whole;
    shorter.erase(field);
    tamper("UPDATE integrations SET document = '" + dump_json(shorter) + "'");
    EXPECT_FALSE(store.load()) << field;
  }
}

TEST_F(IntegrationStoreTest, TheTableTakesOnlyADocumentOfItsType) {
  EXPECT_THROW(tamper("INSERT INTO integrations VALUES ('exotel', '{\"type\":\"other\"}', 0)"), SQLite::Exception);
  EXPECT_THROW(tamper("INSERT INTO integrations VALUES ('exotel', 'nonsense', 0)"), SQLite::Exception);
}

}  // namespace
}  // namespace exo::store::test
