#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

#include "admin/admin_plane.h"
#include "admin/call_news.h"
#include "admin/call_poller.h"
#include "admin/call_tally.h"
#include "admin/cooldown.h"
#include "admin/event_hub.h"
#include "admin/exotel_access.h"
#include "admin/login_throttle.h"
#include "admin/refusal_fold.h"
#include "admin/reply_cache.h"
#include "admin/stream_slots.h"
#include "net/cidr.h"

namespace exo::admin {

/// Everything that handlers share. Thread-safe as its members are.
struct Services {
  AdminPlaneOptions options;  ///< as of the start: where to listen. What may change while running: live().
  AdminPlaneParts parts;
  LoginThrottle sign_ins{};
  LoginThrottle confirmations{};                 ///< of passwords by who is signed in
  Cooldown test_calls{std::chrono::seconds(5)};  ///< decisions.md §5: costs money and rings people
  StreamSlots exports{4};                        ///< /calls.csv and /audit.csv
  StreamSlots event_readers{16};                 ///< /events; with the exports far from all of the pool's 64 threads
  StreamSlotsByUser event_readers_of_one{6};     ///< of those 16
  StreamSlots previews{4};                       ///< greetings that are being spoken for a preview
  net::CidrList metrics_from{};                  ///< options.metrics_from, set before the server starts
  ReplyCache call_lists{};                       ///< of GET /calls
  ReplyCache call_summaries{std::chrono::seconds(5)};  ///< of GET /call-summary; busy sites write many times a second
  StreamSlots summaries{8};                            ///< that wait for `summing`, each with a thread of the pool
  StreamSlotsByUser summaries_of_one{2};               ///< of those 8
  std::atomic<bool> stopping{false};                   ///< what takes long breaks off
  std::mutex summing{};                                ///< one at a time: it reads many rows
  const WallTime started_at = wall_now();
  std::mutex bot_changes{};  ///< a change of a bot reads, merges and writes
  std::mutex publishing{};   ///< so that an older directory never replaces a newer one
  RefusalFold refusals{};

  EventHub events{};
  CallTally tally{};
  CallNews news{parts, events, tally};

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

  /// `unavailable` with retry_after when all are taken.
  [[nodiscard]] Result<std::shared_ptr<void>> take_export_slot();

  /// Tells the switchboard what is stored now.
  [[nodiscard]] Result<void> publish_bots();
  [[nodiscard]] Result<void> publish_dids();
};

/// After a change that is already committed: a failure to publish is logged, as the change itself has succeeded.
void publish_bots_or_log(Services& services);
void publish_dids_or_log(Services& services);

}  // namespace exo::admin
