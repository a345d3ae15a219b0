#include "store/number_removal.h"

#include <array>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "store/database.h"
#include "store/rows.h"

namespace exo::store {
namespace {

constexpr std::int64_t kRowsAtOnce = 500;

// Each condition is word for word that of a partial index (0002_call_plane.sql). Pressed digits stand in the timeline
// too; a record has them there only when its dtmf is not empty.
constexpr const char* kCalls =
    "UPDATE calls SET from_number = '', to_number = '', dtmf = '', timeline = CASE WHEN dtmf = '' THEN timeline ELSE "
    "(SELECT json_group_array(CASE WHEN json_extract(value, '$.kind') = 'dtmf' THEN json_remove(value, '$.detail') "
    "ELSE json(value) END) FROM json_each(timeline) WHERE type = 'object') END WHERE rowid IN (SELECT rowid FROM calls "
    "WHERE opened_at < ? AND (from_number <> '' OR to_number <> '' OR dtmf <> '') LIMIT ?)";
constexpr const char* kReports =
    "UPDATE call_reports SET has_numbers = 0, document = json_remove(document, '$.from', '$.to') WHERE seq IN (SELECT "
    "seq FROM call_reports WHERE at < ? AND has_numbers = 1 LIMIT ?)";
constexpr const char* kTestCalls =
    "UPDATE test_calls SET to_number = '' WHERE rowid IN (SELECT rowid FROM test_calls WHERE placed_at < ? AND "
    "to_number <> '' LIMIT ?)";

Result<std::int64_t> update_in_steps(Database& database, const char* sql, WallTime before) {
  for (std::int64_t changed = 0;;) {
    const auto step = database.write([&](SQLite::Database& db) -> Result<std::int64_t> {
      SQLite::Statement update(db, sql);
      bind_all(update, before, kRowsAtOnce);
      return update.exec();
    });
    if (!step) return step;
    changed += *step;
    if (*step < kRowsAtOnce) return changed;
  }
}

}  // namespace

Result<std::int64_t> remove_numbers(Database& database, WallTime before) {
  const auto calls = update_in_steps(database, kCalls, before);
  for (const auto* others : {kReports, kTestCalls}) {
    const auto changed = update_in_steps(database, others, before);
    if (!changed) return changed;
  }
  return calls;
}

}  // namespace exo::store
