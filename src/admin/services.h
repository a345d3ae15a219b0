#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

#include "admin/admin_plane.h"
#include "admin/call_poller.h"
#include "admin/cooldown.h"
#include "admin/exotel_access.h"
#include "admin/login_throttle.h"

namespace exo::admin {

/// Everything that handlers share. Thread-safe as its members are.
struct Services {
  AdminPlaneOptions options;  ///< as of the start: where to listen. What may change while running: live().
  AdminPlaneParts parts;
  LoginThrottle sign_ins{};
  Cooldown test_calls{std::chrono::seconds(5)};  ///< decisions.md §5: costs money and rings people
  std::mutex bot_changes{};                      ///< a change of a bot reads, merges and writes
  std::mutex publishing{};                       ///< so that an older directory never replaces a newer one

  /// Asks Exotel about test calls once it is started.
  CallPoller poller{parts.test_calls, parts.calls,
                    [this](std::string_view call_sid) { return ask_call_details(parts, live(), call_sid); }};

  /// As the configuration file says now. Valid as long as these services, though perhaps outdated.
  [[nodiscard]] const AdminPlaneOptions& live() const noexcept;
  void adopt(AdminPlaneOptions changed);

  /// All options that ever counted after a change; handlers hold references into them.
  std::vector<std::unique_ptr<const AdminPlaneOptions>> adopted{};
  std::atomic<const AdminPlaneOptions*> newest{nullptr};  ///< null: `options`
  std::mutex adopting{};

  /// Tells the switchboard what is stored now.
  [[nodiscard]] Result<void> publish_bots();
  [[nodiscard]] Result<void> publish_dids();
};

/// After a change that is already committed: a failure to publish is logged, as the change itself has succeeded.
void publish_bots_or_log(Services& services);
void publish_dids_or_log(Services& services);

}  // namespace exo::admin
