#include "calls/outbox.h"

#include <algorithm>
#include <utility>

namespace exo::calls {
namespace {

constexpr std::size_t kFirstCapacity = 4;

}  // namespace

void Outbox::push(const domain::SendMedia& media) {
  if (!encoder_ || close_code_) return;
  auto& message = append();
  encoder_->media_head(message.text, media.sequence, media.chunk, media.timestamp_ms);
  message.payload = media.audio->payload(media.index);
  message.tail = exotel::StreamEncoder::kMediaTail;
  message.audio = media.audio;
}

void Outbox::push(const domain::SendMark& mark) {
  if (!encoder_ || close_code_) return;
  auto& message = append();
  encoder_->mark(message.text, mark.sequence, mark.name);
  message.payload = {};
  message.tail = {};
  message.audio.reset();
}

void Outbox::close(std::uint16_t code) {
  if (!close_code_) close_code_ = code;
  count_ = on_wire_ ? 1 : 0;
}

domain::Outlet Outbox::outlet() const noexcept {
  return count_ >= kFullAt ? domain::Outlet::full : domain::Outlet::open;
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
  ring_[first_].audio.reset();
  first_ = (first_ + 1) % ring_.size();
  --count_;
}

Outbox::Message& Outbox::append() {
  if (count_ == ring_.size()) {
    // A string's text may move with it, but nothing is on the wire twice: Pieces of the first message stay valid only
    // when its characters do not move, so the ring grows by swapping whole messages, whose heap blocks stay put.
    std::ranges::rotate(ring_, ring_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
    ring_.resize(std::max(kFirstCapacity, ring_.size() * 2));
  }
  return ring_[(first_ + count_++) % ring_.size()];
}

}  // namespace exo::calls
