#include "calls/site.h"

namespace exo::calls {

StreamSlot::~StreamSlot() {
  if (site_ != nullptr) site_->give_back();
}

Site::Site(CallPlaneOptions options, CallPlaneParts parts, net::CidrList proxies)
    : options_(std::move(options)), parts_(std::move(parts)), proxies_(std::move(proxies)) {}

std::string Site::speech_trouble() const {
  return parts_.speech_trouble ? parts_.speech_trouble() : std::string{};
}

void Site::remember(std::string_view call_id, domain::WebhookHit hit) {
  memory_.remember(call_id, std::move(hit), std::chrono::steady_clock::now());
}

std::optional<domain::WebhookHit> Site::webhook_hit(std::string_view call_id) {
  if (call_id.empty()) return std::nullopt;
  return memory_.find(call_id, std::chrono::steady_clock::now());
}

std::optional<StreamSlot> Site::take_slot() {
  if (draining_) return std::nullopt;
  auto taken = streams_.load();
  do {
    if (taken >= options_.max_streams) return std::nullopt;
  } while (!streams_.compare_exchange_weak(taken, taken + 1));
  return StreamSlot(*this);
}

void Site::give_back() noexcept {
  const std::lock_guard lock(silence_mutex_);
  if (--streams_ == 0) silence_.notify_all();
}

void Site::wait_for_silence(std::chrono::milliseconds at_most) {
  std::unique_lock lock(silence_mutex_);
  silence_.wait_for(lock, at_most, [this] { return streams_ == 0; });
}

}  // namespace exo::calls
