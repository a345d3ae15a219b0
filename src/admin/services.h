#pragma once

#include <chrono>
#include <mutex>

#include "admin/admin_plane.h"
#include "admin/call_poller.h"
#include "admin/cooldown.h"
#include "admin/exotel_access.h"
#include "admin/login_throttle.h"
#include "admin/refusal_fold.h"

namespace exo::admin {

/// Everything that handlers share. Thread-safe as its members are.
struct Services {
  AdminPlaneOptions options;
  AdminPlaneParts parts;
  LoginThrottle sign_ins{};
  Cooldown test_calls{std::chrono::seconds(5)};  ///< decisions.md §5: costs money and rings people
  std::mutex bot_changes{};                      ///< a change of a bot reads, merges and writes
  std::mutex publishing{};                       ///< so that an older directory never replaces a newer one
  RefusalFold refusals{};

  /// Asks Exotel about test calls once it is started.
  CallPoller poller{parts.test_calls, parts.calls,
                    [this](std::string_view call_sid) { return ask_call_details(parts, options, call_sid); }};

  /// Tells the switchboard what is stored now.
  [[nodiscard]] Result<void> publish_bots();
  [[nodiscard]] Result<void> publish_dids();
};

/// After a change that is already committed: a failure to publish is logged, as the change itself has succeeded.
void publish_bots_or_log(Services& services);
void publish_dids_or_log(Services& services);

}  // namespace exo::admin
