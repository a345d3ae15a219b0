#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "admin/admin_plane.h"
#include "admin/call_tally.h"
#include "admin/event_hub.h"

namespace exo::admin {

/// Makes events and counts of what the call store has written (store::CallWatcher), so whoever is told of a call can
/// read it:
///   call       {"change":"begun"|"changed"|"ended","call":{as GET /calls lists it}}
///   test-call  {as GET /test-calls lists it}, of one of the kTestCalls newest
/// Thread-safe.
class CallNews {
 public:
  static constexpr std::size_t kTestCalls = 50;

  /// All outlive it.
  CallNews(const AdminPlaneParts& parts, EventHub& hub, CallTally& tally) noexcept
      : parts_(parts), hub_(hub), tally_(tally) {}

  /// Knows the test calls that an earlier run placed, and has itself told by the call store from now on.
  void start();
  void stop();  ///< returns when nothing is being told any more

  /// One was placed, and is stored.
  void test_call_placed(std::string_view call_sid);

 private:
  void tell(const domain::CallRecord& call) noexcept;
  void tell(const domain::CallReport& report) noexcept;
  void tell_test_call(const std::string& call_sid);
  void remember(std::string call_sid);
  [[nodiscard]] bool is_test_call(const std::string& call_sid);
  [[nodiscard]] std::string_view change_of(const domain::CallRecord& call);

  const AdminPlaneParts& parts_;
  EventHub& hub_;
  CallTally& tally_;
  std::mutex mutex_;
  std::set<std::string, std::less<>> live_;  ///< ids of calls that were told and have not ended
  std::deque<std::string> test_calls_;       ///< SIDs, the newest last
};

}  // namespace exo::admin
