#include "store/database.h"

#include <future>
#include <stdexcept>
#include <thread>

#include <sys/stat.h>

#include "store_fixture.h"

namespace exo::store::test {
namespace {

using DatabaseTest = StoreTest;

TEST_F(DatabaseTest, MakesTheFileAndItsFolderForTheOwnerOnly) {
  file = folder / "data" / "deep" / "exogate.db";
  const auto database = open_database();
  ASSERT_NE(database, nullptr);
  struct stat facts{};
  for (const auto* suffix : {"", "-wal", "-shm"}) {
    const std::string path = file.string() + suffix;
    ASSERT_EQ(::stat(path.c_str(), &facts), 0) << path;
    EXPECT_EQ(facts.st_mode & 0777, 0600U) << path;
  }
}

TEST_F(DatabaseTest, WritesDurablyInWalModeWithForeignKeys) {
  const auto database = open_database();
  const auto pragmas = database->write([](SQLite::Database& db) -> Result<std::string> {
    return db.execAndGet("PRAGMA journal_mode").getString() + " " + db.execAndGet("PRAGMA synchronous").getString() +
           " " + db.execAndGet("PRAGMA foreign_keys").getString();
  });
  EXPECT_EQ(pragmas.value(), "wal 2 1");
}

TEST_F(DatabaseTest, TheVersionGrowsBeforeAWriteIsAnswered) {
  const auto database = open_database();
  const auto before = database->version();
  EXPECT_EQ(database->read([](SQLite::Database&) -> Result<int> { return 1; }).value(), 1);
  EXPECT_EQ(database->version(), before) << "reading changes nothing";
  ASSERT_TRUE(database->write([](SQLite::Database& db) {
    return execute(
        db, "INSERT INTO bots (id, name, greeting_text, language, updated_at) VALUES ('b', 'Bot', 'Hello', 'en', 5)");
  }));
  EXPECT_GT(database->version(), before);
}

TEST_F(DatabaseTest, KeepsWhatWasWrittenWhenOpenedAgain) {
  ASSERT_TRUE(open_database()->write([](SQLite::Database& db) {
    return execute(
        db, "INSERT INTO bots (id, name, greeting_text, language, updated_at) VALUES ('b', 'Bot', 'Hello', 'en', 5)");
  }));
  const auto found = open_database()->read(
      [](SQLite::Database& db) { return count(db, "SELECT updated_at FROM bots WHERE id = 'b'"); });
  EXPECT_EQ(found.value(), 5);
}

TEST_F(DatabaseTest, ReturnsTheErrorOfAFailingWriteAndWritesNothingOfIt) {
  const auto database = open_database();
  const auto failed = database->write([](SQLite::Database& db) -> Result<int> {
    db.exec("INSERT INTO bots (id, name, greeting_text, language, updated_at) VALUES ('b', 'Bot', '', 'en', 0)");
    return fail(Errc::conflict, "changed my mind");
  });
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().code, Errc::conflict);
  EXPECT_EQ(failed.error().detail, "changed my mind");
  EXPECT_EQ(peek("SELECT count(*) FROM bots"), "0");
}

TEST_F(DatabaseTest, TurnsWhatIsThrownInAWriteIntoAnErrorAndGoesOn) {
  const auto database = open_database();
  const auto constraint = database->write([](SQLite::Database& db) -> Result<void> {
    db.exec("INSERT INTO bots (id, name, greeting_text, language, updated_at) VALUES ('b', 'Bot', '', 'en', 0)");
    return execute(
        db, "INSERT INTO bots (id, name, greeting_text, language, updated_at) VALUES ('b', 'Twin', '', 'en', 0)");
  });
  EXPECT_EQ(constraint.error().code, Errc::internal);
  const auto other = database->write([](SQLite::Database&) -> Result<void> { throw std::runtime_error("oops"); });
  EXPECT_EQ(other.error().code, Errc::internal);
  EXPECT_EQ(other.error().detail.find("oops"), std::string::npos);
  EXPECT_EQ(peek("SELECT count(*) FROM bots"), "0");
  EXPECT_TRUE(database->write([](SQLite::Database& db) {
    return execute(
        db, "INSERT INTO bots (id, name, greeting_text, language, updated_at) VALUES ('c', 'Next', '', 'en', 0)");
  }));
}

TEST_F(DatabaseTest, TurnsWhatIsThrownInAReadIntoAnError) {
  const auto database = open_database();
  const auto failed = database->read([](SQLite::Database& db) { return count(db, "SELECT nonsense FROM nowhere"); });
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().code, Errc::internal);
  EXPECT_EQ(database->read([](SQLite::Database& db) { return count(db, "SELECT 7"); }).value(), 7);
}

