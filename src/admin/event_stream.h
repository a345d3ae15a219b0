#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "admin/event_hub.h"
#include "admin/http_exchange.h"
#include "base/clock.h"

namespace exo::admin {

/// One reader's text/event-stream, written step by step. Used by one thread.
///
///   retry: 3000                  at the beginning, with the id to come back with
///   event: reset                 what was missed is no longer known: read again what you show
///   event: call | test-call      see call_news.h
///   event: signed-out            at the end, when the reader may no longer read
///   : still here                 when nothing was written for kHeartbeat
class EventStream {
 public:
  static constexpr std::chrono::milliseconds kPatience{500};  ///< of one step
  static constexpr std::chrono::seconds kHeartbeat{15};
  static constexpr std::chrono::seconds kRecheck{2};  ///< whether the reader may still read

  struct Reader {
    std::optional<std::string> last_id{};  ///< of what they have seen; nullopt: from now on
    std::function<bool()> may_read;
    std::shared_ptr<void> slot{};                                        ///< held until the stream ends
    std::function<SteadyTime()> clock = std::chrono::steady_clock::now;  ///< for tests
  };

  /// `hub` outlives it.
  EventStream(EventHub& hub, Reader reader);

  [[nodiscard]] StreamStep step(const BodySink& sink);

 private:
  [[nodiscard]] std::string beginning();
  [[nodiscard]] std::string reset();
  [[nodiscard]] std::string written(const EventHub::Batch& batch);

  EventHub& hub_;
  const Reader reader_;
  std::uint64_t seen_ = 0;
  bool begun_ = false;
  SteadyTime wrote_;
  SteadyTime checked_;
};

}  // namespace exo::admin
