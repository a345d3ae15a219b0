#include "calls/failure_throttle.h"

#include <fmt/format.h>

namespace exo::calls {
namespace {

std::string key_of(std::string_view address, std::string_view what) {
  return fmt::format("{}\n{}", address, what);
}

}  // namespace

bool FailureThrottle::blocks(std::string_view address, std::string_view what, SteadyTime now) {
  const auto key = key_of(address, what);
  const std::lock_guard lock(mutex_);
  forget_over(now);
  const auto known = by_key_.find(key);
  return known != by_key_.end() && known->second->failures >= kMost;
}

void FailureThrottle::failed(std::string_view address, std::string_view what, SteadyTime now) {
  if (capacity_ == 0) return;
  auto key = key_of(address, what);
  const std::lock_guard lock(mutex_);
  forget_over(now);
  if (const auto known = by_key_.find(key); known != by_key_.end()) {
    ++known->second->failures;
    return;
  }
  if (by_age_.size() >= capacity_) forget_oldest();
  by_age_.push_back({std::move(key), now, 1});
  by_key_.emplace(by_age_.back().key, std::prev(by_age_.end()));
}

std::size_t FailureThrottle::size() const {
  const std::lock_guard lock(mutex_);
  return by_age_.size();
}

void FailureThrottle::forget_oldest() {
  by_key_.erase(by_age_.front().key);
  by_age_.pop_front();
}

void FailureThrottle::forget_over(SteadyTime now) {
  while (!by_age_.empty() && now - by_age_.front().begin >= kWindow) forget_oldest();
}

}  // namespace exo::calls
