#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "simulator/voicebot_call.h"

namespace exo::simulator {

/// Does every call behave alike?
enum class LoadMix : std::uint8_t { alike, mixed };

/// Many calls at once, on one event loop.
struct LoadOptions {
  VoicebotCallOptions call;               ///< template; its talk_time is what is left of the load
  std::uint32_t calls = 100;              ///< at once, 1 to 20,000; a call that ends early is followed by another one
  std::chrono::seconds time{30};          ///< from the first call on, 1 s to 1 h
  std::chrono::milliseconds ramp{1'000};  ///< over which the first calls are spread
  LoadMix mix = LoadMix::alike;
  std::uint64_t seed = 1;  ///< of the mix and of all SIDs
};

/// Microseconds.
struct Spread {
  std::uint32_t p50 = 0;
  std::uint32_t p99 = 0;
  std::uint32_t most = 0;
};

struct LoadReport {
  std::uint64_t calls = 0;  ///< placed in all
  std::uint64_t connected = 0;
  std::uint64_t failed = 0;
  std::uint64_t greeted = 0;       ///< the caller heard something
  std::uint64_t most_at_once = 0;  ///< open streams
  Spread first_audio;              ///< from `start`
  Spread lateness;                 ///< of every chunk of every call (PacingMeter)
  Spread send_lag;                 ///< the worst of each call: how far this program was behind its own clock
  std::uint64_t media_sent = 0;
  std::uint64_t media_received = 0;
  std::uint64_t underruns = 0;
  std::uint64_t clears = 0;
  std::map<std::string, std::uint64_t> violations;  ///< by kind: calls that saw it
  std::map<std::string, std::uint64_t> ended_by;    ///< "caller", "bot", "connection"
  std::map<std::string, std::uint64_t> failures;    ///< by sentence, at most kMostFailures of them
  static constexpr std::size_t kMostFailures = 20;
};

/// Call number `index` of a mix: ending, rate, cadence, label, DTMF, counters, spelling and length differ, always in
/// the same way for the same seed. Pure.
[[nodiscard]] VoicebotCallOptions mixed_call(const LoadOptions& options, std::uint64_t index);

/// Blocks until the load is over. An Error is a mistake in the options. `until` is polled: true ends it early.
[[nodiscard]] Result<LoadReport> play_load(const LoadOptions& options, const std::function<bool()>& until = {});

/// One JSON object; times in milliseconds.
[[nodiscard]] std::string load_json(const LoadReport& report);
/// The same in plain words.
[[nodiscard]] std::string load_text(const LoadReport& report);

}  // namespace exo::simulator
