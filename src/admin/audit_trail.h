#pragma once

#include <string>
#include <string_view>

#include "admin/route.h"
#include "admin/services.h"

namespace exo::admin {

// Who did what, for GET /api/v1/audit. An entry is committed before its answer leaves. When it cannot be written the
// change stands and its answer says so: the log then has the entry, as an error.

/// Does the audit hear of this route's successes from the front door? All that is no GET; sign-ins and test calls tell
/// it themselves.
[[nodiscard]] bool is_change(const Route& route) noexcept;

/// "bot.changed"; "POST /api/v1/…" for a route that has no word of its own.
[[nodiscard]] std::string action_of(const Route& route);

/// After a handler's success. The subject is what the path names, else the id in a 201's body.
void record_change(Services& services, const Route& route, const Request& request, const Reply& reply);

/// What came of a dial that Exotel was asked for.
struct TestCallOutcome {
  std::string_view action;  ///< "test_call.placed", "test_call.failed", or "test_call.uncertain": it may have rung
  std::string_view did_id;
  std::string_view to_number;  ///< whole; the audit keeps its last four digits (decisions.md §5)
  int status = 0;              ///< HTTP, of our answer
};
/// The subject is "{did_id}/{masked number}".
void record_test_call(Services& services, const Request& request, const TestCallOutcome& outcome);

/// `how` is the kind of token that the sign-in made.
void record_sign_in(Services& services, const Request& request, std::string_view action, const store::User& user,
                    store::TokenKind how);

/// A wrong password. `account` is what was typed: named only when it is an e-mail address, as people also type
/// passwords there.
void record_refusal(Services& services, const Request& request, std::string_view action, std::string_view account,
                    Errc reason);

/// Writes what RefusalFold has kept back for long enough: every entry and every reader of the audit brings that about.
void record_due_refusals(Services& services);

/// Writes all that RefusalFold has kept back: at the end.
void record_all_refusals(Services& services);

}  // namespace exo::admin
