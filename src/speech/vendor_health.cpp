#include "speech/vendor_health.h"

#include <utility>

namespace exo::speech {
namespace {

constexpr std::chrono::minutes kRemembered{10};

}  // namespace

void VendorHealth::failed(std::string reason, Scope scope, SteadyTime now) {
  const std::lock_guard lock(mutex_);
  // One bad text does not end the pause that a dead vendor deserves.
  if (scope == Scope::this_text_only && scope_ == Scope::every_text && now - failed_at_ < pause_) return;
  reason_ = std::move(reason);
  failed_at_ = now;
  scope_ = scope;
}

void VendorHealth::succeeded() {
  const std::lock_guard lock(mutex_);
  reason_.clear();
}

std::string VendorHealth::pause_reason(SteadyTime now) const {
  const std::lock_guard lock(mutex_);
  const bool paused = !reason_.empty() && scope_ == Scope::every_text && now - failed_at_ < pause_;
  return paused ? reason_ : std::string();
}

std::string VendorHealth::trouble(SteadyTime now) const {
  const std::lock_guard lock(mutex_);
  return now - failed_at_ < kRemembered ? reason_ : std::string();
}

}  // namespace exo::speech
