#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "calls/call_memory.h"
#include "calls/call_plane.h"
#include "domain/stream_desk.h"
#include "net/cidr.h"

namespace exo::calls {

class Site;

/// One of the streams that the site may hold; given back when it goes.
class StreamSlot {
 public:
  explicit StreamSlot(Site& site) noexcept : site_(&site) {}
  StreamSlot(StreamSlot&& other) noexcept : site_(std::exchange(other.site_, nullptr)) {}
  StreamSlot& operator=(StreamSlot&& other) noexcept {
    std::swap(site_, other.site_);
    return *this;
  }
  ~StreamSlot();

 private:
  Site* site_;
};

/// What all event loops share: the options, the other rooms, and the little state that is not of one call. Thread-safe.
class Site final : public domain::StreamDesk {
 public:
  Site(CallPlaneOptions options, CallPlaneParts parts, net::CidrList proxies);

  [[nodiscard]] const CallPlaneOptions& options() const noexcept { return options_; }
  [[nodiscard]] domain::CallLog& log() const noexcept { return parts_.log; }
  [[nodiscard]] std::string speech_trouble() const;
  /// May this peer say X-Forwarded-*?
  [[nodiscard]] bool is_trusted_proxy(std::string_view peer) const { return proxies_.contains(peer); }

  void remember(std::string_view call_id, domain::WebhookHit hit);
  [[nodiscard]] std::optional<domain::WebhookHit> webhook_hit(std::string_view call_id) override;
  [[nodiscard]] std::shared_ptr<const domain::Directory> directory() override { return parts_.switchboard.directory(); }
  [[nodiscard]] domain::GreetingSource& greetings() override { return parts_.greetings; }

  /// nullopt when the site is full or stops.
  [[nodiscard]] std::optional<StreamSlot> take_slot();
  [[nodiscard]] std::size_t active_streams() const noexcept { return streams_.load(std::memory_order_relaxed); }

  /// From now on no call is taken.
  void drain() noexcept { draining_ = true; }
  [[nodiscard]] bool draining() const noexcept { return draining_; }
  /// Waits until there are no streams, at most so long.
  void wait_for_silence(std::chrono::milliseconds at_most);

 private:
  friend class StreamSlot;
  void give_back() noexcept;

  const CallPlaneOptions options_;
  const CallPlaneParts parts_;
  const net::CidrList proxies_;
  CallMemory memory_;
  std::atomic<std::size_t> streams_{0};
  std::atomic<bool> draining_{false};
  std::mutex silence_mutex_;
  std::condition_variable silence_;
};

}  // namespace exo::calls
