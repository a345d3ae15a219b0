#include <algorithm>

#include "admin/audit_trail.h"
#include "admin_site.h"

namespace exo::admin::test {
namespace {

class Audit : public AdminSite {
 protected:
  Json newest() { return get("/api/v1/audit?limit=1", owner).json()["entries"].at(0); }
  Json entries(const std::string& query) {
    const auto page = get("/api/v1/audit?" + query, owner);
    EXPECT_EQ(page.status, 200) << page.text;
    return page.json()["entries"];
  }
  int status(const std::string& query) { return get("/api/v1/audit?" + query, owner).status; }
};

TEST_F(Audit, AChangeIsToldWithItsFieldsAndWithoutValues) {
  const auto changed =
      put("/api/v1/integrations/exotel", owner,
          {{"account_sid", "acme1"}, {"api_key", kApiKey}, {"api_token", kApiToken}, {"No Field!", 1}});
  ASSERT_EQ(changed.status, 200);
  const auto entry = newest();
  EXPECT_EQ(entry["action"], "integration.changed");
  EXPECT_EQ(entry["actor"], kOwnerEmail);
  EXPECT_EQ(entry["actor_id"], stored.user(kOwnerEmail).id);
  EXPECT_EQ(entry["via"], "bearer");
  EXPECT_EQ(entry["address"], "127.0.0.1");
  EXPECT_EQ(entry["fields"], (Json{"account_sid", "api_key", "api_token"}));
  EXPECT_EQ(entry["status"], 200);
  EXPECT_EQ(entry["request_id"], changed.header("x-request-id"));
  EXPECT_EQ(entry["request_id"].get<std::string>().size(), 16U);
}

TEST_F(Audit, NamesWhatWasMadeChangedAndRemoved) {
  const auto did = add_did({{"number", "08047112299"}});
  EXPECT_EQ(newest()["action"], "did.added");
  EXPECT_EQ(newest()["subject"], did);
  EXPECT_EQ(newest()["status"], 201);
  put("/api/v1/bots/b1", owner, {{"name", "One"}});
  EXPECT_EQ(newest()["action"], "bot.changed");
  EXPECT_EQ(newest()["subject"], "b1");
  del("/api/v1/bots/b1", owner);
  EXPECT_EQ(newest()["action"], "bot.removed");
}

TEST_F(Audit, WhatWasRefusedOrOnlyReadChangedNothing) {
  const auto before = newest()["seq"];
  put("/api/v1/bots/b1", clerk, {{"name", "One"}});
  put("/api/v1/bots/b1", owner, {{"name", 7}});
  del("/api/v1/bots/none", owner);
  get("/api/v1/bots", owner);
  EXPECT_EQ(newest()["seq"], before);
}

TEST_F(Audit, SignInsAndRefusedOnesAreTold) {
  const auto in = post("/api/v1/auth/login", {}, {{"username", kOwnerEmail}, {"password", kPassword}});
  EXPECT_EQ(newest()["action"], "sign_in");
  EXPECT_EQ(newest()["actor"], kOwnerEmail);
  EXPECT_EQ(newest()["request_id"], in.header("x-request-id"));
  post("/api/v1/auth/session", {}, {{"username", "intruder@example.com"}, {"password", "x"}});
  auto entry = newest();
  EXPECT_EQ(entry["action"], "sign_in.refused");
  EXPECT_EQ(entry["actor"], "intruder@example.com");
  EXPECT_EQ(entry["actor_id"], "");
  EXPECT_EQ(entry["via"], "nobody");
  EXPECT_EQ(entry["status"], 401);
  post("/api/v1/auth/login", {}, {{"username", "my PLANTED password, in the wrong box"}, {"password", "x"}});
  EXPECT_EQ(newest()["actor"], "");
  post("/api/v1/auth/password", clerk, {{"current_password", "x"}, {"new_password", "y"}});
  entry = newest();
  EXPECT_EQ(entry["action"], "password.refused");
  EXPECT_EQ(entry["actor"], kClerkEmail);
  EXPECT_EQ(entry["status"], 403);
}

TEST_F(Audit, RefusalsThatAreAlikeAreFolded) {
  for (int i = 0; i < 5; ++i) post("/api/v1/auth/login", {}, {{"username", "folded@example.com"}, {"password", "x"}});
  EXPECT_EQ(entries("actor=folded@example.com").size(), 1U);
}

TEST_F(Audit, WhatIsKeptBackIsToldAtTheStop) {
  const std::string filter = "limit=2&actor=stopped@example.com";
  for (int i = 0; i < 4; ++i) post("/api/v1/auth/login", {}, {{"username", "stopped@example.com"}, {"password", "x"}});
  EXPECT_EQ(entries(filter).at(0)["left_out"], 0);
  start();
  ASSERT_EQ(entries(filter).size(), 2U);
  EXPECT_EQ(entries(filter).at(0)["left_out"], 2) << "with itself that makes three";
}

TEST_F(Audit, EveryTestCallThatMayHaveRungIsTold) {
  struct Case {
    Result<HttpReply> reply;
    int status;
    const char* action;
  };
  const std::vector<Case> cases{
      {HttpReply{200, {}, R"({"Call":{"Sid":"s1","Status":"in-progress"}})"}, 200, "test_call.placed"},
      {HttpReply{403, {}, R"({"RestException":{"Message":"+919876543210 is on the DND list"}})"}, 502,
       "test_call.failed"},
      {fail(Errc::forbidden, "the address is not global"), 502, "test_call.failed"},
      {fail(Errc::upstream_timeout, "35 s"), 504, "test_call.uncertain"},
      {fail(Errc::upstream_failed, "connection reset"), 502, "test_call.uncertain"},
      {HttpReply{500, {}, "<html>oops</html>"}, 502, "test_call.uncertain"},
      {HttpReply{200, {}, R"({"Call":{}})"}, 502, "test_call.uncertain"}};
  configure_exotel();
  const auto did =
      add_did({{"number", "08047112233"}, {"flow_url", "http://my.exotel.com/acme1/exoml/start_voice/1117620"}});
  for (const auto& each : cases) {
    start();  // forgets the cooldown
    exotel.answer(each.reply);
    const auto path = "/api/v1/integrations/exotel/dids/" + did + "/test-call";
    EXPECT_EQ(post(path, clerk, {{"to_number", "9876543210"}}).status, each.status);
    const auto entry = newest();
    EXPECT_EQ(entry["action"], each.action);
    EXPECT_EQ(entry["status"], each.status);
    EXPECT_EQ(entry["actor"], kClerkEmail);
    EXPECT_EQ(entry["subject"], did + "/*********3210");
    EXPECT_EQ(entry["fields"], Json{"to_number"});
    const auto seq = entry["seq"];
    EXPECT_EQ(post(path, clerk, {{"to_number", "9876543210"}}).status, 429);
    EXPECT_EQ(newest()["seq"], seq) << "nobody was rung";
  }
  EXPECT_EQ(entries("action=test_call.placed&subject=" + did).size(), 1U) << "found by the DID alone";
  EXPECT_EQ(entries("action=test_call.placed&subject=" + did.substr(0, 8)).size(), 0U);
}

TEST_F(Audit, AnApiTokenIsNamedByItsPrefix) {
  const auto made = post("/api/v1/tokens", owner, {{"name", "n"}, {"role", "super_admin"}}).json();
  EXPECT_EQ(newest()["action"], "token.made");
  EXPECT_EQ(newest()["subject"], made["id"]);
  put("/api/v1/bots/b1", made["token"], {{"name", "One"}});
  EXPECT_EQ(newest()["via"], "api_token");
  EXPECT_EQ(newest()["token_prefix"], made["prefix"]);
  del("/api/v1/tokens/" + made["id"].get<std::string>(), owner);
}

TEST_F(Audit, IsFilteredAndReadInPages) {
  for (int i = 0; i < 5; ++i) put("/api/v1/bots/paged", owner, {{"name", std::to_string(i)}});
  const auto first = get("/api/v1/audit?subject=paged&limit=2", owner).json();
  ASSERT_EQ(first["entries"].size(), 2U);
  const auto before = first["next_before"].get<std::int64_t>();
  EXPECT_EQ(before, first["entries"][1]["seq"]);
  const auto rest = get("/api/v1/audit?subject=paged&before=" + std::to_string(before), owner).json();
  EXPECT_GE(rest["entries"].size(), 3U);
  EXPECT_LT(rest["entries"][0]["seq"].get<std::int64_t>(), before);
  EXPECT_EQ(rest["next_before"], nullptr);
  EXPECT_EQ(entries("subject=paged&action=bot.removed&actor=nobody@example.com").size(), 0U);
  EXPECT_EQ(entries("until=2001-01-01T00:00:00Z").size(), 0U);
  EXPECT_GE(entries("since=2001-01-01T00:00:00%2B05:30&action=").size(), 5U) << "an empty value is no filter";
}

TEST_F(Audit, BadFiltersAreUnprocessable) {
  for (const auto* query : {"limit=0", "limit=501", "limit=x", "limit=1e2", "before=0", "before=-1", "since=yesterday",
                            "until=2026-13-01T00:00:00Z", "before=99999999999999999999"}) {
    EXPECT_EQ(status(query), 422) << query;
  }
  EXPECT_EQ(status("limit=500&unknown=x"), 200);
}

TEST_F(Audit, TheExportIsSafeInASpreadsheet) {
  post("/api/v1/auth/login", {}, {{"username", "=1+1@example.com"}, {"password", "x"}});
  EXPECT_NE(get("/api/v1/audit.csv?limit=1", owner).text.find(",\"'=1+1@example.com\","), std::string::npos);
  put("/api/v1/bots/csv-bot", owner, {{"name", "One"}});
  const auto csv = get("/api/v1/audit.csv?subject=csv-bot&limit=1", owner);
  ASSERT_EQ(csv.status, 200);
  EXPECT_TRUE(csv.header("content-type").starts_with("text/csv"));
  EXPECT_TRUE(csv.header("content-disposition").starts_with("attachment; filename=\"exogate-audit-"));
  EXPECT_EQ(std::ranges::count(csv.text, '\n'), 2) << csv.text;
  EXPECT_NE(csv.text.find(",bot.changed,csv-bot,name,201,0\r\n"), std::string::npos) << csv.text;
  EXPECT_EQ(get("/api/v1/audit.csv?limit=50001", owner).status, 422);
  const auto more = get("/api/v1/audit.csv?limit=1", owner);
  EXPECT_NE(more.header("x-next-before"), "");
}

TEST_F(Audit, IsForSuperAdminsOnly) {
  EXPECT_EQ(get("/api/v1/audit", clerk).status, 403);
  EXPECT_EQ(get("/api/v1/audit.csv", clerk).status, 403);
}

TEST(AuditWords, EveryChangeOfTodayHasOneOfItsOwn) {
  for (const auto& route : routes()) {
    if (!is_change(route)) continue;
    const auto word = action_of(route);
    EXPECT_EQ(word.find(' '), std::string::npos) << word;
  }
}

}  // namespace
}  // namespace exo::admin::test
