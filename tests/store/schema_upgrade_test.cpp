#include <span>

#include "store/bot_store.h"
#include "store/call_store.h"
#include "store/migrations.h"
#include "store/test_call_store.h"
#include "store_fixture.h"

namespace exo::store::test {
namespace {

/// A database as the first release left it, with a row in each table that has changed since.
class SchemaUpgradeTest : public StoreTest {
 protected:
  void make_first_release() const {
    SQLite::Database db(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    const auto first = embedded::migrations().first(1);
    if (auto made = migrate(db, first); !made) throw std::runtime_error(made.error().detail);
    db.exec("INSERT INTO bots VALUES ('b', 'Bot', 'Hello', 'hi', 7)");
    db.exec(
        "INSERT INTO calls VALUES ('c', 'cid', 'sid', 'stream', '09876500001', '08047100001', 'incoming', 'did', 'b', "
        "0, "
        "'', '/voice-stream', 16000, 1000, 1001, 5, 'heard', 'builtin', '', 2000, 'caller_hangup', 'words', 3, 4, 5, "
        "'12')");
    db.exec(
        "INSERT INTO calls VALUES ('live', '', 'sid2', '', '', '', '', '', '', 1, '', '', 8000, 3000, NULL, NULL, "
        "'none', '', '', NULL, 'live', '', 0, 0, 0, '')");
    db.exec(
        "INSERT INTO users VALUES ('u', 'a@b', 'admin', 'hash', 0, 1); INSERT INTO tokens VALUES (zeroblob(32), 'u', "
        "'bearer', 1, 2, 3)");
  }
};

TEST_F(SchemaUpgradeTest, BotsSurviveWithTheDefaults) {
  make_first_release();
  const auto database = open_database();
  BotStore store(*database);
  const auto bot = store.get("b");
  ASSERT_TRUE(bot.has_value()) << bot.error().detail;
  const domain::Bot plain;
  EXPECT_EQ(bot->name + bot->greeting_text + bot->language, "BotHellohi");
  EXPECT_EQ(bot->updated_at, at(7));
  EXPECT_EQ(bot->active, plain.active);
  EXPECT_EQ(bot->kind, plain.kind);
  EXPECT_EQ(bot->interruptible, plain.interruptible);
  EXPECT_EQ(bot->max_duration, plain.max_duration);
  EXPECT_EQ(bot->max_calls, plain.max_calls);
  EXPECT_EQ(bot->after, plain.after);
  EXPECT_EQ(bot->menu, plain.menu);
  EXPECT_EQ(bot->menu_wait, plain.menu_wait);
  EXPECT_EQ(bot->menu_tries, plain.menu_tries);
  EXPECT_EQ(bot->login, plain.login);
  EXPECT_EQ(bot->voice + bot->greeting_recording, "");
  EXPECT_EQ(store.put(*bot).value(), BotStore::Put::replaced) << "what was kept is sound by today's rules";
}

TEST_F(SchemaUpgradeTest, CallsSurviveAndOpenOnesAreInterrupted) {
  make_first_release();
  const auto database = open_database();
  CallStore store(*database);
  const auto call = store.by_call_sid("sid");
  ASSERT_TRUE(call.has_value()) << call.error().detail;
  EXPECT_EQ(call->from + call->to + call->dtmf, "098765000010804710000112");
  EXPECT_EQ(call->end_reason, domain::EndReason::caller_hangup);
  EXPECT_EQ(call->ended_at, at(2000));
  EXPECT_EQ(call->greeting, domain::GreetingOutcome::heard);
  EXPECT_EQ(call->ignored, 5U);
  EXPECT_EQ(call->peer, "");
  EXPECT_FALSE(call->webhook_at.has_value());
  EXPECT_FALSE(call->heard_ms.has_value());
  EXPECT_EQ(call->interruptions, 0U);
  EXPECT_TRUE(call->timeline.empty());
  EXPECT_EQ(store.get("live")->end_reason, domain::EndReason::interrupted);
  EXPECT_EQ(store.forget_numbers(at(1001)), 1) << "old records lose their numbers too";
}

TEST_F(SchemaUpgradeTest, TheRestIsUntouchedAndTheNewTablesWork) {
  make_first_release();
  auto database = open_database();
  ASSERT_TRUE(TestCallStore(*database).add({.call_sid = "t", .placed_at = at(1)}));
  database.reset();
  EXPECT_EQ(peek("SELECT email || role FROM users"), "a@badmin");
  EXPECT_EQ(peek("SELECT count(*) FROM tokens"), "1");
  EXPECT_EQ(peek("SELECT count(*) FROM schema_migrations"), std::to_string(embedded::migrations().size()));
  EXPECT_EQ(peek("PRAGMA integrity_check"), "ok");
  EXPECT_EQ(
      peek("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE "
           "'%STRICT%'"),
      "0");
  database = open_database();
  EXPECT_TRUE(TestCallStore(*database).get("t").has_value()) << "opened again, nothing is migrated twice";
}

// Its text is in the field: another checksum would stop every database that exists (src/store/README.md).
TEST_F(SchemaUpgradeTest, TheFirstMigrationIsAsItWasReleased) {
  make_first_release();
  EXPECT_EQ(peek("SELECT checksum FROM schema_migrations WHERE version = 1"),
            "372f757bc8559a094b8c7c04c65eab4b8b75d6f9ab2d77f7d8a57c177b22477b");
}

}  // namespace
}  // namespace exo::store::test