TEST_F(DatabaseTest, AReadConnectionCannotWrite) {
  const auto database = open_database();
  const auto refused = database->read([](SQLite::Database& db) {
    return execute(db,
                   "INSERT INTO bots (id, name, greeting_text, language, updated_at) VALUES ('b', 'Bot', '', 'en', 0)");
  });
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().detail, "the database is read-only");
}

TEST_F(DatabaseTest, SaysThatTheDatabaseIsFull) {
  const auto database = open_database();
  const auto full = database->write([](SQLite::Database& db) -> Result<void> {
    std::ignore = db.execAndGet("PRAGMA max_page_count = 1");  // SQLite raises it to what is in use
    return execute(db,
                   "INSERT INTO bots (id, name, greeting_text, language, updated_at) VALUES ('b', "
                   "hex(zeroblob(200000)), '', 'en', 0)");
  });
  ASSERT_FALSE(full.has_value());
  EXPECT_EQ(full.error().code, Errc::internal);
  EXPECT_EQ(full.error().detail, "the disk or the database is full");
  ASSERT_TRUE(database->write([](SQLite::Database& db) -> Result<void> {
    std::ignore = db.execAndGet("PRAGMA max_page_count = 1000000");
    return execute(db,
                   "INSERT INTO bots (id, name, greeting_text, language, updated_at) VALUES ('b', 'Bot', '', 'en', 0)");
  }));
}

TEST_F(DatabaseTest, SaysThatTheDatabaseIsReadOnly) {
  const auto database = open_database();
  const auto refused = database->write([](SQLite::Database& db) -> Result<void> {
    db.exec("PRAGMA query_only = ON");
    return execute(db,
                   "INSERT INTO bots (id, name, greeting_text, language, updated_at) VALUES ('b', 'Bot', '', 'en', 0)");
  });
  EXPECT_EQ(refused.error().detail, "the database is read-only");
}

TEST_F(DatabaseTest, ThreadsLoseNothing) {
  const auto database = open_database();
  ASSERT_TRUE(database->write([](SQLite::Database& db) {
    return execute(
        db, "INSERT INTO bots (id, name, greeting_text, language, updated_at) VALUES ('counter', '', '', 'en', 0)");
  }));
  constexpr int kThreads = 16;
  constexpr int kUpdates = 50;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < kUpdates; ++i) {
          EXPECT_TRUE(database->write([](SQLite::Database& db) -> Result<void> {
            const int value = db.execAndGet("SELECT updated_at FROM bots").getInt();
            return execute(db, "UPDATE bots SET updated_at = " + std::to_string(value + 1));
          }));
        }
      });
    }
  }
  EXPECT_EQ(peek("SELECT updated_at FROM bots"), std::to_string(kThreads * kUpdates));
}

