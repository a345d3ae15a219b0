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
#include <vector>

#include "calls/call_memory.h"
#include "calls/call_places.h"
#include "calls/call_plane.h"
#include "calls/counters.h"
#include "calls/failure_throttle.h"
#include "calls/token_book.h"
#include "calls/unfinished.h"
#include "domain/stream_brain.h"
#include "domain/stream_desk.h"
#include "net/cidr.h"

namespace exo::calls {

class Site;

/// One of the streams that the site may hold; given back when it goes.
class StreamSlot {
 public:
  using Seat = domain::StreamOpening::Seat;

  StreamSlot(Site& site, Seat seat) noexcept : site_(&site), seat_(seat) {}
  StreamSlot(StreamSlot&& other) noexcept : site_(std::exchange(other.site_, nullptr)), seat_(other.seat_) {}
  StreamSlot& operator=(StreamSlot&& other) noexcept {
    std::swap(site_, other.site_);
    std::swap(seat_, other.seat_);
    return *this;
  }
  ~StreamSlot();

  [[nodiscard]] Seat seat() const noexcept { return seat_; }

 private:
  Site* site_;
  Seat seat_;
};

inline constexpr std::size_t kMostIdlePerAddress = 64;
inline constexpr std::size_t kMostIdle = 1'024;
inline constexpr std::size_t kMostBrowserTokens = 1'000;

/// What all event loops share: the options, the other rooms, and the little state that is not of one call. Thread-safe.
class Site final : public domain::StreamDesk {
 public:
  /// Lists of addresses, parsed from the options of the same name.
  struct Addresses {
    net::CidrList trusted_proxies;
    net::CidrList allow_from;
  };
  /// `bad_configuration` names the entry that is none.
  [[nodiscard]] static Result<Addresses> parse_addresses(const CallPlaneOptions& options);

  Site(CallPlaneOptions options, CallPlaneParts parts, Addresses addresses);

  /// As they are now; what is kept for later may be outdated then, but stays valid as long as the site.
  [[nodiscard]] const CallPlaneOptions& options() const noexcept { return terms_.load()->options; }
  /// From now on these count. What is sized once (max_unfinished…, webhook_memory) stays as it was.
  void adopt(CallPlaneOptions options, Addresses addresses);
  [[nodiscard]] domain::CallLog& log() const noexcept { return parts_.log; }
  [[nodiscard]] std::string speech_trouble() const;
  /// May this peer say X-Forwarded-*?
  [[nodiscard]] bool is_trusted_proxy(std::string_view peer) const {
    return terms_.load()->addresses.trusted_proxies.contains(peer);
  }
  [[nodiscard]] bool is_allowed_address(std::string_view peer) const {
    const auto& allowed = terms_.load()->addresses.allow_from;
    return allowed.empty() || allowed.contains(peer);
  }
  [[nodiscard]] FailureThrottle& failures() noexcept { return failures_; }
  [[nodiscard]] TokenBook& tokens() noexcept { return tokens_; }
  /// Of /exotel/{bot_id}/{token}. A book of its own, so that no number of them pushes out Exotel's.
  [[nodiscard]] TokenBook& browser_tokens() noexcept { return browser_tokens_; }
  [[nodiscard]] UnfinishedSockets& unfinished() noexcept { return unfinished_; }
  /// Connections that wait for their next request, by the socket's own address; one more is closed after its answer.
  [[nodiscard]] UnfinishedSockets& idle() noexcept { return idle_; }
  [[nodiscard]] Counters& counters() noexcept { return counters_; }
  [[nodiscard]] const Counters& counters() const noexcept { return counters_; }

  /// The webhook was asked: keeps its words for the stream, begins the call's record and saves it (CallMemory).
  void remember(std::string_view call_id, domain::WebhookHit hit, domain::CallRecord record);
  /// A stream has opened, as its record says. If a webhook has announced its call, the record that was begun then is
  /// saved as open, once; the stream claims it by its `start`. Of all others nothing is saved yet.
  void stream_opened(const domain::CallRecord& stream);
  /// Ends the records of a few hundred calls at most whose stream did not come in time (`no_stream`).
  void end_lapsed();
  /// Ends the records of all calls whose stream did not come yet (`shutdown`).
  void end_waiting();

  [[nodiscard]] std::optional<domain::WebhookHit> webhook_hit(std::string_view call_id) override;
  [[nodiscard]] std::shared_ptr<const domain::Directory> directory() override { return parts_.switchboard.directory(); }
  [[nodiscard]] domain::GreetingSource& greetings() override { return parts_.greetings; }
  [[nodiscard]] domain::Admission admit(std::string_view bot_id, std::uint32_t bot_most,
                                        std::string_view did_id) override;

  /// Beyond max_streams one of the reserve; nullopt when that is full too, or the site stops.
  [[nodiscard]] std::optional<StreamSlot> take_slot();
  [[nodiscard]] std::size_t active_streams() const noexcept { return streams_.load(std::memory_order_relaxed); }

  /// From now on no call is taken.
  void drain() noexcept { draining_ = true; }
  [[nodiscard]] bool draining() const noexcept { return draining_; }
  /// Waits until there are no streams, or the grace is over.
  void wait_for_grace();
  /// The grace is over then at the latest; the earliest time told counts, even to a wait under way.
  void end_grace_by(SteadyTime time);
  /// Waits until there are no streams, at most so long.
  void wait_for_silence(std::chrono::milliseconds at_most);

 private:
  friend class StreamSlot;
  void give_back() noexcept;
  void save_ended(domain::CallRecord record, domain::EndReason reason, WallTime now);

  /// Everything that a changed configuration replaces, at once.
  struct Terms {
    CallPlaneOptions options;
    Addresses addresses;
  };

  std::mutex adopting_;
  /// All that ever counted: event loops hold references into them. One of a few hundred bytes a changed configuration.
  std::vector<std::unique_ptr<const Terms>> all_terms_;
  std::atomic<const Terms*> terms_;
  const CallPlaneParts parts_;
  Counters counters_;
  FailureThrottle failures_;
  TokenBook tokens_;
  TokenBook browser_tokens_{kMostBrowserTokens, 1};
  UnfinishedSockets unfinished_;
  UnfinishedSockets idle_{kMostIdlePerAddress, kMostIdle};
  CallPlaces places_;
  CallMemory memory_;
  std::atomic<std::size_t> streams_{0};
  std::atomic<bool> draining_{false};
  std::mutex silence_mutex_;
  std::condition_variable silence_;
  SteadyTime grace_ends_ = SteadyTime::max();
};

}  // namespace exo::calls
