#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "simulator/bot_message.h"
#include "simulator/pacing_meter.h"
#include "simulator/playout.h"
#include "simulator/voicebot_call.h"

namespace exo::simulator {

/// What the caller's side of one stream makes of the bot's messages: obeys them, plays them, counts and judges. Pure:
/// time comes in as an argument and never goes back. One thread. Internal to the folder.
class BotEar {
 public:
  BotEar(std::string stream_sid, std::uint32_t sample_rate, Recording recording, ClearedMarks cleared_marks);

  /// `start` went out; what came before is a violation.
  void start(SteadyTime now);
  /// The caller pressed a key or began to speak.
  void caller_acted(SteadyTime now);
  /// One text frame of the bot.
  void hear(std::string_view text, SteadyTime now);
  void note(std::string_view violation) { violations_.note(violation); }
  /// Plays up to `now`; the marks that Exotel answers now.
  [[nodiscard]] std::vector<DueMark> advance(SteadyTime now);

  [[nodiscard]] std::optional<SteadyTime> started() const noexcept { return started_; }
  /// When the first mark was seen to be due.
  [[nodiscard]] std::optional<SteadyTime> first_mark() const noexcept { return first_mark_; }

  /// Adds what was heard.
  void report(VoicebotCallOutcome& outcome);
  /// From `start` to the last `now`; empty with Recording::none.
  [[nodiscard]] std::vector<std::int16_t> take_heard();

 private:
  void obey_media(const BotMessage& message, SteadyTime now);
  void obey_clear(SteadyTime now);

  struct FirstClear {
    std::int64_t ms = 0;  ///< from `start`
    std::optional<std::int64_t> after_input_ms;
    std::uint64_t media_since_input = 0;
    std::int64_t heard_ms = 0;
  };

  const std::string stream_sid_;
  const std::uint32_t sample_rate_;
  const Recording recording_;
  const ClearedMarks cleared_marks_;
  Violations violations_;
  PacingMeter pacing_;
  std::optional<Playout> playout_;
  std::optional<SteadyTime> started_;
  std::optional<SteadyTime> first_audio_;
  std::optional<SteadyTime> first_mark_;
  std::optional<SteadyTime> last_input_;
  std::optional<FirstClear> first_clear_;
  std::uint64_t media_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t media_at_input_ = 0;
  std::uint64_t media_at_clear_ = 0;  ///< at the last one
  std::uint64_t clears_ = 0;
  std::vector<std::string> marks_;
};

}  // namespace exo::simulator