TEST_F(DatabaseTest, TwoOpenersOfOneFileLoseNothing) {
  const auto first = open_database();
  const auto second = open_database();
  ASSERT_TRUE(first->write([](SQLite::Database& db) {
    return execute(
        db, "INSERT INTO bots (id, name, greeting_text, language, updated_at) VALUES ('counter', '', '', 'en', 0)");
  }));
  constexpr int kUpdates = 100;
  const auto add = [](Database& database) {
    for (int i = 0; i < kUpdates; ++i) {
      EXPECT_TRUE(database.write(
          [](SQLite::Database& db) { return execute(db, "UPDATE bots SET updated_at = updated_at + 1"); }));
    }
  };
  {
    const std::jthread one([&] { add(*first); });
    const std::jthread two([&] { add(*second); });
  }
  const auto total = second->read([](SQLite::Database& db) { return count(db, "SELECT updated_at FROM bots"); });
  EXPECT_EQ(total.value(), 2 * kUpdates);
}

TEST_F(DatabaseTest, ManyOpenersMayMakeTheSameFileAtOnce) {
  std::vector<std::future<std::string>> openers;
  for (int i = 0; i < 6; ++i) {
    openers.push_back(std::async(std::launch::async, [this] {
      const auto opened = Database::open(file);
      return opened ? std::string() : opened.error().detail;
    }));
  }
  for (auto& opener : openers) EXPECT_EQ(opener.get(), "");
}

TEST_F(DatabaseTest, RefusesAFileThatIsNoDatabaseAndLeavesItAlone) {
  for (const auto& content : {std::string("dear diary"), std::string(100'000, 'x')}) {
    ASSERT_TRUE(write_file(file, content, FileAccess::world_readable));
    const auto refused = Database::open(file);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, Errc::bad_configuration);
    EXPECT_EQ(refused.error().detail, file.string() + " is not an SQLite database");
    EXPECT_EQ(read_file(file).value(), content);
  }
}

TEST_F(DatabaseTest, RefusesAnotherProgramsDatabaseAndLeavesItAlone) {
  SQLite::Database(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("CREATE TABLE music (title TEXT)");
  const auto before = read_file(file).value();
  const auto refused = Database::open(file);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::bad_configuration);
  EXPECT_EQ(refused.error().detail, file.string() + " is the database of another program");
  EXPECT_EQ(read_file(file).value(), before);
}

TEST_F(DatabaseTest, RefusesAnotherApplicationId) {
  SQLite::Database(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("PRAGMA application_id = 77");
  const auto refused = Database::open(file);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().detail, file.string() + " is the database of another program");
}

TEST_F(DatabaseTest, RefusesANewerSchema) {
  open_database().reset();
  tamper("INSERT INTO schema_migrations VALUES (9999, '9999_future.sql', 'x', 0)");
  const auto refused = Database::open(file);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::bad_configuration);
  EXPECT_NE(refused.error().detail.find("newer exogate (schema 9999"), std::string::npos) << refused.error().detail;
}

TEST_F(DatabaseTest, RefusesAnAlteredMigration) {
  open_database().reset();
  tamper("UPDATE schema_migrations SET checksum = 'other' WHERE version = 1");
  const auto refused = Database::open(file);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::bad_configuration);
  EXPECT_NE(refused.error().detail.find("another text of migration 0001_first.sql"), std::string::npos);
}

TEST_F(DatabaseTest, RefusesWhatCannotBeAFile) {
  for (const auto& path : {folder.path(), std::filesystem::path("/proc/nowhere/exogate.db")}) {
    const auto refused = Database::open(path);
    ASSERT_FALSE(refused.has_value()) << path;
    EXPECT_EQ(refused.error().code, Errc::bad_configuration);
    EXPECT_TRUE(refused.error().detail.starts_with(path.string() + " cannot be used as the database"));
  }
}

TEST_F(DatabaseTest, RefusesATruncatedDatabase) {
  open_database().reset();
  const auto whole = read_file(file).value();
  ASSERT_TRUE(write_file(file, whole.substr(0, whole.size() / 2), FileAccess::owner_only));
  EXPECT_FALSE(Database::open(file).has_value());
}

}  // namespace
}  // namespace exo::store::test
