#pragma once

#include <functional>
#include <memory>

#include <boost/asio/awaitable.hpp>

#include "base/error.h"
#include "simulator/call_clock.h"
#include "simulator/caller_voice.h"
#include "simulator/tls_trust.h"
#include "simulator/voicebot_call.h"
#include "speech/wav.h"

namespace exo::simulator {

/// What any number of calls share.
struct CallAssets {
  std::shared_ptr<CallerVoice> voice;
  std::shared_ptr<TlsTrust> trust;
  CallClock clock{};
};

/// Checks the options that have nothing to do with a single call and loads what they name. `bad_request` says which
/// option is wrong.
[[nodiscard]] Result<CallAssets> prepare_calls(const VoicebotCallOptions& options);

struct PlayedCall {
  VoicebotCallOutcome outcome;
  speech::Pcm heard;  ///< kept when options.heard_wav is set; the caller of `voicebot_call` saves it
};

/// One call as a coroutine, for many at once. Its executor must be a strand, or the io_context must be run by one
/// thread. `until` is polled on that executor; there, too, `stream_over` is called when the stream is over or never
/// came about, and `hung_up` when the call is (behind a Stream applet that may be later) and the last of its callbacks
/// begin. Never writes files.
[[nodiscard]] boost::asio::awaitable<PlayedCall> voicebot_call(VoicebotCallOptions options, CallAssets assets,
                                                               std::function<bool()> until,
                                                               std::function<void()> hung_up = {},
                                                               std::function<void()> stream_over = {});

}  // namespace exo::simulator
