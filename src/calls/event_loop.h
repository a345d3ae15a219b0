#pragma once

#include <chrono>
#include <cstddef>
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
  /// Every 20 ms. Deadlines live here and nowhere else: racing a Beast operation against a timer kills the stream.
  virtual void tick(domain::Moment now) = 0;
  /// The gateway stops: end politely and soon.
  virtual void end(domain::Moment now) = 0;

 protected:
  ~LoopMember() = default;

 private:
  friend class EventLoop;
  std::size_t place_ = 0;
};

/// One io_context with one thread, its 20 ms tick and what its calls share. Ticks only while it has members. All
/// functions but `io`, `site` and `run` belong to the loop's thread.
class EventLoop {
 public:
  static constexpr std::chrono::milliseconds kTick{20};
  static constexpr std::size_t kCrowd = 512;  ///< members

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
  /// So many members that reading each message as it comes would cost more than it is worth (read_rhythm.h).
  [[nodiscard]] bool is_crowded() const noexcept { return members_.size() >= kCrowd; }

 private:
  void schedule_tick();
  void tick_all();

  Site& site_;
  exotel::StreamDecoder decoder_;
  domain::StreamActions scratch_;
  std::vector<LoopMember*> members_;
  bool ticking_ = false;
  bool ending_ = false;
  SteadyTime next_tick_{};
  // Below the members' list: destroying the io_context destroys its coroutines, whose members then say goodbye.
  asio::io_context io_{1};
  asio::executor_work_guard<Executor> work_;
  Timer timer_;
};

/// This moment, on the clocks that the brains are told.
[[nodiscard]] domain::Moment moment_now() noexcept;

}  // namespace exo::calls
