#include "admin/database_files.h"
#include "admin_site.h"
#include "base/file.h"
#include "base/random.h"

namespace exo::admin::test {
namespace {

class SystemApi : public AdminSite {};

TEST_F(SystemApi, TellsWhatTheGatewayHasAndUses) {
  calls_state.max_calls = 2000;
  const auto before = get("/api/v1/system", clerk).json();
  EXPECT_EQ(before["version"], EXOGATE_VERSION);
  const auto started = time_from(before["started_at"].get<std::string>());
  ASSERT_TRUE(started);
  EXPECT_LE(*started, wall_now());
  EXPECT_GE(before["uptime_seconds"], 0);
  EXPECT_EQ(before["live_calls"], 3);
  EXPECT_EQ(before["max_calls"], 2000);
  EXPECT_EQ(before["accepting"], true);
  EXPECT_EQ(before["speech_trouble"], "no voice");
  EXPECT_GT(before["memory_bytes"], 1'000'000);
  EXPECT_GE(before["database"]["free_bytes_inside"], 0);
  domain::CallRecord call;
  call.id = random_uuid();
  call.opened_at = wall_now();
  stored.calls->save(call);
  ASSERT_TRUE(stored.calls->flush());
  calls_state.accepting = false;
  const auto after = get("/api/v1/system", owner).json();
  EXPECT_EQ(after["database"]["calls"], before["database"]["calls"].get<int>() + 1);
  EXPECT_EQ(after["started_at"], before["started_at"]);
  EXPECT_EQ(after["accepting"], false);
}

TEST_F(SystemApi, IsForWhoeverIsSignedIn) {
  EXPECT_EQ(get("/api/v1/system").status, 401);
  EXPECT_EQ(get("/api/v1/system", "garbage").status, 401);
}

TEST(DatabaseFiles, AreTheFileItsJournalAndTheirDisk) {
  const exo::test::TempFolder folder;
  ASSERT_TRUE(write_file(folder / "d.db", "12345", FileAccess::owner_only));
  auto files = database_files(folder / "d.db");
  EXPECT_EQ(files.database_bytes, 5U);
  EXPECT_EQ(files.journal_bytes, 0U);
  ASSERT_TRUE(write_file(folder / "d.db-wal", "123", FileAccess::owner_only));
  files = database_files(folder / "d.db");
  EXPECT_EQ(files.journal_bytes, 3U);
  EXPECT_GT(files.disk_total_bytes, 0U);
  EXPECT_LE(files.disk_free_bytes, files.disk_total_bytes);
  files = database_files(folder / "none" / "d.db");
  EXPECT_EQ(files.database_bytes, 0U);
  EXPECT_FALSE(files.disk_total_bytes);
}

}  // namespace
}  // namespace exo::admin::test
