#pragma once

#include <functional>
#include <string>
#include <vector>

#include "domain/call_verdict.h"

namespace exo::test {

struct VerdictExample {
  std::string name;
  domain::VerdictCode code;
  domain::CallRecord call;
};

/// A call that went as it should: greeted for 2 s, heard, hung up by the caller 10 s after `start`.
inline domain::CallRecord good_call() {
  domain::CallRecord call;
  call.call_id = call.call_sid = "sid";
  call.stream_sid = "stream";
  call.bot_id = "reception";
  call.opened_at = WallTime{std::chrono::milliseconds(1'787'639'828'000)};
  call.started_at = call.opened_at + std::chrono::milliseconds(100);
  call.first_audio_ms = 20;
  call.greeting = domain::GreetingOutcome::heard;
  call.voice = "elevenlabs";
  call.ended_at = *call.started_at + std::chrono::seconds(10);
  call.end_reason = domain::EndReason::caller_hangup;
  call.end_detail = "canceled or call ended";
  call.media_in = 500;
  call.media_out = 10;
  call.peer = "203.0.113.9";
  return call;
}

/// Makes examples out of a good call, by what was different.
class VerdictExamples {
 public:
  using Change = std::function<void(domain::CallRecord&)>;

  void add(std::string name, domain::VerdictCode code, const Change& change) {
    auto call = good_call();
    change(call);
    all.push_back({std::move(name), code, std::move(call)});
  }
  void ends(std::string name, domain::VerdictCode code, domain::EndReason reason, std::string detail = {}) {
    add(std::move(name), code,
        [&](domain::CallRecord& call) { call.end_reason = reason, call.end_detail = std::move(detail); });
  }
  /// Sent in full, played by 2.02 s after `start`, never confirmed.
  void sent(std::string name, domain::VerdictCode code, domain::EndReason reason, std::int64_t after_ms) {
    add(std::move(name), code, [&](domain::CallRecord& call) {
      call.greeting = domain::GreetingOutcome::sent;
      call.end_reason = reason;
      call.ended_at = *call.started_at + std::chrono::milliseconds(after_ms);
    });
  }
  void playing(std::string name, domain::VerdictCode code, domain::EndReason reason) {
    add(std::move(name), code, [&](domain::CallRecord& call) {
      call.greeting = domain::GreetingOutcome::playing;
      call.end_reason = reason;
    });
  }
  void silent(std::string name, domain::VerdictCode code, domain::EndReason reason, std::int64_t after_ms) {
    add(std::move(name), code, [&](domain::CallRecord& call) {
      call.greeting = domain::GreetingOutcome::none;
      call.first_audio_ms.reset();
      call.media_out = 0;
      call.end_reason = reason;
      call.ended_at = *call.started_at + std::chrono::milliseconds(after_ms);
    });
  }
  void before_start(std::string name, domain::VerdictCode code, domain::EndReason reason) {
    add(std::move(name), code, [&](domain::CallRecord& call) {
      call.started_at.reset();
      call.first_audio_ms.reset();
      call.greeting = domain::GreetingOutcome::none;
      call.media_out = call.media_in = 0;
      call.end_reason = reason;
    });
  }
  void fallback(domain::VerdictCode code, const std::string& reason) {
    add("fallback: " + reason, code, [&](domain::CallRecord& call) { call.fallback_reason = reason; });
  }

