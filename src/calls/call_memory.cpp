#include "calls/call_memory.h"

#include <utility>

namespace exo::calls {

CallMemory::CallMemory(std::size_t capacity, std::chrono::seconds lifetime)
    : capacity_(capacity), lifetime_(lifetime) {}

void CallMemory::remember(std::string_view call_id, domain::WebhookHit hit, SteadyTime now) {
  if (call_id.empty() || capacity_ == 0) return;
  const std::lock_guard lock(mutex_);
  forget_expired(now);
  if (const auto known = by_id_.find(call_id); known != by_id_.end()) {
    known->second->hit = std::move(hit);
    known->second->at = now;
    by_age_.splice(by_age_.end(), by_age_, known->second);
    return;
  }
  if (by_age_.size() >= capacity_) forget_oldest();
  by_age_.push_back({std::string(call_id), std::move(hit), now});
  by_id_.emplace(by_age_.back().call_id, std::prev(by_age_.end()));
}

std::optional<domain::WebhookHit> CallMemory::find(std::string_view call_id, SteadyTime now) {
  const std::lock_guard lock(mutex_);
  forget_expired(now);
  const auto known = by_id_.find(call_id);
  if (known == by_id_.end()) return std::nullopt;
  return known->second->hit;
}

std::size_t CallMemory::size() const {
  const std::lock_guard lock(mutex_);
  return by_age_.size();
}

void CallMemory::forget_oldest() {
  by_id_.erase(by_age_.front().call_id);
  by_age_.pop_front();
}

void CallMemory::forget_expired(SteadyTime now) {
  while (!by_age_.empty() && now - by_age_.front().at >= lifetime_) forget_oldest();
}

}  // namespace exo::calls
