#include "store/migrations.h"

#include <algorithm>
#include <array>

#include "store_fixture.h"

namespace exo::store::test {
namespace {

using embedded::File;

class MigrationsTest : public StoreTest {
 protected:
  SQLite::Database db{file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};

  std::string value(const std::string& sql) { return db.execAndGet(sql).getString(); }
};

constexpr File kFirst{"0001_first.sql", "CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1);"};
constexpr File kSecond{"0002_second.sql", "ALTER TABLE a ADD COLUMN y TEXT;"};

TEST_F(MigrationsTest, AreAppliedOnceInOrder) {
  ASSERT_TRUE(migrate(db, std::array{kFirst}));
  ASSERT_TRUE(migrate(db, std::array{kFirst, kSecond}));
  ASSERT_TRUE(migrate(db, std::array{kFirst, kSecond}));
  EXPECT_EQ(value("SELECT count(*) FROM a"), "1");
  EXPECT_EQ(value("SELECT group_concat(version || name) FROM schema_migrations"), "10001_first.sql,20002_second.sql");
  EXPECT_EQ(value("PRAGMA application_id"), std::to_string(kApplicationId));
}

TEST_F(MigrationsTest, KeepTheSha256OfTheirText) {
  ASSERT_TRUE(migrate(db, std::array{File{"0001_first.sql", ""}}));
  EXPECT_EQ(value("SELECT checksum FROM schema_migrations"),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_F(MigrationsTest, AFailingOneLeavesTheDatabaseAsItWas) {
  ASSERT_TRUE(migrate(db, std::array{kFirst}));
  constexpr File kBroken{"0003_broken.sql", "DROP TABLE a; CREATE TABLE nonsense (;"};
  EXPECT_THROW(std::ignore = migrate(db, std::array{kFirst, kSecond, kBroken}), SQLite::Exception);
  EXPECT_EQ(value("SELECT count(*) FROM schema_migrations"), "1");
  EXPECT_EQ(value("SELECT x FROM a"), "1");
}

TEST_F(MigrationsTest, OneThatLeavesRowsThatReferToNothingIsUndone) {
  constexpr File kParents{"0001_parents.sql",
                          "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p INTEGER REFERENCES p (id));"
                          "INSERT INTO p VALUES (1); INSERT INTO c VALUES (1);"};
  constexpr File kOrphans{"0002_orphans.sql", "DELETE FROM p;"};
  ASSERT_TRUE(migrate(db, std::array{kParents}));
  EXPECT_FALSE(migrate(db, std::array{kParents, kOrphans}));
  EXPECT_EQ(value("SELECT count(*) FROM p"), "1");
}

TEST_F(MigrationsTest, RefuseANewerSchema) {
  ASSERT_TRUE(migrate(db, std::array{kFirst, kSecond}));
  const auto refused = migrate(db, std::array{kFirst});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::bad_configuration);
  EXPECT_EQ(refused.error().detail,
            "was written by a newer exogate (schema 2, this one knows 1): start that version again");
}

TEST_F(MigrationsTest, RefuseAnAlteredText) {
  ASSERT_TRUE(migrate(db, std::array{kFirst}));
  const auto refused = migrate(db, std::array{File{kFirst.name, "CREATE TABLE a (x INTEGER) STRICT;"}, kSecond});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::bad_configuration);
  EXPECT_EQ(value("SELECT count(*) FROM schema_migrations"), "1");
}

TEST_F(MigrationsTest, RefuseAHole) {
  constexpr File kThird{"0003_third.sql", "CREATE TABLE third (x);"};
  ASSERT_TRUE(migrate(db, std::array{kFirst, kThird}));
  EXPECT_FALSE(migrate(db, std::array{kFirst, kSecond, kThird}));
}

TEST_F(MigrationsTest, RefuseNamesThatAreNotNumberedInOrder) {
  for (const auto* name : {"first.sql", "1_first.sql", "0000_zero.sql", "0001first.sql", "0001_first.txt", "00a1_x.sql",
                           "-001_x.sql", "00012_x.sql", ""}) {
    EXPECT_FALSE(migrate(db, std::array{File{name, ""}})) << name;
  }
  EXPECT_FALSE(migrate(db, std::array{kSecond, kFirst}));
  EXPECT_FALSE(migrate(db, std::array{kFirst, kFirst}));
  EXPECT_EQ(value("SELECT count(*) FROM sqlite_schema"), "0");
}

TEST_F(MigrationsTest, EmbeddedOnesAreTheFilesOfTheFolderInOrder) {
  const auto files = embedded::migrations();
  ASSERT_FALSE(files.empty());
  EXPECT_EQ(files.front().name, "0001_first.sql");
  EXPECT_TRUE(std::ranges::is_sorted(files, {}, &File::name));
  const std::filesystem::path source(EXOGATE_SOURCE_DIR "/migrations");
  for (const auto& file : files) EXPECT_EQ(read_file(source / file.name).value(), file.bytes);
  EXPECT_TRUE(migrate(db, files));
}

TEST_F(MigrationsTest, OwnershipIsByApplicationId) {
  EXPECT_TRUE(check_ownership(db));  // empty
  db.exec("CREATE TABLE music (title TEXT)");
  EXPECT_FALSE(check_ownership(db));
  db.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
  EXPECT_TRUE(check_ownership(db));
}

}  // namespace
}  // namespace exo::store::test