  std::vector<VerdictExample> all;
};

inline void add_good_ends(VerdictExamples& to) {
  using domain::CallRecord;
  using domain::EndReason;
  using domain::GreetingOutcome;
  using enum domain::VerdictCode;
  to.add("still going on", live, [](CallRecord& call) { call.end_reason = EndReason::live, call.ended_at.reset(); });
  to.add("live with an unknown bot", live, [](CallRecord& call) {
    call.end_reason = EndReason::live;
    call.unknown_bot = true;
  });
  to.add("heard", heard, [](CallRecord&) {});
  to.ends("the flow went on", heard, EndReason::applet_ended, "stopped");
  to.ends("words that nobody knows", heard, EndReason::stop_unknown, "menu: no choice was made");
  to.ends("the bot hung up", heard, EndReason::bot_hangup);
  to.add("barged in", barged_in,
         [](CallRecord& call) { call.greeting = GreetingOutcome::cut, call.interruptions = 1; });
  to.add("a key before the first word", barged_in, [](CallRecord& call) {
    call.greeting = GreetingOutcome::none;
    call.first_audio_ms.reset();
    call.dtmf = "1";
  });
  to.add("a key at the last word", barged_in, [](CallRecord& call) {
    call.greeting = GreetingOutcome::sent;
    call.dtmf = "1";
    call.end_reason = EndReason::bot_hangup;
  });
  to.ends("long enough", max_duration, EndReason::max_duration);
  to.add("asked by no call", webhook_without_call, [](CallRecord& call) {
    call.end_reason = EndReason::no_stream;
    call.call_sid.clear();
  });
}

inline void add_callers_turns(VerdictExamples& to) {
  using domain::EndReason;
  using enum domain::VerdictCode;
  to.playing("left in the greeting", caller_left_early, EndReason::caller_hangup);
  to.sent("left at its last word", caller_left_early, EndReason::caller_hangup, 2'100);
  to.sent("the latest echo may still come", caller_left_early, EndReason::caller_hangup, 7'000);
  to.silent("left at once", caller_left_early, EndReason::caller_hangup, 1'999);
  to.before_start("left before start", caller_left_early, EndReason::caller_hangup);
  to.ends("pressed nothing", no_menu_choice, EndReason::bot_hangup, "menu: no choice was made");
}

inline void add_operators_turns(VerdictExamples& to) {
  using domain::CallRecord;
  using domain::EndReason;
  using domain::GreetingOutcome;
  using enum domain::VerdictCode;
  to.ends("no stream", no_stream, EndReason::no_stream);
  to.before_start("spoke something else", not_exotel, EndReason::protocol_error);
  to.ends("G.711", wrong_encoding, EndReason::protocol_error, "the stream announces encoding \"PCMU\", and only …");
  to.add("unknown bot", unknown_bot, [](CallRecord& call) { call.unknown_bot = true; });
  to.ends("a menu's bot is unknown", unknown_bot, EndReason::bot_hangup, "menu: the chosen bot is unknown");
  to.ends("site full", site_full, EndReason::busy, "limit: site");
  to.ends("number full", number_full, EndReason::busy, "limit: number");
  to.ends("bot full", bot_full, EndReason::busy, "limit: bot");
  to.ends("bot off", bot_off, EndReason::busy, "limit: bot is switched off");
  to.ends("a limit of another release", busy, EndReason::busy, "limit: moon");
  to.ends("no words", busy, EndReason::busy);
  to.fallback(voice_key_refused, "elevenlabs: 401 invalid_api_key");
  to.fallback(voice_key_refused, "elevenlabs: 403 only_for_creator+");
  to.fallback(voice_settings, "elevenlabs: no API key is configured");
  to.fallback(voice_settings, "command: ended with status 1");
  to.fallback(voice_settings, "builtin: speaks Latin script only");
  to.fallback(voice_settings, "recording: it is gone");
  to.fallback(voice_settings, "the text is not UTF-8");
  to.fallback(voice_fallback, "elevenlabs: 503");
  to.fallback(voice_fallback, "elevenlabs: no audio in time");
  to.fallback(voice_fallback, "elevenlabs: stalled after 200 ms of audio");
  to.fallback(voice_fallback, "elevenlabs: 403 HTML page");
  to.fallback(voice_fallback, "elevenlabs: 429");
  to.fallback(voice_settings, "elevenlabs: 400 voice_not_found");
  to.fallback(voice_settings, "elevenlabs: 404");
  to.fallback(voice_settings, "elevenlabs: 422 voice_settings: too large");
  to.fallback(voice_settings, "no audio within 4000 ms");
  to.fallback(voice_settings, "no greeting audio in time");
  to.fallback(voice_settings, "the speech workers are busy");
  to.add("a fallback, and left early", voice_fallback, [](CallRecord& call) {
    call.fallback_reason = "elevenlabs: 500";
    call.greeting = GreetingOutcome::playing;
  });
  to.sent("never confirmed", not_confirmed, EndReason::caller_hangup, 7'100);
  to.sent("hung up without a word from Exotel", not_confirmed, EndReason::bot_hangup, 3'000);
  to.ends("stopped by us", shutdown, EndReason::shutdown);
  to.ends("the gateway died", interrupted, EndReason::interrupted);
}

inline void add_exotels_turns(VerdictExamples& to) {
  using domain::CallRecord;
  using domain::EndReason;
  using domain::GreetingOutcome;
  using enum domain::VerdictCode;
  to.before_start("no start", no_start, EndReason::no_start);
  to.before_start("stopped before start", no_start, EndReason::applet_ended);
  to.before_start("gone before start", lost_before_start, EndReason::connection_lost);
  to.add("no sound from Exotel", no_media, [](CallRecord& call) {
    call.end_reason = EndReason::media_timeout;
    call.media_in = 0;
  });
  to.ends("then silence", media_timeout, EndReason::media_timeout);
  to.ends("gone", connection_lost, EndReason::connection_lost);
  to.ends("nonsense", protocol_error, EndReason::protocol_error, "100 malformed messages, the last: …");
  to.add("nameless", no_stream_sid, [](CallRecord& call) {
    call.stream_sid.clear();
    call.greeting = GreetingOutcome::none;
    call.media_out = 0;
  });
  to.playing("the flow went on in the greeting", stopped_early, EndReason::applet_ended);
  to.silent("the flow went on at once", stopped_early, EndReason::stop_unknown, 500);
}

inline void add_voice_and_bot(VerdictExamples& to) {
  using domain::EndReason;
  using enum domain::VerdictCode;
  to.silent("waited for nothing", voice_silent, EndReason::caller_hangup, 2'000);
  to.silent("a greeting without sound", voice_silent, EndReason::bot_hangup, 100);
  to.playing("the cap cut the greeting", cap_too_short, EndReason::max_duration);
}

inline void add_browser_calls(VerdictExamples& to) {
  using domain::CallRecord;
  using domain::EndReason;
  using enum domain::VerdictCode;
  const auto from = to.all.size();
  to.ends("a closed tab", browser_call, EndReason::connection_lost);
  to.ends("a page that is not ours", browser_call, EndReason::protocol_error, "start names call x, …");
  to.before_start("gone before start", browser_call, EndReason::connection_lost);
  to.before_start("no start", browser_call, EndReason::no_start);
  to.before_start("nonsense", browser_call, EndReason::protocol_error);
  to.add("no microphone", browser_call, [](CallRecord& call) {
    call.end_reason = EndReason::media_timeout;
    call.media_in = 0;
  });
  to.ends("a sleeping laptop", browser_call, EndReason::media_timeout);
  to.sent("no echo", browser_call, EndReason::caller_hangup, 7'100);
  to.add("heard", heard, [](CallRecord&) {});
  to.playing("left early", caller_left_early, EndReason::caller_hangup);
  to.ends("bot off", bot_off, EndReason::busy, "limit: bot is switched off");
  to.fallback(voice_key_refused, "elevenlabs: 401 invalid_api_key");
  for (auto i = from; i < to.all.size(); ++i) {
    to.all[i].name += ", from a browser";
    to.all[i].call.call_id = to.all[i].call.call_sid = "browser-0123456789abcdef";
  }
}

/// At least one of each code; each row of the table of src/domain/README.md.
inline std::vector<VerdictExample> verdict_examples() {
  VerdictExamples examples;
  add_good_ends(examples);
  add_callers_turns(examples);
  add_operators_turns(examples);
  add_exotels_turns(examples);
  add_voice_and_bot(examples);
  add_browser_calls(examples);
  return std::move(examples.all);
}

}  // namespace exo::test
