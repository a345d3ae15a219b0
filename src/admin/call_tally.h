#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "domain/call_record.h"

namespace exo::admin {

/// What is counted of the calls that ended while this process runs, for /metrics. Thread-safe.
class CallTally {
 public:
  /// Milliseconds from `start` to the first frame; one more bucket takes what is slower.
  static constexpr std::array<std::int64_t, 9> kFirstAudioMs = {10, 25, 50, 100, 250, 500, 1000, 2000, 4000};

  struct Counts {
    std::map<std::string, std::uint64_t> ended{};   ///< by end reason
    std::map<std::string, std::uint64_t> voices{};  ///< by what greeted: "builtin", "elevenlabs", …
    std::uint64_t fallbacks = 0;                    ///< greeted by another voice than the first choice
    std::array<std::uint64_t, kFirstAudioMs.size() + 1> first_audio{};  ///< not cumulative
    std::int64_t first_audio_ms_sum = 0;
  };

  /// A call that has ended, once.
  void add(const domain::CallRecord& call);
  [[nodiscard]] Counts counts() const;

 private:
  mutable std::mutex mutex_;
  Counts counts_;
};

}  // namespace exo::admin
