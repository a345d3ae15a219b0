#include "store/writer.h"

#include <atomic>
#include <future>
#include <latch>
#include <thread>

#include "store/connection.h"
#include "store_fixture.h"

namespace exo::store::test {
namespace {

class WriterTest : public StoreTest {
 protected:
  [[nodiscard]] std::unique_ptr<Writer> open_writer() const {
    return std::make_unique<Writer>(open_for_writing(file).value());
  }

  static DatabaseWork insert_bot(const std::string& id) {
    return [id](SQLite::Database& db) {
      return execute(db, "INSERT INTO bots (id, name, greeting_text, language, updated_at) VALUES ('" + id +
                             "', '', '', 'en', 0)");
    };
  }

  /// Keeps the writer busy until `go_on` is set, so that what is queued meanwhile shares one transaction.
  static void occupy(Writer& writer, std::shared_future<void> go_on) {
    auto begun = std::make_shared<std::latch>(1);
    ASSERT_TRUE(writer.run_later([begun, go_on](SQLite::Database&) -> Result<void> {
      begun->count_down();
      go_on.wait();
      return {};
    }));
    begun->wait();
  }
};

TEST_F(WriterTest, AFailureInACrowdTouchesNobodyElse) {
  {
    const auto writer = open_writer();
    std::promise<void> go_on;
    occupy(*writer, go_on.get_future().share());
    std::atomic<int> failed{0};
    ASSERT_TRUE(writer->run_later(insert_bot("first")));
    ASSERT_TRUE(writer->run_later([&](SQLite::Database& db) -> Result<void> {
      db.exec("INSERT INTO bots (id, name, greeting_text, language, updated_at) VALUES ('undone', '', '', 'en', 0)");
      ++failed;
      return fail(Errc::conflict, "no");
    }));
    ASSERT_TRUE(writer->run_later([&](SQLite::Database& db) -> Result<void> {
      ++failed;
      return execute(
          db, "INSERT INTO bots (id, name, greeting_text, language, updated_at) VALUES ('first', 'twin', '', 'en', 0)");
    }));
    ASSERT_TRUE(writer->run_later(insert_bot("last")));
    go_on.set_value();
    EXPECT_TRUE(writer->run(insert_bot("waited for")));
    EXPECT_EQ(failed.load(), 2);
  }
  EXPECT_EQ(peek("SELECT group_concat(id) FROM (SELECT id FROM bots ORDER BY id)"), "first,last,waited for");
}

TEST_F(WriterTest, ATransactionThatSqliteGaveUpFailsAllThatSharedItAndNobodyAfter) {
  const auto writer = open_writer();
  std::promise<void> go_on;
  occupy(*writer, go_on.get_future().share());
  ASSERT_TRUE(writer->run_later(insert_bot("before")));
  // What a full disk or an I/O error makes SQLite do by itself.
  ASSERT_TRUE(writer->run_later([](SQLite::Database& db) { return execute(db, "ROLLBACK"); }));
  ASSERT_TRUE(writer->run_later(insert_bot("after")));
  go_on.set_value();
  EXPECT_TRUE(writer->run(insert_bot("next")));
  EXPECT_EQ(peek("SELECT group_concat(id) FROM (SELECT id FROM bots ORDER BY id)"), "after,next");
}

TEST_F(WriterTest, AWriteWhoseTransactionWentIsNeverReportedAsDone) {
  const auto writer = open_writer();
  const auto outcome = writer->run([](SQLite::Database& db) -> Result<void> {
    db.exec("INSERT INTO bots (id, name, greeting_text, language, updated_at) VALUES ('lost', '', '', 'en', 0)");
    return execute(db, "ROLLBACK");
  });
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, Errc::internal);
  EXPECT_EQ(peek("SELECT count(*) FROM bots"), "0");
}

TEST_F(WriterTest, TheQueueIsBounded) {
  std::promise<void> go_on;
  int accepted = 0;
  {
    const auto writer = open_writer();
    occupy(*writer, go_on.get_future().share());
    while (writer->run_later(insert_bot(std::to_string(accepted)))) ++accepted;
    EXPECT_EQ(accepted, static_cast<int>(Writer::kQueueLimit));
    // One that waits gets its turn when there is room.
    auto waiting = std::async(std::launch::async, [&] { return writer->run(insert_bot("waited for")); });
    go_on.set_value();
    EXPECT_TRUE(waiting.get());
  }
  EXPECT_EQ(peek("SELECT count(*) FROM bots"), std::to_string(accepted + 1));
}

TEST_F(WriterTest, FinishesWhatWasAcceptedBeforeItGoes) {
  {
    const auto writer = open_writer();
    std::promise<void> go_on;
    occupy(*writer, go_on.get_future().share());
    for (int i = 0; i < 200; ++i) ASSERT_TRUE(writer->run_later(insert_bot(std::to_string(i))));
    go_on.set_value();
  }
  EXPECT_EQ(peek("SELECT count(*) FROM bots"), "200");
}

TEST_F(WriterTest, AWriteInsideAWriteIsRefusedInsteadOfWaitingForever) {
  const auto writer = open_writer();
  const auto outcome = writer->run([&](SQLite::Database&) { return writer->run(insert_bot("inner")); });
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, Errc::internal);
}

TEST_F(WriterTest, ACommitIsVisibleToOthersOnceItReturned) {
  const auto writer = open_writer();
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(writer->run(insert_bot(std::to_string(i))));
    ASSERT_EQ(peek("SELECT count(*) FROM bots"), std::to_string(i + 1));
  }
}

TEST_F(WriterTest, WaitsForAnotherProcessThatIsWriting) {
  const auto writer = open_writer();
  SQLite::Database other(file, SQLite::OPEN_READWRITE, 5000);
  other.exec(
      "BEGIN IMMEDIATE; INSERT INTO bots (id, name, greeting_text, language, updated_at) VALUES ('theirs', '', '', "
      "'en', 0)");
  auto ours = std::async(std::launch::async, [&] { return writer->run(insert_bot("ours")); });
  other.exec("COMMIT");
  EXPECT_TRUE(ours.get());
  EXPECT_EQ(peek("SELECT count(*) FROM bots"), "2");
}

TEST_F(WriterTest, SaysThatAnotherProcessHoldsTheDatabaseForTooLong) {
  auto connection = open_for_writing(file).value();
  connection->setBusyTimeout(10);
  Writer writer(std::move(connection));
  SQLite::Database other(file, SQLite::OPEN_READWRITE, 5000);
  other.exec("BEGIN IMMEDIATE");
  const auto refused = writer.run(insert_bot("ours"));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::unavailable);
  other.exec("ROLLBACK");
  EXPECT_TRUE(writer.run(insert_bot("ours")));
}

}  // namespace
}  // namespace exo::store::test
