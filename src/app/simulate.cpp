#include <cstdio>
#include <string>

#include <fmt/format.h>

#include "app/commands.h"
#include "app/signals.h"
#include "base/file.h"
#include "speech/builtin_voice.h"
#include "speech/wav.h"

namespace exo::app {
namespace {

/// True from the first signal on; a signal can be taken only once.
class Interruption {
 public:
  bool operator()() {
    asked_ = asked_ || signals_.wait(std::chrono::milliseconds(0)).has_value();
    return asked_;
  }

 private:
  const Signals signals_;
  bool asked_ = false;
};

}  // namespace

int simulate_exotel(simulator::StandInOptions options, Announce announce) {
  const Signals signals;
  const auto listen = options.listen.substr(0, options.listen.rfind(':'));
  auto stand_in = simulator::ExotelStandIn::start(std::move(options));
  if (!stand_in) return report_failure(stand_in.error());
  const auto url = fmt::format("http://{}:{}", listen, (*stand_in)->port());
  if (announce == Announce::machine_readable) {
    fmt::print("exotel {}\nready\n", url);
  } else {
    fmt::print("A stand-in for Exotel answers at {}\nStop it with Ctrl-C.\n", url);
  }
  std::fflush(stdout);
  for (;;) {
    const auto signal = signals.wait(std::chrono::seconds(3600));
    if (signal == SIGTERM || signal == SIGINT) return kExitOk;
  }
}

int simulate_call(const simulator::VoicebotCallOptions& options, Report report) {
  Interruption interrupted;
  const auto outcome = simulator::play_voicebot_call(options, [&interrupted] { return interrupted(); });
  if (!outcome) return report_failure(outcome.error());
  fmt::print("{}\n", report == Report::json ? simulator::outcome_json(*outcome) : simulator::outcome_text(*outcome));
  return outcome->failure.empty() ? kExitOk : kExitFailed;
}

int simulate_load(const simulator::LoadOptions& options, Report report) {
  Interruption interrupted;
  const auto done = simulator::play_load(options, [&interrupted] { return interrupted(); });
  if (!done) return report_failure(done.error());
  fmt::print("{}", report == Report::json ? simulator::load_json(*done) : simulator::load_text(*done));
  return done->failed == 0 ? kExitOk : kExitFailed;
}

int say(const std::string& text, const std::filesystem::path& out, std::uint32_t rate) {
  const auto spoken = speech::speak_builtin(text, rate);
  if (!spoken) return report_failure(spoken.error());
  const auto written = write_file(out, speech::make_wav(*spoken), FileAccess::world_readable);
  if (!written) return report_failure(written.error());
  fmt::print("{}: {:.1f} s\n", out.string(), static_cast<double>(spoken->samples.size()) / spoken->rate);
  return kExitOk;
}

}  // namespace exo::app
