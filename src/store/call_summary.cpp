#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "store/call_query.h"
#include "store/call_rows.h"
#include "store/call_store.h"
#include "store/database.h"
#include "store/kept_statement.h"
#include "store/rows.h"

namespace exo::store {
namespace {

/// So many are read in one moment: some 50 ms.
constexpr std::size_t kRowsAtOnce = 20'000;

struct Part {
  std::size_t rows = 0;
  domain::CallPlace last{};
};

Result<Part> read_part(SQLite::Database& db, const CallQuery& wanted, domain::CallSumming& summing) {
  auto query = prepare(db, wanted);
  Part part;
  domain::CallRecord call;  // one for all rows: their texts take each other's memory
  while (query.executeStep()) {
    read_for_summary(query, call);
    summing.add(call);
    ++part.rows;
  }
  part.last = {call.opened_at, std::move(call.id)};
  return part;
}

std::uint64_t number(SQLite::Database& db, std::string_view sql) {
  const KeptStatement query(db, sql);
  (*query).executeStep();
  return static_cast<std::uint64_t>(integer_at(*query, 0));
}

}  // namespace

Result<domain::CallSummary> CallStore::summarise(const domain::CallFilter& filter, const domain::SummaryPeriod& period,
                                                 WallTime now, const std::function<bool()>& stopped) {
  auto wanted = filter;
  wanted.since = period.since - domain::kLongestStream;
  wanted.until = period.until;
  domain::CallSumming summing(period, now);
  std::optional<domain::CallPlace> after;
  for (;;) {
    if (stopped && stopped()) return fail(Errc::unavailable, "the gateway is stopping");
    const auto query = summary_query(wanted, after, kRowsAtOnce);
    auto part = database_.read([&](SQLite::Database& db) { return read_part(db, query, summing); });
    if (!part) return std::unexpected(part.error());
    if (part->rows < kRowsAtOnce) return summing.finish();
    after = std::move(part->last);
  }
}

Result<StoreSize> CallStore::size() {
  return database_.read([](SQLite::Database& db) -> Result<StoreSize> {
    return StoreSize{.calls = number(db, "SELECT count(*) FROM calls"),
                     .free_bytes = number(db, "PRAGMA freelist_count") * number(db, "PRAGMA page_size")};
  });
}

}  // namespace exo::store
