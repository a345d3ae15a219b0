#pragma once

#include "base/error.h"
#include "store/audit_log.h"

namespace exo::store {
class Database;
}

namespace exo::app {

// What a command does on the machine itself, where no account and no request is behind it: the actor is "console".
// `what` brings action, subject and fields.

[[nodiscard]] Result<void> record_at_console(store::Database& database, store::AuditEntry what);

/// Of a change that is made already: that nobody wrote it down is worth a word on standard error, not a failure.
void record_done_at_console(store::Database& database, store::AuditEntry what);

}  // namespace exo::app
