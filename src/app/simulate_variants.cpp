#include "app/simulate_variants.h"

#include <CLI/CLI.hpp>

namespace exo::app {
namespace {

using simulator::StreamSidPlace;
const std::map<std::string, StreamSidPlace> kSidPlaces = {{"everywhere", StreamSidPlace::everywhere},
                                                          {"inside-start", StreamSidPlace::inside_start},
                                                          {"top-level", StreamSidPlace::top_level},
                                                          {"from-media", StreamSidPlace::from_media}};

using simulator::ClearedMarks;
const std::map<std::string, ClearedMarks> kClearedMarks = {{"echo", ClearedMarks::echo},
                                                           {"swallow", ClearedMarks::swallow}};

using PassthruEncoding = simulator::PassthruOptions::Encoding;
const std::map<std::string, PassthruEncoding> kPassthruEncodings = {{"bracketed", PassthruEncoding::bracketed},
                                                                    {"raw-brackets", PassthruEncoding::raw_brackets},
                                                                    {"json", PassthruEncoding::json}};

using PassthruKeys = simulator::PassthruOptions::Keys;
const std::map<std::string, PassthruKeys> kPassthruKeys = {{"as-documented", PassthruKeys::as_documented},
                                                           {"lower-case", PassthruKeys::lower_case}};

using Parties = simulator::PassthruOptions::Parties;
const std::map<std::string, Parties> kParties = {{"user", Parties::user_and_na},
                                                 {"caller", Parties::caller_and_system}};

using simulator::SocketNumbers;
const std::map<std::string, SocketNumbers> kSocketNumbers = {{"national", SocketNumbers::national},
                                                             {"e164", SocketNumbers::e164}};

using CallbackBody = simulator::CallbackOptions::Body;
const std::map<std::string, CallbackBody> kCallbackBodies = {
    {"multipart", CallbackBody::multipart}, {"json", CallbackBody::json}, {"urlencoded", CallbackBody::urlencoded}};

}  // namespace

void add_wire_options(CLI::App& command, CallLine& line) {
  constexpr const char* kGroup = "Variants on the socket";
  auto& options = line.options;
  command.add_option("--encoding", options.encoding, "label in media_format: base64, raw, audio/x-raw, raw/slin, …")
      ->capture_default_str()
      ->group(kGroup);
  command.add_option("--stream-sid", line.stream_sid, "where messages carry it")
      ->check(CLI::IsMember(names_of(kSidPlaces)))
      ->capture_default_str()
      ->group(kGroup);
  command.add_option("--cleared-marks", line.cleared_marks, "marks behind audio that was cleared")
      ->check(CLI::IsMember(names_of(kClearedMarks)))
      ->capture_default_str()
      ->group(kGroup);
  command.add_option("--duplicate-after", line.duplicate_after, "open a second socket this long after start")
      ->type_name("MS")
      ->group(kGroup);
  command.add_option("--bit-rate", options.bit_rate, "label in media_format: 128, 16, …; default as live")
      ->group(kGroup);
  command.add_option("--socket-numbers", line.socket_numbers, "how start spells from and to")
      ->check(CLI::IsMember(names_of(kSocketNumbers)))
      ->capture_default_str()
      ->group(kGroup);
  command.add_flag("--documented-sids", options.documented_sids, "SIDs that begin with CA and MZ")->group(kGroup);
  command.add_flag("--empty-custom-parameters", options.empty_custom_parameters, "in start, without any")
      ->group(kGroup);
  command.add_flag("--timestamps-from-zero", options.timestamps_from_zero, "the first media has 0, not 20")
      ->group(kGroup);
  command.add_flag("--binary", line.binary, "send JSON in binary frames")->group(kGroup);
  command.add_flag("--no-connected", line.no_connected, "begin with start")->group(kGroup);
  command.add_flag("--blank-in-to", options.blank_in_to_key, "the key \"to \" in start")->group(kGroup);
  command.add_flag("--extras", options.unknown_extras, "unknown events and fields")->group(kGroup);
  command.add_flag("--throttled", options.throttled, "Exotel opens no stream: too many are open")->group(kGroup);
}

void add_sequel_options(CLI::App& command, CallLine& line) {
  constexpr const char* kGroup = "Behind the stream";
  auto& options = line.options;
  auto& callback = options.callback;
  const auto add = [&](const char* name, auto& into, const char* help) {
    return command.add_option(name, into, help)->group(kGroup);
  };
  add("--passthru-url", options.passthru.url, "a Passthru applet behind the bot");
  add("--passthru-encoding", line.passthru_encoding, "of Stream")->check(CLI::IsMember(names_of(kPassthruEncodings)));
  add("--passthru-keys", line.passthru_keys, "of Stream")->check(CLI::IsMember(names_of(kPassthruKeys)));
  add("--disconnected-by", line.parties, "words for who ended the stream")->check(CLI::IsMember(names_of(kParties)));
  command.add_flag("--passthru-async", line.passthru_async, "nobody waits for its answer")->group(kGroup);
  add("--recording-url", options.recording_url, "the applet recorded, to there");
  add("--status-callback", callback.url, "URL of the StatusCallback (a dial's own goes first)");
  add("--callback-body", line.callback_body, "how it is written")->check(CLI::IsMember(names_of(kCallbackBodies)));
  add("--callback-copies", callback.copies, "0: lost, 2: duplicated")->check(CLI::Range(0, 10));
  add("--callback-delay", line.callback_delay, "milliseconds")->check(CLI::Range(0, 3'600'000));
  add("--callback-retries", callback.retries, "when it is not taken")->check(CLI::Range(0, 10));
  add("--callback-retry-pause", line.callback_retry_pause, "milliseconds")->check(CLI::Range(0, 3'600'000));
  command.add_flag("--callback-extended", line.callback_extended, "all fields, with Legs")->group(kGroup);
  command.add_flag("--callback-stream", callback.with_stream, "with the object Stream")->group(kGroup);
  command.add_flag("--callback-ringing", callback.ringing, "a ringing event, too")->group(kGroup);
  command.add_flag("--callback-answered", callback.answered, "an answered event, too")->group(kGroup);
  command.add_flag("--callback-before-stop", line.callback_before_stop, "out of order: before the socket's stop")
      ->group(kGroup);
}

void apply_wire_options(const CallLine& line, simulator::VoicebotCallOptions& options) {
  options.stream_sid_place = kSidPlaces.at(line.stream_sid);
  options.cleared_marks = kClearedMarks.at(line.cleared_marks);
  options.socket_numbers = kSocketNumbers.at(line.socket_numbers);
  options.opcode = line.binary ? simulator::Opcode::binary : simulator::Opcode::text;
  options.send_connected = !line.no_connected;
}

void apply_sequel_options(const CallLine& line, simulator::VoicebotCallOptions& options) {
  using simulator::CallbackOptions;
  options.passthru.encoding = kPassthruEncodings.at(line.passthru_encoding);
  options.passthru.keys = kPassthruKeys.at(line.passthru_keys);
  options.passthru.parties = kParties.at(line.parties);
  if (line.passthru_async) options.passthru.mode = simulator::PassthruOptions::Mode::async;
  options.callback.body = kCallbackBodies.at(line.callback_body);
  if (line.callback_extended) options.callback.fields = CallbackOptions::Fields::extended;
  if (line.callback_before_stop) options.callback.order = CallbackOptions::Order::before_stop;
  options.callback.delay = std::chrono::milliseconds(line.callback_delay);
  options.callback.retry_pause = std::chrono::milliseconds(line.callback_retry_pause);
}

}  // namespace exo::app
