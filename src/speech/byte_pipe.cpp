#include "speech/byte_pipe.h"

#include <utility>

namespace exo::speech {

bool BytePipe::push(Bytes bytes) {
  const std::lock_guard lock(mutex_);
  if (abandoned_) return false;
  if (bytes.size() > left_) {
    overflowed_ = true;
    return false;
  }
  left_ -= bytes.size();
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  changed_.notify_one();
  return true;
}

void BytePipe::close(Result<HttpReply> outcome) {
  const std::lock_guard lock(mutex_);
  // A transfer that we ended ourselves looks complete to the transport.
  if (overflowed_) outcome = fail(Errc::upstream_failed, "more audio than a greeting can have");
  if (!outcome_) outcome_ = std::move(outcome);
  changed_.notify_one();
}

BytePipe::Pulled BytePipe::pull(SteadyTime deadline) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, deadline, [this] { return !bytes_.empty() || outcome_.has_value(); });
  if (!bytes_.empty()) return {.bytes = std::exchange(bytes_, {}), .outcome = std::nullopt};
  if (outcome_) return {.bytes = {}, .outcome = std::move(outcome_)};
  return {.bytes = {}, .outcome = std::nullopt, .timed_out = true};
}

void BytePipe::abandon() {
  const std::lock_guard lock(mutex_);
  abandoned_ = true;
}

void BytePipe::interrupt(Error reason) {
  const std::lock_guard lock(mutex_);
  abandoned_ = true;
  bytes_.clear();
  outcome_ = std::unexpected(std::move(reason));
  changed_.notify_one();
}

}  // namespace exo::speech
