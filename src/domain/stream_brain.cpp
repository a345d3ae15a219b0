#include "domain/stream_brain.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "domain/phone_number.h"

namespace exo::domain {
namespace {

constexpr std::uint16_t kNormalClosure = 1000;  // RFC 6455 §7.4.1
constexpr std::uint16_t kGoingAway = 1001;
constexpr std::uint16_t kPolicyViolation = 1008;

constexpr std::size_t kMaxSidBytes = 128;  // live ones have 32
constexpr std::size_t kMaxTextBytes = 256;
constexpr std::size_t kMaxDigits = 64;
constexpr std::string_view kTestCallPrefix = "cxb-test:";

std::string kept(std::string_view text) {
  return printable(trim(text), kMaxTextBytes);
}

std::string first_of(std::string_view a, std::string_view b) {
  return kept(trim(a).empty() ? b : a);
}

bool contains_word(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

// exotel.md §1.11: live "canceled or call ended", documented "callended" and "stopped".
EndReason reason_of_stop(std::string_view words) {
  const auto text = to_lower(words);
  for (const auto hangup : {"call ended", "callended", "cancel"}) {
    if (contains_word(text, hangup)) return EndReason::caller_hangup;
  }
  return contains_word(text, "stopped") ? EndReason::applet_ended : EndReason::stop_unknown;
}

bool is_visible(char c) {
  return c > ' ' && c < '\x7f';
}

bool is_dtmf(std::string_view digit) {
  return digit.size() == 1 && std::string_view("0123456789*#ABCD").find(digit.front()) != std::string_view::npos;
}

}  // namespace

std::string_view StreamStart::parameter(std::string_view name) const noexcept {
  const auto found = std::ranges::find_if(parameters, [&](const auto& each) { return iequals(each.name, name); });
  return found == parameters.end() ? std::string_view{} : found->value;
}

StreamBrain::StreamBrain(StreamOpening opening, StreamLimits limits, StreamDesk& desk, Moment now)
    : desk_(desk), limits_(limits), url_rate_(opening.sample_rate), opened_(now.steady), last_message_(now.steady) {
  record_.id = std::move(opening.record_id);
  record_.path = printable(opening.path, kMaxTextBytes);
  record_.bot_id = std::move(opening.bot_id);
  record_.call_id = kept(opening.call_id);
  record_.opened_at = now.wall;
  const auto rate = url_rate_.value_or(SampleRate::hz8000);
  record_.sample_rate = static_cast<std::uint32_t>(hertz(rate));
  if (record_.bot_id.empty()) return;
  // The path names the bot, so its greeting can be made while Exotel is still saying hello. Nobody waits for it here.
  const auto directory = desk_.directory();
  const auto* bot = directory->find_bot(record_.bot_id);
  if (bot != nullptr) std::ignore = desk_.greetings().greeting({bot->greeting_text, bot->language}, rate);
}

void StreamBrain::on_event(const StreamEvent& event, Moment now, StreamActions& out) {
  if (state_ == State::ended) return;
  last_message_ = now.steady;
  std::visit([&](const auto& each) { handle(each, now, out); }, event);
}

void StreamBrain::on_noise(Moment now) {
  if (state_ == State::ended) return;
  last_message_ = now.steady;
  ++record_.ignored;
}

void StreamBrain::on_tick(Moment now, Outlet outlet, StreamActions& out) {
  if (state_ == State::ended) return;
  const auto open_for = now.steady - opened_;
  if (state_ == State::connected && open_for >= limits_.start_timeout) {
    return end(EndReason::no_start, fmt::format("no start within {} ms", limits_.start_timeout.count()),
               kPolicyViolation, now, out);
  }
  if (state_ != State::connected && now.steady - last_message_ >= limits_.media_timeout) {
    return end(EndReason::media_timeout, fmt::format("no message for {} ms", limits_.media_timeout.count()),
               kPolicyViolation, now, out);
  }
  if (open_for >= limits_.max_duration) return end(EndReason::max_duration, {}, kNormalClosure, now, out);
  advance_greeting(now, outlet, out);
}

void StreamBrain::on_closed(SocketLoss loss, std::string_view detail, Moment now, StreamActions& out) {
  const auto reason = loss == SocketLoss::violated ? EndReason::protocol_error : EndReason::connection_lost;
  end(reason, printable(detail, kMaxTextBytes), std::nullopt, now, out);
}

void StreamBrain::on_shutdown(Moment now, StreamActions& out) {
  end(EndReason::shutdown, {}, kGoingAway, now, out);
}

void StreamBrain::handle(const StreamStart& start, Moment now, StreamActions& out) {
  if (state_ != State::connected) {
    ++record_.ignored;  // a second start; the greeting is spoken once a stream
    return;
  }
  state_ = State::started;
  started_ = now.steady;
  record_.started_at = now.wall;
  learn_stream_sid(start.stream_sid);
  record_.call_sid = kept(start.call_sid);
  if (record_.call_id.empty()) record_.call_id = first_of(start.parameter("call_id"), start.call_sid);
  auto hit = desk_.webhook_hit(record_.call_sid);
  if (!hit && record_.call_id != record_.call_sid) hit = desk_.webhook_hit(record_.call_id);
  read_parties(start, hit.value_or(WebhookHit{}));

  const auto directory = desk_.directory();
  find_did(*directory, hit.value_or(WebhookHit{}));
  const auto script = choose_script(*directory);
  const auto rate = start.sample_rate.value_or(url_rate_.value_or(SampleRate::hz8000));
  record_.sample_rate = static_cast<std::uint32_t>(hertz(rate));
  language_ = script.language;
  if (auto audio = desk_.greetings().greeting(script, rate)) playout_.emplace(std::move(audio), limits_.lead);
  out.emplace_back(SaveRecord{});
  advance_greeting(now, Outlet::open, out);
}

void StreamBrain::handle(const StreamMedia& media, Moment now, StreamActions& out) {
  ++record_.media_in;
  if (!record_.stream_sid.empty()) return;
  learn_stream_sid(media.stream_sid);
  advance_greeting(now, Outlet::open, out);
}

void StreamBrain::handle(const StreamDtmf& dtmf, Moment, StreamActions&) {
  const auto digit = trim(dtmf.digit);
  if (!is_dtmf(digit)) {
    ++record_.ignored;
    return;
  }
  if (record_.dtmf.size() < kMaxDigits) record_.dtmf += digit;
}

void StreamBrain::handle(const StreamMark& mark, Moment, StreamActions& out) {
  if (mark.name != kGreetingMark || record_.greeting != GreetingOutcome::sent) return;
  record_.greeting = GreetingOutcome::heard;
  out.emplace_back(SaveRecord{});
}

void StreamBrain::handle(const StreamStop& stop, Moment now, StreamActions& out) {
  end(reason_of_stop(stop.reason), kept(stop.reason), kNormalClosure, now, out);
}

void StreamBrain::handle(const StreamMalformed& bad, Moment now, StreamActions& out) {
  ++record_.ignored;
  if (++malformed_ < limits_.max_malformed) return;
  end(EndReason::protocol_error, fmt::format("{} malformed messages, the last: {}", malformed_, bad.why),
      kPolicyViolation, now, out);
}

void StreamBrain::learn_stream_sid(std::string_view sid) {
  if (sid.size() <= kMaxSidBytes && std::ranges::all_of(sid, is_visible)) record_.stream_sid = std::string(sid);
}

void StreamBrain::read_parties(const StreamStart& start, const WebhookHit& hit) {
  record_.from = first_of(start.from, hit.from);
  record_.to = first_of(start.to, hit.call_to);
  record_.direction = kept(hit.direction);
  const auto custom = first_of(hit.custom_field, start.parameter("CustomField"));
  if (custom.starts_with(kTestCallPrefix)) record_.test_call_did_id = custom.substr(kTestCallPrefix.size());
}

// exotel.md §3.2: whichever number is one of ours is ours; the direction tells nothing reliable.
void StreamBrain::find_did(const Directory& directory, const WebhookHit& hit) {
  const Did* did = nullptr;
  for (const std::string_view number : {std::string_view(record_.to), std::string_view(hit.call_to),
                                        std::string_view(hit.to), std::string_view(record_.from)}) {
    if (did == nullptr && !number.empty()) did = directory.find_did(number);
  }
  if (did == nullptr) return;
  record_.did_id = did->id;
  if (record_.bot_id.empty()) record_.bot_id = did->bot_id;
  if (!same_number(did->number, record_.to) && same_number(did->number, record_.from)) {
    std::swap(record_.from, record_.to);
  }
}

GreetingScript StreamBrain::choose_script(const Directory& directory) {
  const auto* bot = record_.bot_id.empty() ? nullptr : directory.find_bot(record_.bot_id);
  record_.unknown_bot = bot == nullptr && !record_.bot_id.empty();
  return bot == nullptr ? GreetingScript{"", "en"} : GreetingScript{bot->greeting_text, bot->language};
}

void StreamBrain::advance_greeting(Moment now, Outlet outlet, StreamActions& out) {
  if (state_ != State::started && state_ != State::greeting) return;
  if (record_.stream_sid.empty()) return;
  const bool silent = !playout_ || (playout_->exhausted() && state_ == State::started);
  const bool late = state_ == State::started && now.steady - started_ >= limits_.first_audio_deadline &&
                    (!playout_ || playout_->starved());
  if (silent) resort_to_embedded("the greeting has no audio");
  if (!silent && late) resort_to_embedded(fmt::format("no audio within {} ms", limits_.first_audio_deadline.count()));
  while (playout_ && outlet == Outlet::open) {
    const auto index = playout_->next_frame(now.steady);
    if (!index) break;
    if (state_ == State::started) note_first_audio(now, out);
    ++record_.media_out;
    const auto at = static_cast<std::uint64_t>(playout_->position(*index).count());
    out.emplace_back(SendMedia{playout_->audio(), *index, ++sequence_, record_.media_out, at});
  }
  if (!playout_ || playout_->exhausted()) finish_greeting(out);
}

void StreamBrain::resort_to_embedded(std::string reason) {
  if (last_resort_used_) return;
  last_resort_used_ = true;
  record_.fallback_reason = std::move(reason);
  const auto rate = sample_rate_from(record_.sample_rate).value_or(SampleRate::hz8000);
  if (auto audio = desk_.greetings().last_resort(language_, rate)) playout_.emplace(std::move(audio), limits_.lead);
}

void StreamBrain::note_first_audio(Moment now, StreamActions& out) {
  state_ = State::greeting;
  record_.greeting = GreetingOutcome::playing;
  record_.first_audio_ms = std::chrono::duration_cast<std::chrono::milliseconds>(now.steady - started_).count();
  note_report();
  out.emplace_back(SaveRecord{});
}

// Asked again at the end: a voice may have failed half-way and another have gone on.
void StreamBrain::note_report() {
  auto report = playout_->audio()->report();
  record_.voice = std::move(report.voice);
  if (!last_resort_used_) record_.fallback_reason = std::move(report.fallback);
}

void StreamBrain::finish_greeting(StreamActions& out) {
  const bool spoken = state_ == State::greeting;
  state_ = State::done;
  if (spoken) {
    note_report();
    out.emplace_back(SendMark{kGreetingMark, ++sequence_});
    record_.greeting = GreetingOutcome::sent;
  }
  playout_.reset();
  out.emplace_back(SaveRecord{});
}

void StreamBrain::end(EndReason reason, std::string detail, std::optional<std::uint16_t> close_code, Moment now,
                      StreamActions& out) {
  if (state_ == State::ended) return;
  if (state_ == State::greeting) note_report();
  state_ = State::ended;
  playout_.reset();
  record_.end_reason = reason;
  record_.end_detail = std::move(detail);
  record_.ended_at = now.wall;
  if (close_code) out.emplace_back(CloseStream{*close_code});
  out.emplace_back(SaveRecord{});
}

}  // namespace exo::domain
