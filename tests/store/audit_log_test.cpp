#include "store/audit_log.h"

#include <chrono>

#include "store_fixture.h"

namespace exo::store::test {
namespace {

class AuditLogTest : public StoreTest {
 protected:
  std::unique_ptr<Database> database = open_database();
  AuditLog audit{*database};

  void add(AuditEntry entry) { ASSERT_TRUE(audit.record(entry)); }
  std::vector<std::string> actions(const AuditFilter& filter) {
    std::vector<std::string> names;
    const auto entries = audit.list(filter).value();
    for (const auto& entry : entries) names.push_back(entry.action);
    return names;
  }
};

using Names = std::vector<std::string>;

TEST_F(AuditLogTest, KeepsEveryField) {
  const AuditEntry entry{.at = at(5),
                         .request_id = "0123456789abcdef",
                         .actor = "asha@example.com",
                         .actor_id = "u1",
                         .via = AuditVia::api,
                         .token_prefix = "exo_01234567",
                         .address = "10.0.0.1",
                         .action = "bot.changed",
                         .subject = "welcome",
                         .fields = {"name", "greeting_text"},
                         .status = 201,
                         .left_out = 7};
  add(entry);
  const auto found = audit.list({}).value();
  ASSERT_EQ(found.size(), 1U);
  const auto& kept = found.front();
  EXPECT_EQ(kept.seq, 1);
  EXPECT_EQ(kept.at, entry.at);
  EXPECT_EQ(
      kept.request_id + kept.actor + kept.actor_id + kept.token_prefix + kept.address + kept.action + kept.subject,
      "0123456789abcdefasha@example.comu1exo_0123456710.0.0.1bot.changedwelcome");
  EXPECT_EQ(kept.via, AuditVia::api);
  EXPECT_EQ(kept.fields, entry.fields);
  EXPECT_EQ(kept.status, 201);
  EXPECT_EQ(kept.left_out, 7U);
}

TEST_F(AuditLogTest, EveryWayOfBeingKnownComesBack) {
  for (const auto via : {AuditVia::nobody, AuditVia::session, AuditVia::bearer, AuditVia::api, AuditVia::console}) {
    add({.via = via});
    EXPECT_EQ(audit.list({.limit = 1})->front().via, via);
  }
}

TEST_F(AuditLogTest, IsAppendOnlyEvenForWhoeverHasTheFile) {
  add({.action = "one"});
  for (const auto* sql :
       {"UPDATE audit SET actor = 'x'", "DELETE FROM audit", "DELETE FROM audit WHERE seq = 1",
        "INSERT OR REPLACE INTO audit SELECT * FROM audit", "REPLACE INTO audit SELECT * FROM audit"}) {
    EXPECT_THROW(tamper(sql), SQLite::Exception) << sql;
  }
  EXPECT_EQ(actions({}), Names{"one"});
}

TEST_F(AuditLogTest, NobodyTakesThePlaceThatTheNextEntryGets) {
  // Before an insert, a seq that is not given reads -1.
  for (const auto* seq : {"-1", "0"}) {
    const auto sql =
        "INSERT INTO audit VALUES (" + std::string(seq) + ", 0, '', '', '', '', '', '', '', '', '[]', 0, 0)";
    EXPECT_THROW(tamper(sql.c_str()), SQLite::Exception) << seq;
  }
  add({.action = "one"});
  EXPECT_EQ(actions({}), Names{"one"});
}

TEST_F(AuditLogTest, IsFilteredByWhoWhatAndWhen) {
  add({.at = at(1000), .actor = "asha@example.com", .actor_id = "u1", .action = "bot.changed", .subject = "b1"});
  add({.at = at(2000), .actor = "ravi@example.com", .actor_id = "u2", .action = "bot.removed", .subject = "b1"});
  add({.at = at(3000), .actor = "ASHA@example.com", .actor_id = "u1", .action = "sign_in", .subject = "u1"});
  EXPECT_EQ(actions({}), (Names{"sign_in", "bot.removed", "bot.changed"})) << "the newest first";
  EXPECT_EQ(actions({.actor = "Asha@Example.com"}), (Names{"sign_in", "bot.changed"}));
  EXPECT_EQ(actions({.actor = "u2"}), Names{"bot.removed"});
  EXPECT_EQ(actions({.action = "bot.removed"}), Names{"bot.removed"});
  EXPECT_EQ(actions({.subject = "b1"}), (Names{"bot.removed", "bot.changed"}));
  EXPECT_EQ(actions({.since = at(2000)}), (Names{"sign_in", "bot.removed"})) << "from then on";
  EXPECT_EQ(actions({.until = at(2000)}), Names{"bot.changed"}) << "before then";
  EXPECT_EQ(actions({.actor = "u1", .action = "sign_in", .subject = "b1"}), Names{});
  EXPECT_EQ(actions({.actor = "' OR 1=1 --"}), Names{});
}

TEST_F(AuditLogTest, PagesFollowEachOtherWhileEntriesAreAdded) {
  for (int i = 0; i < 5; ++i) add({.action = std::to_string(i)});
  EXPECT_EQ(actions({.limit = 2}), (Names{"4", "3"}));
  add({.action = "new"});
  const auto seq = audit.list({.limit = 3})->back().seq;
  EXPECT_EQ(actions({.before = seq, .limit = 2}), (Names{"2", "1"}));
}

}  // namespace
}  // namespace exo::store::test
