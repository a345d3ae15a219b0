#include "domain/paced_playout.h"

#include <algorithm>
#include <utility>

namespace exo::domain {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;

microseconds length_of_frame(const GreetingAudio& audio) {
  return microseconds(audio.frame_bytes() * 1'000'000 / bytes_per_second(audio.rate()));
}

}  // namespace

PacedPlayout::PacedPlayout(std::shared_ptr<const GreetingAudio> audio, std::chrono::milliseconds lead)
    : audio_(std::move(audio)), frame_(length_of_frame(*audio_)), lead_(std::max<microseconds>(lead, 2 * frame_)) {}

microseconds PacedPlayout::length(std::size_t frames) const {
  return frame_ * static_cast<std::int64_t>(frames);
}

void PacedPlayout::begin(SteadyTime now, SteadyTime origin) {
  began_ = now;
  origin_ = origin;
}

std::optional<std::size_t> PacedPlayout::next_frame(SteadyTime now) {
  if (starved()) return std::nullopt;
  const auto played_dry = now - length(sent_);
  if (sent_ == 0 || origin_ < played_dry) begin(now, played_dry);
  // What would be late at the next tick goes out at this one, so no frame is ever late for being asked about in steps.
  const auto step = now == began_ ? microseconds{} : microseconds(kPaceStep);
  const auto early = duration_cast<microseconds>(now - origin_) + lead_ + step - length(sent_ + 1);
  if (early < microseconds{}) return std::nullopt;
  return sent_++;
}

bool PacedPlayout::exhausted() const {
  return audio_->complete() && starved();
}

std::chrono::milliseconds PacedPlayout::played(SteadyTime now) const {
  if (sent_ == 0) return {};
  const auto by_clock = std::chrono::duration_cast<microseconds>(now - origin_);
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::clamp(by_clock, microseconds{}, length(sent_)));
}

std::chrono::milliseconds PacedPlayout::position(std::size_t index) const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(length(index));
}

}  // namespace exo::domain
