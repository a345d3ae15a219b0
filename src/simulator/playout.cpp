#include "simulator/playout.h"

#include <algorithm>
#include <utility>

#include "domain/audio_format.h"

namespace exo::simulator {
namespace {

std::vector<std::int16_t> to_samples(Bytes pcm) {
  std::vector<std::int16_t> samples(pcm.size() / 2);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto low = std::to_integer<unsigned>(pcm[2 * i]);
    const auto high = std::to_integer<unsigned>(pcm[2 * i + 1]);
    samples[i] = static_cast<std::int16_t>(static_cast<std::uint16_t>(high << 8 | low));
  }
  return samples;
}

}  // namespace

Playout::Playout(std::uint32_t rate, SteadyTime start, Recording recording, ClearedMarks cleared)
    : rate_(rate), start_(start), recording_(recording), cleared_(cleared) {}

std::size_t Playout::samples_in(std::chrono::milliseconds time) const noexcept {
  return static_cast<std::size_t>(time.count()) * rate_ / 1000;
}

Playout::Accepted Playout::push(Bytes pcm, SteadyTime now) {
  play_until(now);
  return queue(pcm.size(), recording_ == Recording::keep ? to_samples(pcm) : std::vector<std::int16_t>{});
}

Playout::Accepted Playout::push_unheard(std::size_t bytes, SteadyTime now) {
  play_until(now);
  return queue(bytes, {});
}

Playout::Accepted Playout::queue(std::size_t bytes, std::vector<std::int16_t> samples) {
  const std::size_t count = bytes / 2;
  if (queued_samples_ + count > samples_in(kMaxQueued)) return Accepted::dropped;
  if (count == 0) return Accepted::queued;
  note_resumption();
  queued_samples_ += count;
  queue_.emplace_back(Audio{.count = count, .samples = std::move(samples)});
  if (bytes % domain::kFrameQuantum != 0) queue_.emplace_back(Gap{samples_in(kShortPacketGap)});
  return Accepted::queued;
}

std::chrono::milliseconds Playout::heard() const noexcept {
  return std::chrono::milliseconds(spoken_ * 1000 / rate_);
}

Playout::Accepted Playout::mark(std::string name, SteadyTime now) {
  play_until(now);
  if (queued_marks_ >= kMaxQueuedMarks) return Accepted::dropped;
  ++queued_marks_;
  queue_.emplace_back(Mark{std::move(name)});
  return Accepted::queued;
}

void Playout::clear(SteadyTime now) {
  play_until(now);
  for (auto& item : queue_) {
    auto* mark = std::get_if<Mark>(&item);
    if (mark != nullptr && cleared_ == ClearedMarks::echo) {
      due_.push_back({std::move(mark->name), DueMark::Cause::cleared});
    }
  }
  queue_.clear();
  queued_samples_ = 0;
  queued_marks_ = 0;
  dry_since_.reset();
}

std::vector<DueMark> Playout::advance(SteadyTime now) {
  play_until(now);
  return std::exchange(due_, {});
}

void Playout::note_resumption() {
  if (!dry_since_) return;
  const std::size_t silence = position_ - *dry_since_;
  if (silence > 0 && silence <= samples_in(kLongestUnderrun)) ++underruns_;
  dry_since_.reset();
}

void Playout::play_until(SteadyTime now) {
  if (now < start_) return;
  const auto elapsed = std::chrono::duration_cast<std::chrono::microseconds>(now - start_).count();
  const std::size_t target = static_cast<std::size_t>(elapsed) * rate_ / 1'000'000;
  while (!queue_.empty() && play_front(target > position_ ? target - position_ : 0)) queue_.pop_front();
  if (target > position_) play_silence(target - position_);
}

bool Playout::play_front(std::size_t budget) {
  if (auto* mark = std::get_if<Mark>(&queue_.front())) {
    --queued_marks_;
    due_.push_back({std::move(mark->name), DueMark::Cause::played});
    return true;
  }
  if (auto* gap = std::get_if<Gap>(&queue_.front())) {
    const std::size_t count = std::min(budget, gap->samples);
    dry_since_.reset();
    play_silence(count);
    gap->samples -= count;
    if (gap->samples == 0) dry_since_ = position_;
    return gap->samples == 0;
  }
  auto& audio = std::get<Audio>(queue_.front());
  const std::size_t count = std::min(budget, audio.count - audio.played);
  if (count > 0) dry_since_.reset();
  play(audio, count);
  audio.played += count;
  queued_samples_ -= count;
  if (audio.played < audio.count) return false;
  dry_since_ = position_;
  return true;
}

void Playout::play(const Audio& audio, std::size_t count) {
  spoken_ += count;
  if (audio.samples.empty()) return play_silence(count);
  position_ += count;
  if (recording_ == Recording::none) return;
  const std::size_t room = samples_in(kMaxRecorded) - recorded_.size();
  const auto* first = audio.samples.data() + audio.played;
  recorded_.insert(recorded_.end(), first, first + std::min(count, room));
}

void Playout::play_silence(std::size_t count) {
  position_ += count;
  if (recording_ == Recording::none) return;
  const std::size_t room = samples_in(kMaxRecorded) - recorded_.size();
  recorded_.resize(recorded_.size() + std::min(count, room));
}

}  // namespace exo::simulator
