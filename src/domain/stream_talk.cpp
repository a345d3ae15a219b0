#include "domain/stream_talk.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace exo::domain {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr std::string_view kStepMark = "heard-";  // heard-{utterance}-{seconds}
constexpr std::int64_t kMicrosecondsPerSecond = 1'000'000;

microseconds frame_time(const GreetingAudio& audio) {
  return microseconds(audio.frame_bytes() * 1'000'000 / bytes_per_second(audio.rate()));
}

}  // namespace

void StreamTalk::say(std::shared_ptr<const GreetingAudio> audio, Marks marks, SteadyTime now) {
  ++number_;
  marking_ = marks;
  began_ = false;
  heard_ = false;
  said_ = {};
  backlog_ = std::max(std::chrono::duration_cast<microseconds>(play_end_ - now), microseconds{});
  seconds_marked_ = 0;
  seconds_heard_ = 0;
  last_progress_ = now;
  audio_ = std::move(audio);
  playout_.reset();
  if (audio_) playout_.emplace(audio_, lead_);
}

void StreamTalk::go_on_with(std::shared_ptr<const GreetingAudio> audio, SteadyTime now) {
  last_progress_ = now;
  audio_ = std::move(audio);
  playout_.reset();
  if (audio_) playout_.emplace(audio_, lead_);
}

StreamTalk::Progress StreamTalk::advance(SteadyTime now, Outlet outlet, StreamActions& out) {
  Progress progress;
  while (playout_ && outlet == Outlet::open) {
    const auto index = playout_->next_frame(now);
    if (!index) break;
    progress.began = progress.began || !std::exchange(began_, true);
    send_frame(playout_->audio(), *index, out);
    said_ += playout_->frame_length();
    last_progress_ = now;
    play_end_ = playout_->play_end() + backlog_;
    mark_steps(out);
  }
  if (!playout_ || !began_ || !playout_->exhausted()) return progress;
  send_mark(end_mark(), out);
  playout_.reset();
  progress.finished = true;
  return progress;
}

void StreamTalk::send(std::shared_ptr<const GreetingAudio> one_frame, SteadyTime now, StreamActions& out) {
  play_end_ = std::max(play_end_, now) + frame_time(*one_frame);
  send_frame(std::move(one_frame), 0, out);
}

void StreamTalk::send_frame(std::shared_ptr<const GreetingAudio> audio, std::size_t index, StreamActions& out) {
  const auto length = frame_time(*audio);
  const auto at = std::chrono::duration_cast<milliseconds>(sent_);
  out.emplace_back(SendMedia{.audio = std::move(audio),
                             .index = index,
                             .sequence = ++sequence_,
                             .chunk = ++chunk_,
                             .timestamp_ms = static_cast<std::uint64_t>(at.count())});
  sent_ += length;
}

void StreamTalk::send_mark(std::string name, StreamActions& out) {
  ++marks_;
  out.emplace_back(SendMark{.name = std::move(name), .sequence = ++sequence_});
}

void StreamTalk::mark_steps(StreamActions& out) {
  const auto seconds = said_.count() / kMicrosecondsPerSecond;
  if (marking_ != Marks::steps || seconds <= seconds_marked_) return;
  seconds_marked_ = seconds;
  send_mark(step_mark(seconds), out);
}

StreamTalk::Echo StreamTalk::on_mark(std::string_view name) {
  if (number_ != 0 && name == end_mark()) {
    const bool fresh = silent() && began_ && !heard_;
    heard_ = heard_ || fresh;
    return fresh ? Echo::all : Echo::stale;
  }
  if (name.starts_with(kStepMark)) {
    const auto dash = name.rfind('-');
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(name.data() + dash + 1, name.data() + name.size(), seconds);
    const bool ours = error == std::errc{} && end == name.data() + name.size() && name == step_mark(seconds);
    if (!ours || seconds > seconds_marked_ || !began_) return Echo::stale;
    seconds_heard_ = std::max(seconds_heard_, seconds);
    return Echo::part;
  }
  return name.starts_with(kGreetingMark) ? Echo::stale : Echo::foreign;
}

milliseconds StreamTalk::interrupt(SteadyTime now, StreamActions& out) {
  auto heard = playout_ ? playout_->played(now - backlog_) : std::chrono::duration_cast<milliseconds>(said_);
  if (!playout_ && play_end_ > now) heard -= std::chrono::duration_cast<milliseconds>(play_end_ - now);
  heard = std::max(heard, milliseconds(seconds_heard_ * 1000));
  playout_.reset();
  began_ = false;  // echoes of its marks may still come; they advance nothing
  play_end_ = now;
  out.emplace_back(SendClear{++sequence_});
  return heard;
}

std::string StreamTalk::end_mark() const {
  return number_ == 1 ? std::string(kGreetingMark) : fmt::format("{}-{}", kGreetingMark, number_);
}

std::string StreamTalk::step_mark(std::int64_t second) const {
  return fmt::format("{}{}-{}", kStepMark, number_, second);
}

}  // namespace exo::domain
