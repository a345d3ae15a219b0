#include "calls/live_call.h"

#include <utility>

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
          .lead = options.lead};
}

// Every capture of the applets is linear PCM, whatever the label says; only a G.711 label may be meant (exotel.md
// §1.11).
void check_encoding(std::string_view label) {
  const auto lower = to_lower(label);
  for (const std::string_view codec : {"mulaw", "ulaw", "pcmu", "alaw", "pcma"}) {
    if (lower.find(codec) == std::string::npos) continue;
    static log::RateLimit limit;
    if (limit.allow().pass) {
      log::warning("calls", "the stream announces encoding {}: it is taken as linear PCM", printable(label, 64));
    }
    return;
  }
}

}  // namespace

LiveCall::LiveCall(domain::StreamOpening opening, Site& site, exotel::StreamDecoder& decoder,
                   domain::StreamActions& scratch, domain::Moment now)
    : site_(site),
      decoder_(decoder),
      actions_(scratch),
      brain_(std::move(opening), limits_of(site.options()), site, now) {
  site_.log().save(brain_.record());
}

// The scratch is shared by all calls of a loop: each event clears it first, so that whatever an exception left behind
// never reaches another caller.

void LiveCall::on_text(std::string_view message, domain::Moment now) {
  const auto event = decoder_.decode(message);
  if (const auto* start = std::get_if<domain::StreamStart>(&event)) check_encoding(start->encoding);
  actions_.clear();
  brain_.on_event(event, now, actions_);
  apply();
}

void LiveCall::on_binary(domain::Moment now) {
  brain_.on_noise(now);
}

void LiveCall::on_tick(domain::Moment now) {
  actions_.clear();
  brain_.on_tick(now, outbox_.outlet(), actions_);
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
                          [&](const domain::CloseStream& close) { outbox_.close(close.code); },
                          [&](const domain::SaveRecord&) { save = true; }},
               action);
  }
  actions_.clear();
  if (!save) return;
  site_.log().save(brain_.record());
  if (brain_.ended()) log_end();
}

void LiveCall::log_end() const {
  static log::RateLimit limit(100);
  const auto& record = brain_.record();
  if (!limit.allow().pass) return;
  log::info("calls", "call {} from {} to {} bot {} ended: {} {}; greeting {} by {}, first audio after {} ms",
            printable(record.call_id, 64), masked_number(record.from), masked_number(record.to),
            record.bot_id.empty() ? "-" : record.bot_id, to_string(record.end_reason), record.end_detail,
            to_string(record.greeting), record.voice.empty() ? "-" : record.voice, record.first_audio_ms.value_or(-1));
}

}  // namespace exo::calls
