#include "app/simulate_options.h"

#include <charconv>
#include <map>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/simulate_variants.h"
#include "base/text.h"
#include "simulator/call_clock.h"

namespace exo::app {
namespace {

using simulator::Ending;

const std::map<std::string, Ending> kEndings = {
    {"hangup", Ending::hangup},   {"callended", Ending::callended}, {"stopped", Ending::stopped},
    {"no-stop", Ending::no_stop}, {"reset", Ending::reset},         {"freeze", Ending::freeze},
};

using simulator::Callee;
const std::map<std::string, Callee> kCallees = {
    {"answers", Callee::answers}, {"busy", Callee::busy}, {"no-answer", Callee::no_answer}, {"failed", Callee::failed}};

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

/// How long a call lasts and how it ends.
void add_ending_options(CLI::App& command, CallLine& line) {
  command
      .add_option("--talk-milliseconds", line.talk_milliseconds,
                  "the caller hangs up after this long; behind 60 minutes Exotel ends the stream")
      ->check(CLI::Range(1, 7'200'000))
      ->capture_default_str();
  command
      .add_option("--hang-up-after-mark", line.hang_up_after_mark,
                  "hang up this many milliseconds after the greeting's mark came due")
      ->type_name("MS");
  command.add_option("--ending", line.ending, "how the caller's side ends the call")
      ->check(CLI::IsMember(names_of(kEndings)))
      ->capture_default_str();
  command.add_option("--applet", line.applet, "which one opens the stream")
      ->check(CLI::IsMember({"voicebot", "stream"}))
      ->capture_default_str();
  command
      .add_option("--stream-stop-after", line.stream_stop_after,
                  "behind the Stream applet comes one that stops it, this long after start")
      ->type_name("MS");
  command
      .add_option("--time-limit", line.time_limit,
                  "Exotel ends the call so long after the answer (a dial's own goes first)")
      ->type_name("SECONDS")
      ->check(CLI::Range(1, 14'400));
  command.add_option("--limit-reason", line.options.limit_reason, "of stop when the time limit or 60 minutes are over")
      ->capture_default_str();
}

/// The flags that a lone call and the calls of the stand-in share.
void add_shared_options(CLI::App& command, CallLine& line) {
  auto& options = line.options;
  command.add_option("--caller-wav", options.caller_wav, "what the caller says; default silence")->type_name("FILE");
  add_ending_options(command, line);
  command.add_option("--dtmf", line.dtmf, "press a key: MILLISECONDS:DIGIT")->type_name("PRESS");
  command.add_option("--seed", options.seed, "SIDs (and a load's mix) repeat with it");
  command.add_option("--sample-rate", options.sample_rate)
      ->check(CLI::IsMember({8000, 16000, 24000}))
      ->capture_default_str();
  command.add_option("--ca-file", options.ca_file, "trust this PEM bundle instead of the system's")->type_name("FILE");
  command.add_flag("--insecure", options.insecure, "accept any certificate");
  command.add_flag("--keep-query", options.keep_query, "leave the query in the upgrade instead of stripping it");
  command.add_flag("--no-mark-echo", line.no_mark_echo, "swallow marks");
  command.add_option("--start-delay", line.start_delay, "milliseconds between connected and start")
      ->check(CLI::Range(0, 60'000));
  command.add_option("--webhook-timeout", line.webhook_timeout, "milliseconds that a dynamic URL may take to answer")
      ->check(CLI::Range(1, 60'000))
      ->capture_default_str();
  command.add_option("--routing-to", options.routing_to, "To of the dynamic URL: not CallTo on trial accounts")
      ->capture_default_str();
  command.add_flag("--never-start", options.never_start, "never send start");
  command.add_flag("--json-numbers", options.numbers_as_json_numbers, "counters as JSON numbers");
  command.add_flag("--camel-case", options.camel_case, "streamSid instead of stream_sid");
  command.add_option("--frame-milliseconds", options.frame_ms)->check(CLI::Range(10, 200))->capture_default_str();
  add_wire_options(command, line);
  add_sequel_options(command, line);
}

}  // namespace

Result<simulator::VoicebotCallOptions> CallLine::finish() const {
  auto done = options;
  done.talk_time = std::chrono::milliseconds(talk_milliseconds);
  if (hang_up_after_mark >= 0) done.hang_up_after_mark = std::chrono::milliseconds(hang_up_after_mark);
  if (duplicate_after >= 0) done.duplicate_after = std::chrono::milliseconds(duplicate_after);
  done.start_delay = std::chrono::milliseconds(start_delay);
  done.webhook_timeout = std::chrono::milliseconds(webhook_timeout);
  done.ending = kEndings.at(ending);
  if (time_limit > 0) done.time_limit = std::chrono::seconds(time_limit);
  done.applet = applet == "stream" ? simulator::Applet::stream : simulator::Applet::voicebot;
  if (stream_stop_after >= 0) done.stream_stop_after = std::chrono::milliseconds(stream_stop_after);
  done.echo_marks = !no_mark_echo;
  apply_wire_options(*this, done);
  apply_sequel_options(*this, done);
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
  done.callee = kCallees.at(callee);
  done.ring_time = std::chrono::milliseconds(ring_milliseconds);
  done.seed = call.options.seed;
  for (const auto& text : refuse) {
    if (auto known = simulator::apply_refusal(text, done); !known) {
      return fail(Errc::bad_request, "--refuse " + known.error().detail);
    }
  }
  if (!exophones.empty()) done.exophones.clear();
  for (const auto& text : exophones) {
    const auto equals = text.find('=');
    done.exophones.push_back({text.substr(0, equals), equals == std::string::npos ? "" : text.substr(equals + 1)});
  }
  auto call_options = call.finish();
  if (!call_options) return std::unexpected(call_options.error());
  done.call = std::move(*call_options);
  return done;
}

Result<simulator::LoadOptions> LoadLine::finish() const {
  auto done = options;
  auto call_options = call.finish();
  if (!call_options) return std::unexpected(call_options.error());
  done.call = std::move(*call_options);
  done.time = std::chrono::seconds(seconds);
  done.ramp = std::chrono::milliseconds(ramp_milliseconds);
  done.mix = mix ? simulator::LoadMix::mixed : simulator::LoadMix::alike;
  done.seed = done.call.seed.value_or(done.seed);
  return done;
}

namespace {

/// Not of a load, which measures.
void add_clock_speed(CLI::App& command, CallLine& line) {
  command.add_option("--clock-speed", line.options.clock_speed, "Exotel and the caller live so many times faster")
      ->check(CLI::Range(1U, simulator::CallClock::kFastest))
      ->capture_default_str();
}

void add_applet_url(CLI::App& command, CallLine& line) {
  command.add_option("url", line.options.applet_url, "the applet's URL: ws(s):// (static) or http(s):// (dynamic)")
      ->required();
}

}  // namespace

void add_call_options(CLI::App& command, CallLine& line) {
  auto& options = line.options;
  add_applet_url(command, line);
  command.add_option("--from", options.from, "the caller's number")->capture_default_str();
  command.add_option("--to", options.to, "the ExoPhone that was called")->capture_default_str();
  command.add_option("--call-sid", options.call_sid, "default: a new one");
  command.add_option("--custom-field", options.custom_field);
  command.add_option("--heard", options.heard_wav, "save what the caller heard")->type_name("FILE");
  command.add_flag("--json", line.json, "report in one JSON object");
  add_clock_speed(command, line);
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
  command
      .add_option("--refuse", line.refuse,
                  "answer every dial with kyc, ndnc, 429, html502 or STATUS:CODE:MESSAGE; slow:SECONDS answers late")
      ->type_name("HOW");
  command.add_option("--dials-per-minute", options.dials_per_minute)->capture_default_str();
  command.add_option("--throttle-limit", options.throttle_limit, "streams at once")->capture_default_str();
  command.add_option("--max-calls", options.max_calls, "ringing or talking")->capture_default_str();
  command.add_option("--exophone", line.exophones, "a number of the account: NUMBER or NUMBER=VOICE_URL")
      ->type_name("PHONE");
  command.add_option("--callee", line.callee, "what the customer's telephone does")
      ->check(CLI::IsMember(names_of(kCallees)))
      ->capture_default_str();
  command.add_option("--ring-milliseconds", line.ring_milliseconds)
      ->check(CLI::Range(0, 120'000))
      ->capture_default_str();
  command.add_option("--applet-url", options.applet_url, "the Voicebot applet's URL in every flow");
  command.add_option("--folder", options.folder, "keep requests and recordings here")->type_name("DIR");
  add_clock_speed(command, line.call);
  add_shared_options(command, line.call);
}

void add_load_options(CLI::App& command, LoadLine& line) {
  add_applet_url(command, line.call);
  command.add_option("--calls", line.options.calls, "at once")->check(CLI::Range(1, 20'000))->capture_default_str();
  command.add_option("--seconds", line.seconds)->check(CLI::Range(1, 3'600))->capture_default_str();
  command.add_option("--ramp-milliseconds", line.ramp_milliseconds, "the first calls begin within this time")
      ->check(CLI::Range(0, 3'600'000))
      ->capture_default_str();
  command.add_flag("--mix", line.mix, "calls of many kinds: endings, rates, labels, cadences, key presses");
  command.add_flag("--json", line.call.json, "report in one JSON object");
  add_shared_options(command, line.call);
}

}  // namespace exo::app
