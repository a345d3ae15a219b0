#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "base/clock.h"

namespace exo::speech {

/// Remembers a vendor's newest failure, so that callers do not all wait for one that is down. Any thread.
class VendorHealth {
 public:
  explicit VendorHealth(std::chrono::milliseconds pause) : pause_(pause) {}

  enum class Scope : bool { this_text_only, every_text };
  void failed(std::string reason, Scope scope, SteadyTime now);
  void succeeded();

  /// Why the vendor is not to be asked now; empty when it may be.
  [[nodiscard]] std::string pause_reason(SteadyTime now) const;
  /// The newest failure within ten minutes, unless a success followed it; else empty.
  [[nodiscard]] std::string trouble(SteadyTime now) const;

 private:
  const std::chrono::milliseconds pause_;
  mutable std::mutex mutex_;
  std::string reason_;
  SteadyTime failed_at_{};
  Scope scope_ = Scope::this_text_only;
};

}  // namespace exo::speech
