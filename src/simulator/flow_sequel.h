#pragma once

#include <functional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "base/clock.h"
#include "simulator/status_callback.h"
#include "simulator/voicebot_call.h"
#include "simulator/voicebot_task.h"

namespace exo::simulator {

/// What Exotel's flow does around and behind the stream of one call: the Passthru applet and the StatusCallbacks,
/// with all that can go wrong with them (exotel.md §4, §6). Each answer is added to outcome.deliveries. One strand.
class FlowSequel {
 public:
  /// The references must outlive it. `until`, polled, cuts every wait short.
  FlowSequel(const VoicebotCallOptions& options, CallAssets assets, WallTime created, VoicebotCallOutcome& outcome,
             std::function<bool()> until);

  /// The customer's telephone rings; sends the event when it is asked for.
  [[nodiscard]] boost::asio::awaitable<void> ringing();
  /// The call was answered; sends the event when it is asked for and due now.
  [[nodiscard]] boost::asio::awaitable<void> answered();
  /// The caller is about to leave; sends what Order::before_stop wants ahead of the socket's end.
  [[nodiscard]] boost::asio::awaitable<void> leaving();
  /// The flow comes to its Passthru applet while the call goes on: behind a Stream applet, which keeps nobody waiting.
  [[nodiscard]] boost::asio::awaitable<void> pass_on();
  /// The stream is over (or never came about): Passthru unless the flow was there already, then the terminal callback
  /// with `status`.
  [[nodiscard]] boost::asio::awaitable<void> over(std::string status);

 private:
  boost::asio::awaitable<void> pass_through();
  boost::asio::awaitable<void> tell(CallEvent event);
  boost::asio::awaitable<void> deliver(std::string_view text_of_event, HttpBody body, std::uint32_t copy);
  boost::asio::awaitable<void> pause(std::chrono::milliseconds time);
  [[nodiscard]] CallEvent event(CallEvent::Type type, std::string status) const;
  void keep(Delivery delivery, const HttpAnswered& answer, SteadyTime asked);

  const VoicebotCallOptions& options_;
  const CallAssets assets_;
  const WallTime created_;
  VoicebotCallOutcome& outcome_;
  const std::function<bool()> until_;
  BoundarySource boundaries_;
  bool terminal_told_ = false;
  bool passed_ = false;  ///< the flow has come to its Passthru applet
};

}  // namespace exo::simulator
