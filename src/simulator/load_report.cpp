#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/text.h"
#include "simulator/load.h"

namespace exo::simulator {
namespace {

constexpr std::size_t kLongestText = 200;

double in_ms(std::uint32_t microseconds) {
  return microseconds / 1000.0;
}

Json spread_json(const Spread& spread) {
  return {{"p50", in_ms(spread.p50)}, {"p99", in_ms(spread.p99)}, {"max", in_ms(spread.most)}};
}

std::string spread_text(const Spread& spread) {
  return fmt::format("half within {:.1f} ms, 99% within {:.1f} ms, all within {:.1f} ms", in_ms(spread.p50),
                     in_ms(spread.p99), in_ms(spread.most));
}

template <class... Args>
void line(std::string& out, fmt::format_string<Args...> text, Args&&... args) {
  fmt::format_to(std::back_inserter(out), text, std::forward<Args>(args)...);
  out += '\n';
}

}  // namespace

std::string load_json(const LoadReport& report) {
  const std::pair<std::string_view, Json> fields[] = {
      {"calls", report.calls},
      {"connected", report.connected},
      {"failed", report.failed},
      {"greeted", report.greeted},
      {"most_at_once", report.most_at_once},
      {"first_audio_ms", spread_json(report.first_audio)},
      {"lateness_ms", spread_json(report.lateness)},
      {"send_lag_ms", spread_json(report.send_lag)},
      {"media_sent", report.media_sent},
      {"media_received", report.media_received},
      {"underruns", report.underruns},
      {"clears", report.clears},
      {"violations", report.violations},
      {"ended_by", report.ended_by},
      {"failures", report.failures},
  };
  std::string out = "{\n";
  for (const auto& [name, value] : fields) {
    fmt::format_to(std::back_inserter(out), "{}  \"{}\": {}", out.size() == 2 ? "" : ",\n", name, dump_json(value));
  }
  return out + "\n}\n";
}

std::string load_text(const LoadReport& report) {
  std::string out;
  line(out, "{} calls, at most {} at once: {} connected, {} failed, {} heard the bot.", report.calls,
       report.most_at_once, report.connected, report.failed, report.greeted);
  line(out, "First sound after start: {}.", spread_text(report.first_audio));
  line(out, "Lateness of the bot's chunks: {}.", spread_text(report.lateness));
  line(out, "This program's own worst lag in a call: {}.", spread_text(report.send_lag));
  line(out, "{} frames sent, {} chunks received, {} gaps because audio came late, {} times audio was taken back.",
       report.media_sent, report.media_received, report.underruns, report.clears);
  for (const auto& [who, calls] : report.ended_by) line(out, "Ended by the {}: {}.", who, calls);
  for (const auto& [kind, calls] : report.violations) line(out, "Against Exotel's rules in {} calls: {}.", calls, kind);
  for (const auto& [why, calls] : report.failures)
    line(out, "Failed {} times: {}.", calls, printable(why, kLongestText));
  return out;
}

}  // namespace exo::simulator
