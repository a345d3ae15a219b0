#include "app/console_audit.h"

#include <cstdio>
#include <utility>

#include <fmt/format.h>

namespace exo::app {

Result<void> record_at_console(store::Database& database, store::AuditEntry what) {
  what.actor = "console";
  what.via = store::AuditVia::console;
  return store::AuditLog(database).record(what);
}

void record_done_at_console(store::Database& database, store::AuditEntry what) {
  const auto written = record_at_console(database, std::move(what));
  if (!written) fmt::print(stderr, "exogate: done, but the audit lacks it: {}\n", written.error().detail);
}

}  // namespace exo::app
