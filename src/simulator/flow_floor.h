#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include "simulator/call_ledger.h"
#include "simulator/exotel_stand_in.h"
#include "simulator/voicebot_task.h"

namespace exo::simulator {

/// The flows of a stand-in Exotel: rings the customer of each accepted dial, connects the call to the Voicebot applet
/// and keeps what came of it as {CallSid}.wav and {CallSid}.json. Internal to the folder.
class FlowFloor {
 public:
  /// `options` and `ledger` must outlive it. `executor`: of one thread, which is the ledger's.
  FlowFloor(const StandInOptions& options, CallLedger& ledger, CallAssets assets,
            boost::asio::any_io_executor executor);

  /// On the executor. Returns at once.
  void play(FlowDial dial);
  [[nodiscard]] bool has_room() const noexcept { return live_ < options_.max_calls; }
  /// From another thread: every caller hangs up; returns when the last call has been saved.
  void clear();

 private:
  /// How long a telephone rings before `then`.
  struct Ringing {
    std::chrono::milliseconds time{};
    Callee then = Callee::answers;
  };
  [[nodiscard]] Ringing ringing_of(const FlowDial& dial) const;
  boost::asio::awaitable<void> live(VoicebotCallOptions call, Ringing ringing);
  boost::asio::awaitable<PlayedCall> ring_and_talk(VoicebotCallOptions call, Ringing ringing);
  boost::asio::awaitable<void> ring(std::chrono::milliseconds time);
  boost::asio::awaitable<PlayedCall> talk(VoicebotCallOptions call);
  /// The customer does not answer: no flow, only the end is told.
  boost::asio::awaitable<PlayedCall> miss(VoicebotCallOptions call, Callee callee);
  void save(const PlayedCall& played) const;
  void note_end();

  const StandInOptions& options_;
  CallLedger& ledger_;
  const CallAssets assets_;
  const boost::asio::any_io_executor executor_;
  std::uint64_t dialled_ = 0;
  std::atomic<bool> leaving_{false};
  std::atomic<std::size_t> live_{0};
  std::mutex mutex_;
  std::condition_variable ended_;
  boost::asio::thread_pool writers_{1};  ///< files are written off the calls' thread; joined before all else goes
};

}  // namespace exo::simulator
