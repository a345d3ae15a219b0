#include "app/simulate_options.h"

#include <charconv>
#include <map>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/text.h"

namespace exo::app {
namespace {

using simulator::Ending;

const std::map<std::string, Ending> kEndings = {
    {"hangup", Ending::hangup},   {"callended", Ending::callended}, {"stopped", Ending::stopped},
    {"no-stop", Ending::no_stop}, {"reset", Ending::reset},         {"freeze", Ending::freeze},
};

std::vector<std::string> ending_names() {
  std::vector<std::string> names;
  names.reserve(kEndings.size());
  for (const auto& [name, ending] : kEndings) names.push_back(name);
  return names;
}

std::optional<int> to_int(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Result<simulator::DtmfPress> parse_press(const std::string& text) {
  const auto parts = split(text, ':');
  const auto millis = to_int(parts[0]);
  if (parts.size() != 2 || parts[1].size() != 1 || !millis || *millis < 0) {
    return fail(Errc::bad_request, fmt::format("--dtmf {}: wants MILLISECONDS:DIGIT, e.g. 1500:1", text));
  }
  return simulator::DtmfPress{std::chrono::milliseconds(*millis), parts[1][0]};
}

/// The flags that a lone call and the calls of the stand-in share.
void add_shared_options(CLI::App& command, CallLine& line) {
  auto& options = line.options;
  command.add_option("--caller-wav", options.caller_wav, "what the caller says; default silence")->type_name("FILE");
  command.add_option("--talk-milliseconds", line.talk_milliseconds, "the caller hangs up after this long")
      ->check(CLI::Range(1, 3'600'000))
      ->capture_default_str();
  command
      .add_option("--hang-up-after-mark", line.hang_up_after_mark,
                  "hang up this many milliseconds after the greeting's mark came due")
      ->type_name("MS");
  command.add_option("--ending", line.ending, "how the caller's side ends the call")
      ->check(CLI::IsMember(ending_names()))
      ->capture_default_str();
  command.add_option("--dtmf", line.dtmf, "press a key: MILLISECONDS:DIGIT")->type_name("PRESS");
  command.add_option("--sample-rate", options.sample_rate)
      ->check(CLI::IsMember({8000, 16000, 24000}))
      ->capture_default_str();
  command.add_option("--ca-file", options.ca_file, "trust this PEM bundle instead of the system's")->type_name("FILE");
  command.add_flag("--insecure", options.insecure, "accept any certificate");
  command.add_flag("--keep-query", options.keep_query, "leave the query in the upgrade instead of stripping it");
  command.add_flag("--no-mark-echo", line.no_mark_echo, "swallow marks");
  command.add_option("--start-delay", line.start_delay, "milliseconds between connected and start")
      ->check(CLI::Range(0, 60'000));
  command.add_flag("--never-start", options.never_start, "never send start");
  command.add_flag("--json-numbers", options.numbers_as_json_numbers, "counters as JSON numbers");
  command.add_flag("--camel-case", options.camel_case, "streamSid instead of stream_sid");
  command.add_option("--frame-milliseconds", options.frame_ms)->check(CLI::Range(10, 200))->capture_default_str();
}

}  // namespace

Result<simulator::VoicebotCallOptions> CallLine::finish() const {
  auto done = options;
  done.talk_time = std::chrono::milliseconds(talk_milliseconds);
  if (hang_up_after_mark >= 0) done.hang_up_after_mark = std::chrono::milliseconds(hang_up_after_mark);
  done.start_delay = std::chrono::milliseconds(start_delay);
  done.ending = kEndings.at(ending);
  done.echo_marks = !no_mark_echo;
  for (const auto& text : dtmf) {
    const auto press = parse_press(text);
    if (!press) return std::unexpected(press.error());
    done.dtmf.push_back(*press);
  }
  return done;
}

Result<simulator::StandInOptions> StandInLine::finish() const {
  auto done = options;
  done.api_key = Secret(api_key);
  done.api_token = Secret(api_token);
  done.style = style == "json" ? simulator::RestStyle::json : simulator::RestStyle::xml;
  if (!refuse.empty()) {
    const auto parts = split(refuse, ':');
    const auto status = to_int(parts[0]);
    const auto code = parts.size() > 1 ? to_int(parts[1]) : std::nullopt;
    if (parts.size() < 3 || !status || !code) {
      return fail(Errc::bad_request, fmt::format("--refuse {}: wants STATUS:CODE:MESSAGE", refuse));
    }
    const auto message = refuse.substr(parts[0].size() + parts[1].size() + 2);
    done.refusal.push_back({*status, *code, message});
  }
  auto call_options = call.finish();
  if (!call_options) return std::unexpected(call_options.error());
  done.call = std::move(*call_options);
  return done;
}

void add_call_options(CLI::App& command, CallLine& line) {
  auto& options = line.options;
  command.add_option("url", options.applet_url, "the applet's URL: ws(s):// (static) or http(s):// (dynamic)")
      ->required();
  command.add_option("--from", options.from, "the caller's number")->capture_default_str();
  command.add_option("--to", options.to, "the ExoPhone that was called")->capture_default_str();
  command.add_option("--call-sid", options.call_sid, "default: a new one");
  command.add_option("--custom-field", options.custom_field);
  command.add_option("--heard", options.heard_wav, "save what the caller heard")->type_name("FILE");
  command.add_flag("--json", line.json, "report in one JSON object");
  add_shared_options(command, line);
}

void add_stand_in_options(CLI::App& command, StandInLine& line) {
  auto& options = line.options;
  command.add_option("--listen", options.listen)->capture_default_str();
  command.add_option("--account-sid", options.account_sid)->capture_default_str();
  command.add_option("--api-key", line.api_key)->required();
  command.add_option("--api-token", line.api_token)->required();
  command.add_option("--style", line.style, "how Calls/connect answers")
      ->check(CLI::IsMember({"xml", "json"}))
      ->capture_default_str();
  command.add_option("--refuse", line.refuse, "answer every dial with a RestException: STATUS:CODE:MESSAGE");
  command.add_option("--applet-url", options.applet_url, "the Voicebot applet's URL in every flow");
  command.add_option("--folder", options.folder, "keep requests and recordings here")->type_name("DIR");
  add_shared_options(command, line.call);
}

}  // namespace exo::app
