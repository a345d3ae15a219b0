#include <atomic>
#include <set>
#include <thread>

#include "store/integration_store.h"
#include "store_fixture.h"

namespace exo::store::test {
namespace {

using domain::Integration;

class IntegrationRevision : public StoreTest {
 protected:
  Result<Integration> touch() {
    return store.update([](Integration&) -> Result<void> { return {}; });
  }

  std::unique_ptr<Database> database = open_database();
  Vault vault = open_vault();
  IntegrationStore store{*database, vault};
};

TEST_F(IntegrationRevision, GoesUpByOneWithEveryCommit) {
  EXPECT_EQ(store.load()->revision, 0U) << "nothing stored";
  EXPECT_EQ(touch()->revision, 1U);
  EXPECT_EQ(touch()->revision, 2U);
  EXPECT_EQ(store.load()->revision, 2U);
  EXPECT_FALSE(store.update([](Integration&) -> Result<void> { return fail(Errc::conflict, "no"); }));
  EXPECT_EQ(store.load()->revision, 2U) << "nothing was written";
}

TEST_F(IntegrationRevision, IsNotForAChangeToChoose) {
  ASSERT_TRUE(touch());
  const auto changed = store.update([](Integration& record) -> Result<void> {
    record = {};
    record.revision = 77;
    return {};
  });
  EXPECT_EQ(changed->revision, 2U);
}

TEST_F(IntegrationRevision, ADocumentFromBeforeHasNone) {
  ASSERT_TRUE(touch());
  tamper("UPDATE integrations SET document = json_remove(document, '$.revision')");
  EXPECT_EQ(store.load()->revision, 0U);
  EXPECT_EQ(touch()->revision, 1U);
  tamper("UPDATE integrations SET document = json_set(document, '$.revision', -1)");
  EXPECT_FALSE(store.load());
  tamper("UPDATE integrations SET document = json_set(document, '$.revision', 'x')");
  EXPECT_FALSE(store.load());
}

TEST_F(IntegrationRevision, TwoHundredWritersAtOnceLoseNothing) {
  constexpr std::size_t kWriters = 200;
  std::vector<std::uint64_t> revisions(kWriters);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < kWriters; ++i) {
      threads.emplace_back([&, i] {
        const auto changed = store.update([i](Integration& record) -> Result<void> {
          record.dids.push_back({.id = "d" + std::to_string(i), .number = std::to_string(8'000'000'000 + i)});
          return {};
        });
        ASSERT_TRUE(changed);
        revisions[i] = changed->revision;
      });
    }
  }
  EXPECT_EQ(store.load()->dids.size(), kWriters);
  EXPECT_EQ(store.load()->revision, kWriters);
  EXPECT_EQ(std::set(revisions.begin(), revisions.end()).size(), kWriters) << "every commit has a revision of its own";
}

}  // namespace
}  // namespace exo::store::test
