#include "domain/greeting_audio.h"

#include <algorithm>
#include <span>
#include <utility>

namespace exo::domain {

GreetingAudio::GreetingAudio(SampleRate rate, std::size_t frame_bytes)
    : rate_(rate), frame_bytes_(frame_bytes == 0 ? default_frame_bytes(rate) : frame_bytes) {}

void GreetingAudio::append(Bytes pcm) {
  pending_.insert(pending_.end(), pcm.begin(), pcm.end());
  std::size_t used = 0;
  for (; pending_.size() - used >= frame_bytes_; used += frame_bytes_) {
    publish(Bytes(pending_).subspan(used, frame_bytes_));
  }
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(used));
}

void GreetingAudio::finish() {
  if (!pending_.empty()) {
    pending_.resize(frame_bytes_, std::byte{0});
    publish(pending_);
    pending_.clear();
  }
  complete_.store(true, std::memory_order_release);
}

void GreetingAudio::set_report(GreetingReport report) {
  const std::lock_guard lock(mutex_);
  report_ = std::move(report);
}

std::string_view GreetingAudio::payload(std::size_t index) const {
  const std::lock_guard lock(mutex_);
  return index < frames_.size() ? std::string_view(frames_[index]) : std::string_view();
}

GreetingReport GreetingAudio::report() const {
  const std::lock_guard lock(mutex_);
  return report_;
}

void GreetingAudio::publish(Bytes frame) {
  auto encoded = base64_encode(frame);
  const std::lock_guard lock(mutex_);
  frames_.push_back(std::move(encoded));
  published_.store(frames_.size(), std::memory_order_release);
}

}  // namespace exo::domain
