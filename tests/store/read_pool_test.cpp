#include "store/read_pool.h"

#include <barrier>
#include <thread>

#include <SQLiteCpp/Statement.h>

#include "store_fixture.h"

namespace exo::store::test {
namespace {

using ReadPoolTest = StoreTest;

TEST_F(ReadPoolTest, ReadsSideBySideUpToItsNumberOfConnections) {
  const auto database = open_database();
  ReadPool pool(file);
  // Each read waits inside for all the others: with fewer connections this would never end.
  std::barrier all_inside(static_cast<std::ptrdiff_t>(ReadPool::kConnections));
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < ReadPool::kConnections; ++i) {
    threads.emplace_back([&] {
      EXPECT_TRUE(pool.run([&](SQLite::Database&) -> Result<void> {
        all_inside.arrive_and_wait();
        return {};
      }));
    });
  }
}

TEST_F(ReadPoolTest, MoreReadersThanConnectionsAllGetTheirTurn) {
  const auto database = open_database();
  ReadPool pool(file);
  std::vector<std::jthread> threads;
  for (int t = 0; t < 16; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        EXPECT_TRUE(pool.run([](SQLite::Database& db) -> Result<void> {
          EXPECT_EQ(db.execAndGet("SELECT count(*) FROM bots").getInt(), 0);
          return {};
        }));
      }
    });
  }
}

TEST_F(ReadPoolTest, OneReadSeesOneMoment) {
  const auto database = open_database();
  ReadPool pool(file);
  ASSERT_TRUE(pool.run([&](SQLite::Database& db) -> Result<void> {
    EXPECT_EQ(db.execAndGet("SELECT count(*) FROM bots").getInt(), 0);
    EXPECT_TRUE(database->write([](SQLite::Database& writing) {
      return execute(writing,
                     "INSERT INTO bots (id, name, greeting_text, language, updated_at) VALUES ('b', '', '', 'en', 0)");
    }));
    EXPECT_EQ(db.execAndGet("SELECT count(*) FROM bots").getInt(), 0);
    return {};
  }));
  ASSERT_TRUE(pool.run([](SQLite::Database& db) -> Result<void> {
    EXPECT_EQ(db.execAndGet("SELECT count(*) FROM bots").getInt(), 1);
    return {};
  }));
}

TEST_F(ReadPoolTest, AFileThatIsGoneIsAnErrorAndFreesThePlace) {
  ReadPool pool(folder / "nowhere.db");
  for (std::size_t i = 0; i < 3 * ReadPool::kConnections; ++i) {
    const auto refused = pool.run([](SQLite::Database&) -> Result<void> { return {}; });
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, Errc::internal);
  }
}

}  // namespace
}  // namespace exo::store::test
