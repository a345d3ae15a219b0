#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>

#include "calls/asio_types.h"
#include "calls/site.h"
#include "domain/stream_brain.h"
#include "exotel/stream_codec.h"

namespace exo::calls {

/// Something that an event loop looks after: a connection or a media stream.
class LoopMember {
 public:
  LoopMember() = default;
  LoopMember(const LoopMember&) = delete;
  LoopMember& operator=(const LoopMember&) = delete;
  /// Every 20 ms; `beat`: when this one was due, at most 40 ms ago, 20 ms after the one before. Deadlines live here and
  /// nowhere else: racing a Beast operation against a timer kills the stream.
  virtual void tick(domain::Moment now, SteadyTime beat) = 0;
  /// The gateway stops: end politely and soon.
  virtual void end(domain::Moment now) = 0;

 protected:
  ~LoopMember() = default;

 private:
  friend class EventLoop;
  std::size_t slot_ = 0;
  std::size_t place_ = 0;
};

/// One io_context with one thread, its ticks and what its calls share. Each member is ticked every 20 ms; members are
/// spread over the time between, lest thousands of them be late together. Ticks only while it has members. All
/// functions but `io`, `site` and `run` belong to the loop's thread.
class EventLoop {
 public:
  static constexpr std::chrono::milliseconds kTick{20};
  static constexpr std::size_t kSlots = 10;  ///< of a tick; each has its members
  /// Between two reads of a settled socket: what it says waits for that long at most. Not more: 40 ms after it came
  /// the kernel would acknowledge it with a segment of its own, which costs both sides more than the read.
  static constexpr std::uint32_t kTicksOfRest = 2;

  explicit EventLoop(Site& site);
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  [[nodiscard]] asio::io_context& io() noexcept { return io_; }
  [[nodiscard]] Site& site() noexcept { return site_; }
  [[nodiscard]] exotel::StreamDecoder& decoder() noexcept { return decoder_; }
  [[nodiscard]] domain::StreamActions& scratch() noexcept { return scratch_; }

  /// The body of the loop's thread; returns after io().stop().
  void run() noexcept;
  /// Does what is ready and ends whoever comes late, once the loop's thread has ended; on the thread that joined it.
  void finish() noexcept;

  /// Once `end_all` was called, whoever comes late is ended at once.
  void add(LoopMember& member);
  void remove(LoopMember& member) noexcept;
  void end_all();
  /// Only calls make a crowd: connections that say nothing must not slow anybody down.
  void call_began() noexcept { ++calls_; }
  void call_ended() noexcept { --calls_; }
  /// So many calls that being woken by each message would cost more than it is worth (settled_socket.h).
  [[nodiscard]] bool is_crowded() const noexcept { return calls_ >= site_.options().crowd; }
  /// Far from crowded; between the two all stays as it is.
  [[nodiscard]] bool is_quiet() const noexcept { return calls_ < site_.options().crowd * 3 / 4; }

 private:
  using Slot = std::vector<LoopMember*>;
  static constexpr std::chrono::milliseconds kSlotTime = kTick / kSlots;

  void schedule_tick();
  void tick_slot();

  Site& site_;
  exotel::StreamDecoder decoder_;
  domain::StreamActions scratch_;
  std::array<Slot, kSlots> slots_;
  std::size_t turn_ = 0;  ///< the slot that is ticked next
  std::size_t size_ = 0;  ///< members of all slots
  std::size_t calls_ = 0;
  bool ticking_ = false;
  bool ending_ = false;
  SteadyTime next_tick_{};
  // Below the members' lists: destroying the io_context destroys its coroutines, whose members then say goodbye.
  asio::io_context io_{1};
  asio::executor_work_guard<Executor> work_;
  Timer timer_;
};

/// This moment, on the clocks that the brains are told.
[[nodiscard]] domain::Moment moment_now() noexcept;

}  // namespace exo::calls
