#include "store/kept_statement.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

namespace exo::store {
namespace {

constexpr std::string_view kSelect = "SELECT value FROM things WHERE id = ?";

class KeptStatements : public testing::Test {
 protected:
  KeptStatements() { db.exec("CREATE TABLE things (id INTEGER, value TEXT); INSERT INTO things VALUES (1, 'one')"); }

  int prepared() {
    int count = 0;
    for (auto* each = sqlite3_next_stmt(db.getHandle(), nullptr); each != nullptr;
         each = sqlite3_next_stmt(db.getHandle(), each)) {
      ++count;
    }
    return count;
  }
  std::string value_of(int id) {
    const KeptStatement kept(db, kSelect);
    (*kept).bind(1, id);
    return (*kept).executeStep() ? (*kept).getColumn(0).getString() : std::string();
  }

  SQLite::Database db{":memory:", SQLite::OPEN_READWRITE};
};

TEST_F(KeptStatements, WithoutACacheNothingStays) {
  EXPECT_EQ(value_of(1), "one");
  EXPECT_EQ(prepared(), 0);
}

TEST_F(KeptStatements, AreUsedAgainWithoutWhatWasBound) {
  StatementCache cache(db);
  const StatementCache::Use use(cache);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(value_of(1), "one");
  EXPECT_EQ(value_of(2), "");
  EXPECT_EQ(prepared(), 1);
  const KeptStatement kept(db, kSelect);
  EXPECT_FALSE((*kept).executeStep()) << "the last value is gone";
}

TEST_F(KeptStatements, TheSameTextMayBeInUseTwice) {
  StatementCache cache(db);
  const StatementCache::Use use(cache);
  const KeptStatement outer(db, kSelect);
  (*outer).bind(1, 1);
  EXPECT_EQ(value_of(1), "one");
  EXPECT_TRUE((*outer).executeStep());
  EXPECT_EQ((*outer).getColumn(0).getString(), "one");
}

TEST_F(KeptStatements, AFailedOneIsNotKept) {
  StatementCache cache(db);
  const StatementCache::Use use(cache);
  db.exec("CREATE UNIQUE INDEX things_id ON things (id)");
  for (int i = 0; i < 2; ++i) {
    const KeptStatement insert(db, "INSERT INTO things (id) VALUES (1)");
    EXPECT_THROW((*insert).exec(), SQLite::Exception);
  }
  EXPECT_EQ(value_of(1), "one");
}

TEST_F(KeptStatements, AnotherConnectionsCacheIsLeftAlone) {
  SQLite::Database other(":memory:", SQLite::OPEN_READWRITE);
  StatementCache cache(other);
  const StatementCache::Use use(cache);
  EXPECT_EQ(value_of(1), "one");
  EXPECT_EQ(sqlite3_next_stmt(other.getHandle(), nullptr), nullptr);
}

TEST_F(KeptStatements, AnOuterCacheComesBack) {
  StatementCache cache(db);
  const StatementCache::Use use(cache);
  {
    SQLite::Database other(":memory:", SQLite::OPEN_READWRITE);
    StatementCache inner(other);
    const StatementCache::Use used(inner);
  }
  EXPECT_EQ(value_of(1), "one");
  EXPECT_EQ(prepared(), 1);
}

}  // namespace
}  // namespace exo::store
