#include "simulator/bot_ear.h"

#include <chrono>
#include <utility>

namespace exo::simulator {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr std::size_t kMaxMarksKept = 10'000;

std::int64_t ms_between(SteadyTime from, SteadyTime to) {
  return duration_cast<milliseconds>(to - from).count();
}

}  // namespace

BotEar::BotEar(std::string stream_sid, std::uint32_t sample_rate, Recording recording, ClearedMarks cleared_marks)
    : stream_sid_(std::move(stream_sid)),
      sample_rate_(sample_rate),
      recording_(recording),
      cleared_marks_(cleared_marks) {}

void BotEar::start(SteadyTime now) {
  playout_.emplace(sample_rate_, now, recording_, cleared_marks_);
  started_ = now;
}

void BotEar::caller_acted(SteadyTime now) {
  if (first_clear_) return;
  last_input_ = now;
  media_at_input_ = media_;
}

void BotEar::hear(std::string_view text, SteadyTime now) {
  const auto use = recording_ == Recording::keep ? AudioUse::decode : AudioUse::measure;
  auto message = read_bot_message(text, stream_sid_, violations_, use);
  if (message.event == BotMessage::Event::none) return;
  if (!playout_) return violations_.note("message before start");
  if (message.event == BotMessage::Event::media) return obey_media(message, now);
  if (message.event == BotMessage::Event::clear) return obey_clear(now);
  pacing_.mark();
  if (playout_->mark(std::move(message.mark_name), now) == Playout::Accepted::dropped) {
    violations_.note("more than 10000 marks waiting");
  }
}

void BotEar::obey_media(const BotMessage& message, SteadyTime now) {
  if (!first_audio_) first_audio_ = now;
  ++media_;
  bytes_ += message.audio_bytes;
  pacing_.chunk(now, microseconds(message.audio_bytes / 2 * 1'000'000 / sample_rate_));
  const auto accepted = recording_ == Recording::keep ? playout_->push(message.audio, now)
                                                      : playout_->push_unheard(message.audio_bytes, now);
  if (accepted == Playout::Accepted::dropped) violations_.note("more than 10 minutes of audio waiting");
}

void BotEar::obey_clear(SteadyTime now) {
  playout_->clear(now);
  pacing_.clear();
  ++clears_;
  media_at_clear_ = media_;
  if (first_clear_) return;
  first_clear_ = FirstClear{};
  first_clear_->ms = ms_between(*started_, now);
  first_clear_->heard_ms = playout_->heard().count();
  if (!last_input_) return;
  first_clear_->after_input_ms = ms_between(*last_input_, now);
  first_clear_->media_since_input = media_ - media_at_input_;
}

std::vector<DueMark> BotEar::advance(SteadyTime now) {
  if (!playout_) return {};
  auto due = playout_->advance(now);
  for (const auto& mark : due) {
    if (mark.cause == DueMark::Cause::played && marks_.size() < kMaxMarksKept) marks_.push_back(mark.name);
  }
  if (!first_mark_ && !marks_.empty()) first_mark_ = now;
  return due;
}

void BotEar::report(VoicebotCallOutcome& outcome) {
  outcome.stream_sid = stream_sid_;
  if (first_audio_) {
    outcome.first_audio_ms = ms_between(*started_, *first_audio_);
    outcome.first_audio_us = duration_cast<microseconds>(*first_audio_ - *started_).count();
  }
  outcome.media_received = media_;
  outcome.bytes_received = bytes_;
  outcome.marks = marks_;
  outcome.heard_ms = playout_ ? playout_->heard().count() : 0;
  outcome.clears = clears_;
  if (first_clear_) {
    outcome.first_clear_ms = first_clear_->ms;
    outcome.clear_after_input_ms = first_clear_->after_input_ms;
    outcome.media_until_clear = first_clear_->media_since_input;
    outcome.heard_at_clear_ms = first_clear_->heard_ms;
    outcome.media_after_clear = media_ - media_at_clear_;
  }
  outcome.underruns = playout_ ? playout_->underruns() : 0;
  outcome.lateness_us = pacing_.take_lateness();
  const auto noted = violations_.list();
  outcome.violations.insert(outcome.violations.end(), noted.begin(), noted.end());
}

std::vector<std::int16_t> BotEar::take_heard() {
  return playout_ ? playout_->take_recording() : std::vector<std::int16_t>{};
}

}  // namespace exo::simulator
