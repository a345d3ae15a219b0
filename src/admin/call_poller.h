#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "domain/call_report.h"
#include "store/call_store.h"
#include "store/test_call_store.h"

namespace exo::admin {

/// Callbacks may be late or lost, so Exotel is asked about a test call this long after it was placed (exotel.md §6.4).
inline constexpr std::chrono::minutes kPollAfter[] = {std::chrono::minutes(2), std::chrono::minutes(5),
                                                      std::chrono::minutes(15), std::chrono::minutes(60)};

/// The first of those moments after `now`; nullopt when they are all over.
[[nodiscard]] std::optional<WallTime> next_scheduled_poll(WallTime placed_at, WallTime now);

/// Asks Exotel how test calls went, one at a time, on a thread of its own, until a terminal status is known or the
/// schedule is over. What is due is stored (TestCall::next_poll_at), so a restart forgets nothing. A call that somebody
/// looks at is asked about every 3 s. A failure of any kind silences all questions for a while: Exotel's limit of
/// requests is the account's.
class CallPoller {
 public:
  static constexpr std::chrono::seconds kWatchInterval{3};
  static constexpr std::chrono::seconds kWatchEndsAfter{10};  ///< without another watch()
  static constexpr std::chrono::minutes kLongestWatch{10};    ///< without a pause of kWatchEndsAfter
  static constexpr std::chrono::seconds kFirstPause{5};       ///< after a failure; doubles with each in a row
  static constexpr std::chrono::seconds kLongestPause{300};   ///< but for a longer Retry-After
  static constexpr std::chrono::hours kGiveUpAfter{2};        ///< of failures, since the call was placed

  using Ask = std::function<Result<domain::CallReport>(std::string_view call_sid)>;
  using Clock = std::function<WallTime()>;

  /// `test_calls` and `calls` outlive it. `ask` is called on one thread at a time and may block.
  CallPoller(store::TestCallStore& test_calls, store::CallStore& calls, Ask ask, Clock clock = wall_now);
  CallPoller(const CallPoller&) = delete;
  CallPoller& operator=(const CallPoller&) = delete;
  ~CallPoller();  ///< stop()

  void start();
  /// Returns when a question that is being asked has come back. May be called again, and without start().
  void stop();

  /// Somebody looks at this test call now. Any thread; does not block.
  void watch(std::string_view call_sid);

  /// Asks all that is due now: what the thread does again and again. Not while it runs.
  void poll_due();

 private:
  struct Watch {
    WallTime since{};
    WallTime seen{};
    std::optional<WallTime> asked{};
  };

  void run();
  [[nodiscard]] std::vector<std::string> watched_now(WallTime now);
  [[nodiscard]] std::vector<store::TestCall> due(WallTime now);
  void note_asked(const std::string& call_sid, WallTime now);
  /// Did it go well?
  bool poll(const store::TestCall& call);
  bool settle(const store::TestCall& call, const Result<domain::CallReport>& report);
  void pause(std::chrono::seconds at_least, WallTime now);
  bool keep(const store::TestCall& call, std::uint32_t polls, std::optional<WallTime> next);
  [[nodiscard]] bool stopping();

  store::TestCallStore& test_calls_;
  store::CallStore& calls_;
  const Ask ask_;
  const Clock clock_;
  WallTime quiet_until_{};        ///< of the polling thread only
  unsigned failures_in_row_ = 0;  ///< the same

  std::mutex mutex_;
  std::condition_variable wake_;
  std::map<std::string, Watch, std::less<>> watches_;
  bool nudged_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace exo::admin
