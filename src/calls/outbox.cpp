#include "calls/outbox.h"

#include <algorithm>
#include <utility>

namespace exo::calls {
namespace {

constexpr std::size_t kFirstCapacity = 4;

std::chrono::microseconds length_of(const domain::GreetingAudio& audio) {
  const auto samples = audio.frame_bytes() / 2;
  return std::chrono::microseconds(static_cast<std::int64_t>(samples * 1'000'000 / domain::hertz(audio.rate())));
}

}  // namespace

void Outbox::push(const domain::SendMedia& media) {
  if (!encoder_ || close_code_) return;
  auto& message = append();
  encoder_->media_head(message.text, media.sequence, media.chunk, media.timestamp_ms);
  message.payload = media.audio->payload(media.index);
  message.tail = exotel::StreamEncoder::kMediaTail;
  message.audio = media.audio;
  message.length = length_of(*media.audio);
  queued_ += message.length;
}

void Outbox::push(const domain::SendMark& mark) {
  if (!encoder_ || close_code_) return;
  encoder_->mark(append().text, mark.sequence, mark.name);
}

void Outbox::push(const domain::SendClear& clear) {
  if (!encoder_ || close_code_) return;
  forget_unsent();
  encoder_->clear(append().text, clear.sequence);
}

void Outbox::close(std::uint16_t code) {
  if (!close_code_) close_code_ = code;
  forget_unsent();
}

domain::Outlet Outbox::outlet() const noexcept {
  return queued_ >= max_queued_ || count_ >= kMostMessages ? domain::Outlet::full : domain::Outlet::open;
}

std::optional<Outbox::Pieces> Outbox::take() {
  if (count_ == 0 || on_wire_) return std::nullopt;
  on_wire_ = true;
  const auto& message = ring_[first_];
  return Pieces{message.text, message.payload, message.tail};
}

void Outbox::sent() {
  if (!on_wire_) return;
  on_wire_ = false;
  queued_ -= ring_[first_].length;
  ring_[first_].audio.reset();
  first_ = (first_ + 1) % ring_.size();
  --count_;
}

void Outbox::forget_unsent() {
  const std::size_t kept = on_wire_ ? 1 : 0;
  for (; count_ > kept; --count_) {
    auto& last = ring_[(first_ + count_ - 1) % ring_.size()];
    queued_ -= last.length;
    last.audio.reset();
  }
}

Outbox::Message& Outbox::append() {
  if (count_ == ring_.size()) {
    // A string's text may move with it, but nothing is on the wire twice: Pieces of the first message stay valid only
    // when its characters do not move, so the ring grows by swapping whole messages, whose heap blocks stay put.
    std::ranges::rotate(ring_, ring_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
    ring_.resize(std::max(kFirstCapacity, ring_.size() * 2));
  }
  auto& message = ring_[(first_ + count_++) % ring_.size()];
  message.payload = {};
  message.tail = {};
  message.audio.reset();
  message.length = {};
  return message;
}

}  // namespace exo::calls
