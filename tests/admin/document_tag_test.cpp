#include "admin/document_tag.h"

#include <atomic>
#include <thread>

#include "admin_site.h"

namespace exo::admin::test {
namespace {

const std::string kIntegration = "/api/v1/integrations/exotel";
const std::string kDids = kIntegration + "/dids";

TEST(DocumentTag, ChangesWithTheRevisionAndWithWhatIsShown) {
  domain::Integration record;
  domain::PublicAddress address;
  const auto tag = document_tag(record, address);
  EXPECT_EQ(tag, document_tag(record, address));
  EXPECT_TRUE(tag.starts_with('"') && tag.ends_with('"')) << tag;
  record.revision = 1;
  const auto later = document_tag(record, address);
  EXPECT_NE(later, tag);
  record.dids.push_back({.id = "d", .number = "08047112233", .bot_id = "b"});
  const auto with_did = document_tag(record, address);
  EXPECT_NE(with_did, later);
  address.core_fleet = {"https://fleet.example.com"};
  EXPECT_NE(document_tag(record, address), with_did) << "the generated URL is part of it";
}

TEST(DocumentTag, IfMatchFollowsTheRules) {
  const std::string tag = "\"3-abc\"";
  for (const auto* good : {"", " ", "*", "\"3-abc\"", " \"3-abc\" ", "\"x\", \"3-abc\"", "\"3-abc\",\"x\""}) {
    EXPECT_TRUE(permits(good, tag)) << good;
  }
  for (const auto* bad : {"3-abc", "W/\"3-abc\"", "\"3-ab\"", "\"x\"", ",", "\"\"", "**", "\"3-abc", "*, \"x\""}) {
    EXPECT_FALSE(permits(bad, tag)) << bad;
  }
}

class Conditional : public AdminSite {
 protected:
  Answer change(const std::string& method, const std::string& path, const Json& body, const std::string& if_match) {
    return ask(
        {.method = method, .path = path, .token = owner, .body = body.dump(), .headers = {{"If-Match", if_match}}});
  }
  std::string tag() { return get(kIntegration, owner).header("etag"); }
};

TEST_F(Conditional, AStalePutIsRefusedInWords) {
  configure_exotel();
  const auto old = tag();
  ASSERT_FALSE(old.empty());
  const auto first = change("PUT", kIntegration, {{"account_sid", "one"}}, old);
  ASSERT_EQ(first.status, 200) << first.text;
  EXPECT_EQ(first.header("etag"), tag()) << "a PUT tells the tag of what it stored";
  const auto second = change("PUT", kIntegration, {{"account_sid", "two"}}, old);
  EXPECT_EQ(second.status, 412);
  EXPECT_NE(second.detail().find("changed since you read it"), std::string::npos) << second.text;
  EXPECT_EQ(second.header("etag"), tag());
  EXPECT_EQ(get(kIntegration, owner).json()["account_sid"], "one");
  EXPECT_EQ(change("PUT", kIntegration, {{"account_sid", "two"}}, "*").status, 200);
  EXPECT_EQ(put(kIntegration, owner, {{"account_sid", "three"}}).status, 200) << "without the header as ever";
}

TEST_F(Conditional, AChangedSecretMakesItStaleThoughNothingVisibleChanged) {
  configure_exotel();
  const auto old = tag();
  ASSERT_EQ(put(kIntegration, owner, {{"api_token", "PLANTEDother"}}).status, 200);
  EXPECT_EQ(change("PUT", kIntegration, {{"account_sid", "x"}}, old).status, 412);
}

TEST_F(Conditional, DidChangesTakeTheDocumentsTag) {
  const auto old = tag();
  const auto did = add_did({{"number", "08047112233"}});
  EXPECT_EQ(change("POST", kDids, {{"number", "08047112234"}}, old).status, 412);
  EXPECT_EQ(change("PUT", kDids + "/" + did, {{"label", "x"}}, old).status, 412);
  EXPECT_EQ(change("DELETE", kDids + "/" + did, Json::object(), old).status, 412);
  EXPECT_EQ(get(kIntegration, owner).json()["dids"].size(), 1U);
  EXPECT_EQ(get(kIntegration, owner).json()["dids"][0]["label"], "");
  EXPECT_EQ(change("PUT", kDids + "/" + did, {{"label", "x"}}, tag()).status, 200);
  EXPECT_EQ(change("DELETE", kDids + "/" + did, Json::object(), tag()).status, 200);
}

TEST_F(Conditional, OfManyWhoSendTheSameTagOneWins) {
  const auto old = tag();
  std::atomic<int> won = 0;
  std::atomic<int> stale = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 16; ++i) {
      threads.emplace_back([&, i] {
        const auto answer = change("PUT", kIntegration, {{"account_sid", "n" + std::to_string(i)}}, old);
        if (answer.status == 200) ++won;
        if (answer.status == 412) ++stale;
      });
    }
  }
  EXPECT_EQ(won, 1);
  EXPECT_EQ(stale, 15);
}

}  // namespace
}  // namespace exo::admin::test
