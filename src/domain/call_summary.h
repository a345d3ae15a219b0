#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <vector>

#include "base/clock.h"
#include "domain/call_record.h"
#include "domain/call_verdict.h"

namespace exo::domain {

inline constexpr std::size_t kEndReasons = static_cast<std::size_t>(EndReason::no_stream) + 1;

/// Exotel's streams last no longer (exotel.md §1.4): what opened earlier than this before a period is not in it. One
/// that does, as calls.max_duration_seconds may let it, counts as open for so long.
inline constexpr std::chrono::hours kLongestStream{1};

/// How soon callers heard something, in milliseconds; exact up to kMost, which stands for all that is slower.
class FirstAudioTimes {
 public:
  static constexpr std::int64_t kMost = 30'000;

  FirstAudioTimes() : counts_(static_cast<std::size_t>(kMost) + 1) {}
  void add(std::int64_t ms);
  void clear();
  /// The smallest time that at least so many of a hundred needed at most; nullopt: there are none.
  [[nodiscard]] std::optional<std::int64_t> percentile(unsigned percent) const;

 private:
  std::vector<std::uint32_t> counts_;  ///< by milliseconds
  std::uint64_t all_ = 0;
  std::size_t highest_ = 0;
};

struct CallSummary {
  struct Bucket {
    WallTime at{};            ///< its beginning
    std::uint64_t calls = 0;  ///< that opened within it
    /// Streams that were open at one moment of it, wherever they had begun.
    std::uint64_t most_at_once = 0;
    std::optional<std::int64_t> first_audio_p50_ms{};
    std::optional<std::int64_t> first_audio_p95_ms{};
  };

  WallTime since{};
  WallTime until{};
  std::chrono::seconds bucket_length{1};
  std::vector<Bucket> buckets{};                        ///< from `since` on, one behind the other
  std::array<std::uint64_t, kEndReasons> ends{};        ///< by EndReason
  std::array<std::uint64_t, kVerdictCodes> verdicts{};  ///< by VerdictCode
  std::uint64_t calls = 0;
  std::uint64_t heard = 0;       ///< whose greeting was heard to its end
  std::uint64_t test_calls = 0;  ///< is_test
  std::uint64_t most_at_once = 0;
  std::optional<std::int64_t> first_audio_p50_ms{};
  std::optional<std::int64_t> first_audio_p95_ms{};
};

/// Which stretch of time is looked at, in how many parts.
struct SummaryPeriod {
  WallTime since{};
  WallTime until{};          ///< later than since
  std::size_t buckets = 24;  ///< at least 1; fewer come out when one would be shorter than a second
};

/// Sums up calls in one pass. Needs memory for the buckets, the times to first audio, and the streams that were open at
/// the same moment; nothing else of a call is kept.
class CallSumming {
 public:
  /// `now`: until when live calls last.
  CallSumming(const SummaryPeriod& period, WallTime now);
  /// In the order of opened_at. Calls that opened before `since` count as streams that are open; from kLongestStream
  /// before it they are all needed. Of a call it reads opened_at, test_call_did_id and what verdict_of reads.
  void add(const CallRecord& call);
  /// Once, at the end.
  [[nodiscard]] CallSummary finish();

 private:
  void go_to(std::size_t bucket);
  void close_bucket();
  void drop_ended(WallTime before);
  void open_stream(const CallRecord& call);

  CallSummary summary_;
  WallTime now_;
  std::optional<std::size_t> bucket_{};  ///< the one being filled; nullopt: none yet
  FirstAudioTimes in_bucket_;
  FirstAudioTimes in_all_;
  /// Ends of the streams that are open, the soonest first.
  std::priority_queue<WallTime, std::vector<WallTime>, std::greater<>> open_;
};

}  // namespace exo::domain
