#include "domain/call_verdict.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "domain/audio_format.h"
#include "domain/end_detail.h"

namespace exo::domain {
namespace {

using enum VerdictCode;

struct Known {
  VerdictCode code;
  std::string_view name;
  Turn turn;
};

constexpr std::array<Known, kVerdictCodes> kKnown = {{
    {live, "live", Turn::nobody},
    {heard, "heard", Turn::nobody},
    {barged_in, "barged_in", Turn::nobody},
    {max_duration, "max_duration", Turn::nobody},
    {webhook_without_call, "webhook_without_call", Turn::nobody},
    {caller_left_early, "caller_left_early", Turn::caller},
    {no_menu_choice, "no_menu_choice", Turn::caller},
    {no_stream, "no_stream", Turn::you},
    {not_exotel, "not_exotel", Turn::you},
    {wrong_encoding, "wrong_encoding", Turn::you},
    {unknown_bot, "unknown_bot", Turn::you},
    {site_full, "site_full", Turn::you},
    {number_full, "number_full", Turn::you},
    {busy, "busy", Turn::you},
    {voice_key_refused, "voice_key_refused", Turn::you},
    {voice_settings, "voice_settings", Turn::you},
    {not_confirmed, "not_confirmed", Turn::you},
    {shutdown, "shutdown", Turn::you},
    {interrupted, "interrupted", Turn::you},
    {no_start, "no_start", Turn::exotel},
    {lost_before_start, "lost_before_start", Turn::exotel},
    {no_media, "no_media", Turn::exotel},
    {media_timeout, "media_timeout", Turn::exotel},
    {connection_lost, "connection_lost", Turn::exotel},
    {protocol_error, "protocol_error", Turn::exotel},
    {no_stream_sid, "no_stream_sid", Turn::exotel},
    {stopped_early, "stopped_early", Turn::exotel},
    {voice_silent, "voice_silent", Turn::voice},
    {voice_fallback, "voice_fallback", Turn::voice},
    {bot_full, "bot_full", Turn::bot},
    {bot_off, "bot_off", Turn::bot},
    {cap_too_short, "cap_too_short", Turn::bot},
    {browser_call, "browser_call", Turn::nobody},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kKnown.size(); ++i) {
    if (static_cast<std::size_t>(kKnown[i].code) != i) return false;
  }
  return true;
}
static_assert(in_order(), "the table is looked up by the code's value");

/// Who hangs up sooner than this has not waited for a voice.
constexpr std::chrono::seconds kPatience{2};
/// Between the computed end of play and Exotel's word that it was played, with room to spare: live, 0.8 s were the most
/// (exotel.md §1.8).
constexpr std::chrono::seconds kLatestEcho{5};

bool began(const CallRecord& call) {
  return call.started_at || call.greeting != GreetingOutcome::none || call.media_out > 0;
}

std::chrono::milliseconds streamed_for(const CallRecord& call) {
  if (!call.started_at || !call.ended_at) return {};
  return *call.ended_at - *call.started_at;
}

/// All that was sent must have been played by then. An echo bot sends shorter frames, which makes it later.
std::chrono::milliseconds played_by(const CallRecord& call) {
  const auto rate = sample_rate_from(call.sample_rate).value_or(SampleRate::hz8000);
  const auto frame_ms = default_frame_bytes(rate) * 1000 / bytes_per_second(rate);
  constexpr std::uint64_t kMostFrames = 1'000'000;  // days: what is more is no count
  const auto audio = std::chrono::milliseconds(std::min(call.media_out, kMostFrames) * frame_ms);
  return std::chrono::milliseconds(call.first_audio_ms.value_or(0)) + audio;
}

VerdictCode of_limit(std::string_view detail) {
  if (!detail.starts_with(kLimitDetail)) return busy;
  detail.remove_prefix(kLimitDetail.size());
  if (detail == "site") return site_full;
  if (detail == "number") return number_full;
  if (detail == "bot") return bot_full;
  return detail == kBotSwitchedOff ? bot_off : busy;
}

constexpr std::string_view kVendor = "elevenlabs: ";

/// Of a first choice that did not speak (src/speech: every reason begins with the voice it is about).
VerdictCode of_fallback(std::string_view reason) {
  if (!reason.starts_with(kVendor)) return voice_settings;
  reason.remove_prefix(kVendor.size());
  if (reason.starts_with("no API key")) return voice_settings;
  if (reason == "403 HTML page") return voice_fallback;  // its CDN refuses this machine's address, not the key
  const auto status = reason.substr(0, reason.find(' '));
  if (status == "401" || status == "402" || status == "403") return voice_key_refused;
  // text-to-speech.md §1: what was asked for is wrong.
  if (status == "400" || status == "404" || status == "422") return voice_settings;
  return voice_fallback;
}

/// The stream was over before the greeting was.
VerdictCode of_early_end(EndReason reason) {
  switch (reason) {
    case EndReason::caller_hangup:
      return caller_left_early;
    case EndReason::max_duration:
      return cap_too_short;
    default:
      return stopped_early;
  }
}

VerdictCode of_silence(const CallRecord& call) {
  if (call.stream_sid.empty()) return no_stream_sid;
  const bool by_others = call.end_reason != EndReason::bot_hangup && call.end_reason != EndReason::max_duration;
  return by_others && streamed_for(call) < kPatience ? of_early_end(call.end_reason) : voice_silent;
}

/// All of it was sent, but Exotel never said that it was played. Who pressed a key has heard something.
bool unconfirmed(const CallRecord& call) {
  if (call.greeting != GreetingOutcome::sent || !call.dtmf.empty() || call.interruptions > 0) return false;
  return call.end_reason == EndReason::bot_hangup || streamed_for(call) > played_by(call) + kLatestEcho;
}

bool ended_early(const CallRecord& call) {
  if (call.greeting == GreetingOutcome::playing) return call.end_reason != EndReason::bot_hangup;
  return call.greeting == GreetingOutcome::sent && call.dtmf.empty() && call.interruptions == 0;
}

/// Of a call that somebody ended in good order.
VerdictCode of_conversation(const CallRecord& call) {
  if (!began(call)) return call.end_reason == EndReason::caller_hangup ? caller_left_early : no_start;
  if (call.greeting == GreetingOutcome::none && call.media_out == 0) return of_silence(call);
  if (unconfirmed(call)) return not_confirmed;
  if (call.unknown_bot) return unknown_bot;
  if (!call.fallback_reason.empty()) return of_fallback(call.fallback_reason);
  if (ended_early(call)) return of_early_end(call.end_reason);
  if (call.end_reason == EndReason::max_duration) return max_duration;
  if (call.end_reason == EndReason::bot_hangup && call.end_detail == kMenuBotUnknown) return unknown_bot;
  if (call.end_reason == EndReason::bot_hangup && call.end_detail == kNoMenuChoice) return no_menu_choice;
  return call.greeting == GreetingOutcome::heard ? heard : barged_in;
}

VerdictCode of_protocol_error(const CallRecord& call) {
  if (call.end_detail.starts_with(kWrongEncoding)) return wrong_encoding;
  return began(call) ? protocol_error : not_exotel;
}

/// As if Exotel had been at the other end.
VerdictCode verdict_of_exotels(const CallRecord& record) {
  switch (record.end_reason) {
    case EndReason::live:
      return live;
    case EndReason::busy:
      return of_limit(record.end_detail);
    case EndReason::no_stream:
      return record.call_sid.empty() ? webhook_without_call : no_stream;
    case EndReason::no_start:
      return no_start;
    case EndReason::media_timeout:
      return record.media_in == 0 ? no_media : media_timeout;
    case EndReason::connection_lost:
      return began(record) ? connection_lost : lost_before_start;
    case EndReason::protocol_error:
      return of_protocol_error(record);
    case EndReason::shutdown:
      return shutdown;
    case EndReason::interrupted:
      return interrupted;
    case EndReason::caller_hangup:
    case EndReason::applet_ended:
    case EndReason::stop_unknown:
    case EndReason::bot_hangup:
    case EndReason::max_duration:
      return of_conversation(record);
  }
  return interrupted;
}

/// Tells something of Exotel, its flow or the way to it.
bool is_of_the_line(VerdictCode code) {
  return turn_of(code) == Turn::exotel || code == not_exotel || code == not_confirmed;
}

}  // namespace

std::string_view to_string(Turn turn) noexcept {
  switch (turn) {
    case Turn::nobody:
      return "nobody";
    case Turn::you:
      return "you";
    case Turn::exotel:
      return "exotel";
    case Turn::voice:
      return "voice";
    case Turn::bot:
      return "bot";
    case Turn::caller:
      return "caller";
  }
  return "nobody";
}

std::string_view to_string(VerdictCode code) noexcept {
  return kKnown[static_cast<std::size_t>(code)].name;
}

Turn turn_of(VerdictCode code) noexcept {
  return kKnown[static_cast<std::size_t>(code)].turn;
}

VerdictCode verdict_of(const CallRecord& record) {
  const auto code = verdict_of_exotels(record);
  return is_browser_call(record) && is_of_the_line(code) ? browser_call : code;
}

}  // namespace exo::domain
