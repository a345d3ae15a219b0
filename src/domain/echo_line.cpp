#include "domain/echo_line.h"

namespace exo::domain {

EchoLine::EchoLine(SampleRate rate)
    : rate_(rate),
      frame_bytes_(default_frame_bytes(rate)),
      delay_bytes_(bytes_per_second(rate) * static_cast<std::size_t>(kEchoDelay.count()) / 1000) {}

void EchoLine::hear(Bytes pcm) {
  pending_.insert(pending_.end(), pcm.begin(), pcm.end());
  flowing_ = flowing_ || pending_.size() >= delay_bytes_;
}

std::shared_ptr<const GreetingAudio> EchoLine::next_frame() {
  if (!flowing_ || pending_.size() < frame_bytes_) return nullptr;
  auto frame = std::make_shared<GreetingAudio>(rate_);
  const auto end = pending_.begin() + static_cast<std::ptrdiff_t>(frame_bytes_);
  frame->append(Bytes(pending_.data(), frame_bytes_));
  pending_.erase(pending_.begin(), end);
  return frame;
}

void EchoLine::drop_all() {
  pending_.clear();
  flowing_ = false;
}

}  // namespace exo::domain
