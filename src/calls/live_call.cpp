#include "calls/live_call.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "base/text.h"

namespace exo::calls {
namespace {

template <class... Each>
struct Overloaded : Each... {
  using Each::operator()...;
};

domain::StreamLimits limits_of(const CallPlaneOptions& options) {
  return {.start_timeout = options.start_timeout,
          .media_timeout = options.media_timeout,
          .max_duration = options.max_duration,
          .first_audio_deadline = options.first_audio_deadline,
          .lead = options.lead,
          .max_messages_per_second = options.max_messages_per_second,
          .barge_in_speech = options.barge_in_speech,
          .barge_in_grace = options.barge_in_grace};
}

constexpr std::string_view kRandomIdPrefix = "call_";

}  // namespace

LiveCall::LiveCall(domain::StreamOpening opening, Site& site, exotel::StreamDecoder& decoder,
                   domain::StreamActions& scratch, domain::Moment now)
    : site_(site),
      decoder_(decoder),
      actions_(scratch),
      brain_(std::move(opening), limits_of(site.options()), site, now),
      outbox_(site.options().max_queued_audio) {
  site_.stream_opened(brain_.record());
}

// The scratch is shared by all calls of a loop: each event clears it first, so that whatever an exception left behind
// never reaches another caller.

void LiveCall::on_text(std::string_view message, domain::Moment now) {
  const auto event = decoder_.decode(message);
  const auto* start = brain_.started() ? nullptr : std::get_if<domain::StreamStart>(&event);
  if (start != nullptr) check_call(*start);
  actions_.clear();
  brain_.on_event(event, now, actions_);
  apply();
}

void LiveCall::on_binary(domain::Moment now) {
  actions_.clear();
  brain_.on_noise(now, actions_);
  apply();
}

void LiveCall::on_tick(domain::Moment now, SteadyTime beat) {
  actions_.clear();
  brain_.on_tick(now, beat, outbox_.outlet(), actions_);
  apply();
}

void LiveCall::on_closed(domain::SocketLoss loss, std::string_view detail, domain::Moment now) {
  actions_.clear();
  brain_.on_closed(loss, detail, now, actions_);
  apply();
}

void LiveCall::on_shutdown(domain::Moment now) {
  actions_.clear();
  brain_.on_shutdown(now, actions_);
  apply();
}

// Of Exotel's streams the call goes on: no source rules out that Exotel renames a call between webhook and `start`. The
// brain refuses those of browsers.
void LiveCall::check_call(const domain::StreamStart& start) const {
  if (tied_to_.empty() || tied_to_.starts_with(kRandomIdPrefix)) return;
  if (start.call_sid.empty() || start.call_sid == tied_to_) return;
  site_.counters().add(Count::foreign_calls);
  static log::RateLimit limit;
  if (!limit.allow().pass) return;
  const bool of_browser = tied_to_.starts_with(domain::kBrowserCallPrefix);
  const std::string_view opened_by =
      of_browser ? "a browser's token opened for" : "was opened by the webhook's answer to";
  log::warning("calls", "the stream that {} call {} starts as call {}{}", opened_by, printable(tied_to_, 64),
               printable(start.call_sid, 64), of_browser ? ": refused" : "");
}

void LiveCall::apply() {
  if (actions_.empty()) return;
  if (!addressed_ && !brain_.record().stream_sid.empty()) {
    outbox_.address_to(brain_.record().stream_sid);
    addressed_ = true;
  }
  bool save = false;
  for (const auto& action : actions_) {
    std::visit(Overloaded{[&](const domain::SendMedia& media) { outbox_.push(media); },
                          [&](const domain::SendMark& mark) { outbox_.push(mark); },
                          [&](const domain::SendClear& clear) { outbox_.push(clear); },
                          [&](const domain::CloseStream& close) { outbox_.close(close.code); },
                          [&](const domain::SaveRecord&) { save = true; }},
               action);
  }
  actions_.clear();
  if (!save) return;
  // Whoever opens sockets and says nothing must not fill the disk; the counters know of all of them.
  static log::RateLimit silent_streams(60);
  if (brain_.record().started_at || silent_streams.allow().pass) site_.log().save(brain_.record());
  if (!brain_.ended() || std::exchange(end_logged_, true)) return;
  site_.counters().add(Count::malformed, brain_.record().ignored);
  log_end();
}

void LiveCall::log_end() const {
  static log::RateLimit limit(100);
  const auto& record = brain_.record();
  if (!limit.allow().pass) return;
  log::info("calls", "call {} from {} to {} bot {} ended: {} {}; greeting {} by {}, first audio after {} ms",
            printable(record.call_id, 64), log::number(record.from), log::number(record.to),
            record.bot_id.empty() ? "-" : record.bot_id, to_string(record.end_reason), record.end_detail,
            to_string(record.greeting), record.voice.empty() ? "-" : record.voice, record.first_audio_ms.value_or(-1));
}

}  // namespace exo::calls
