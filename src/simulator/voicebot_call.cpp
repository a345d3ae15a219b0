#include "simulator/voicebot_call.h"

#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "base/file.h"
#include "simulator/target_url.h"
#include "simulator/voicebot_task.h"

namespace exo::simulator {
namespace {

namespace asio = boost::asio;

Result<PlayedCall> run_alone(const VoicebotCallOptions& options, CallAssets assets,
                             const std::function<bool()>& until) {
  asio::io_context loop(1);
  std::optional<PlayedCall> played;
  std::exception_ptr broken;
  asio::co_spawn(loop, voicebot_call(options, std::move(assets), until),
                 [&](const std::exception_ptr& error, PlayedCall call) {
                   broken = error;
                   if (!error) played = std::move(call);
                 });
  loop.run();
  if (!played || broken) return fail(Errc::internal, "the simulated call broke off inside");
  return std::move(*played);
}

}  // namespace

Result<VoicebotCallOutcome> play_voicebot_call(const VoicebotCallOptions& options, const std::function<bool()>& until) {
  if (auto url = parse_target_url(options.applet_url); !url) return std::unexpected(url.error());
  auto assets = prepare_calls(options);
  if (!assets) return std::unexpected(assets.error());
  auto played = run_alone(options, std::move(*assets), until);
  if (!played) return std::unexpected(played.error());
  if (!options.heard_wav.empty() && played->outcome.connected) {
    const auto saved = write_file(options.heard_wav, speech::make_wav(played->heard), FileAccess::owner_only);
    if (!saved) return std::unexpected(saved.error());
  }
  return std::move(played->outcome);
}

}  // namespace exo::simulator
