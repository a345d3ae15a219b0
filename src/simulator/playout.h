#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/encoding.h"
#include "simulator/voicebot_options.h"

namespace exo::simulator {

enum class Recording : std::uint8_t { keep, none };

/// A mark whose turn has come.
struct DueMark {
  std::string name;
  enum class Cause : std::uint8_t { played /* all audio before it was heard */, cleared } cause = Cause::played;

  bool operator==(const DueMark&) const = default;
};

/// The caller's ear (exotel.md §1.8, §2.3): what the bot sends is queued and played in real time, one sample after the
/// other, silence where nothing is queued. Pure: time comes in as an argument and never goes back. One thread.
class Playout {
 public:
  /// Audio that may wait to be played; more is dropped, so that no bot can fill the memory.
  static constexpr std::chrono::minutes kMaxQueued{10};
  static constexpr std::size_t kMaxQueuedMarks = 10'000;
  /// A session's longest life (exotel.md §1.4); the recording ends there.
  static constexpr std::chrono::minutes kMaxRecorded{60};
  /// The platform waits this long behind a chunk that is no multiple of 320 bytes (exotel.md §2.2).
  static constexpr std::chrono::milliseconds kShortPacketGap{20};
  /// Silence up to this long between two chunks is late audio (an underrun); longer silence is a pause.
  static constexpr std::chrono::milliseconds kLongestUnderrun{1000};

  /// `rate` in Hz, > 0. The recording's first sample is heard at `start`.
  Playout(std::uint32_t rate, SteadyTime start, Recording recording, ClearedMarks cleared = ClearedMarks::echo);

  enum class Accepted : std::uint8_t { queued, dropped /* the queue is full */ };

  /// s16le mono PCM; half a sample at the end is dropped.
  Accepted push(Bytes pcm, SteadyTime now);
  /// The same when only the size of the audio is known; the recording has silence there.
  Accepted push_unheard(std::size_t bytes, SteadyTime now);
  Accepted mark(std::string name, SteadyTime now);
  /// Drops what is queued and not yet played.
  void clear(SteadyTime now);
  /// Plays up to `now`; returns the marks that came due since the last call, in order.
  [[nodiscard]] std::vector<DueMark> advance(SteadyTime now);

  [[nodiscard]] std::uint64_t underruns() const noexcept { return underruns_; }
  [[nodiscard]] std::size_t queued_samples() const noexcept { return queued_samples_; }
  /// Audio of the bot that has been played, without the silence between.
  [[nodiscard]] std::chrono::milliseconds heard() const noexcept;
  /// Everything that was heard up to the last `now`; empty with Recording::none.
  [[nodiscard]] const std::vector<std::int16_t>& recording() const noexcept { return recorded_; }
  [[nodiscard]] std::vector<std::int16_t> take_recording() noexcept { return std::move(recorded_); }

 private:
  struct Audio {
    std::size_t count = 0;              ///< samples
    std::vector<std::int16_t> samples;  ///< `count` of them, or none when nobody records
    std::size_t played = 0;
  };
  struct Gap {
    std::size_t samples;
  };
  struct Mark {
    std::string name;
  };
  using Item = std::variant<Audio, Gap, Mark>;

  void play_until(SteadyTime now);
  /// Plays at most `budget` samples of the front; true when the front is used up.
  bool play_front(std::size_t budget);
  Accepted queue(std::size_t bytes, std::vector<std::int16_t> samples);
  void play(const Audio& audio, std::size_t count);
  void play_silence(std::size_t count);
  void note_resumption();
  [[nodiscard]] std::size_t samples_in(std::chrono::milliseconds time) const noexcept;

  const std::uint32_t rate_;
  const SteadyTime start_;
  const Recording recording_;
  const ClearedMarks cleared_;
  std::deque<Item> queue_;
  std::size_t queued_samples_ = 0;
  std::size_t queued_marks_ = 0;
  std::size_t position_ = 0;              ///< samples heard since start_
  std::size_t spoken_ = 0;                ///< of these, the bot's
  std::optional<std::size_t> dry_since_;  ///< where the audio ran out, until more comes or `clear`
  std::uint64_t underruns_ = 0;
  std::vector<DueMark> due_;
  std::vector<std::int16_t> recorded_;
};

}  // namespace exo::simulator
