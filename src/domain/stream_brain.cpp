#include "domain/stream_brain.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "domain/bot_greeting.h"
#include "domain/end_detail.h"
#include "domain/phone_number.h"

namespace exo::domain {
namespace {

constexpr std::uint16_t kNormalClosure = 1000;  // RFC 6455 §7.4.1
constexpr std::uint16_t kGoingAway = 1001;
constexpr std::uint16_t kUnsupportedData = 1003;
constexpr std::uint16_t kPolicyViolation = 1008;

constexpr std::size_t kMaxSidBytes = 128;  // live ones have 32
constexpr std::size_t kMaxDigits = 64;

std::string first_of(std::string_view a, std::string_view b) {
  return kept_words(trim(a).empty() ? b : a);
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

// exotel.md §1.11: every capture of the applets is linear PCM, whatever the label says; only these may be meant.
bool is_g711(std::string_view label) {
  const auto text = to_lower(label);
  return std::ranges::any_of(std::array{"mulaw", "mu-law", "ulaw", "u-law", "pcmu", "alaw", "a-law", "pcma", "g711"},
                             [&](std::string_view codec) { return contains_word(text, codec); });
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
    : desk_(desk),
      limits_(limits),
      seat_(opening.seat),
      only_call_sid_(std::move(opening.only_call_sid)),
      url_rate_(opening.sample_rate),
      opened_(now.steady),
      last_message_(now.steady),
      meter_(limits.max_messages_per_second, now.steady),
      max_duration_(limits.max_duration),
      talk_(limits.lead) {
  CallRecord record;
  record.id = std::move(opening.record_id);
  record.path = kept_words(opening.path);
  record.bot_id = std::move(opening.bot_id);
  record.call_id = kept_words(opening.call_id);
  record.peer = kept_words(opening.peer);
  record.opened_at = now.wall;
  const auto rate = url_rate_.value_or(SampleRate::hz8000);
  record.sample_rate = static_cast<std::uint32_t>(hertz(rate));
  journal_.begin(std::move(record), now.steady);
  if (kept().bot_id.empty() || seat_ == StreamOpening::Seat::reserve) return;
  // The path names the bot, so its greeting can be made while Exotel is still saying hello. Nobody waits for it here.
  const auto directory = desk_.directory();
  const auto* bot = directory->find_bot(kept().bot_id);
  if (bot != nullptr) std::ignore = desk_.greetings().greeting(bot_greeting(bot), rate);
}

void StreamBrain::on_event(const StreamEvent& event, Moment now, StreamActions& out) {
  if (state_ == State::ended) return;
  last_message_ = now.steady;
  if (too_many_messages(now, out)) return;
  std::visit([&](const auto& each) { handle(each, now, out); }, event);
}

void StreamBrain::on_noise(Moment now, StreamActions& out) {
  if (state_ == State::ended) return;
  last_message_ = now.steady;
  if (too_many_messages(now, out)) return;
  ++kept().ignored;
}

void StreamBrain::on_tick(Moment now, SteadyTime beat, Outlet outlet, StreamActions& out) {
  outlet_ = outlet;
  if (state_ == State::ended || over_limits(now, out)) return;
  advance(now, beat, outlet, out);
}

void StreamBrain::on_closed(SocketLoss loss, std::string_view detail, Moment now, StreamActions& out) {
  const auto reason = loss == SocketLoss::violated ? EndReason::protocol_error : EndReason::connection_lost;
  end(reason, kept_words(detail), std::nullopt, now, out);
}

void StreamBrain::on_shutdown(Moment now, StreamActions& out) {
  end(EndReason::shutdown, {}, kGoingAway, now, out);
}

void StreamBrain::refuse(std::string detail, std::uint16_t close_code, Moment now, StreamActions& out) {
  end(EndReason::protocol_error, std::move(detail), close_code, now, out);
}

bool StreamBrain::too_many_messages(Moment now, StreamActions& out) {
  if (meter_.count(now.steady)) return false;
  journal_.note(StepKind::limit, "messages a second", now);
  end(EndReason::protocol_error, fmt::format("more than {} messages a second", limits_.max_messages_per_second),
      kPolicyViolation, now, out);
  return true;
}

bool StreamBrain::over_limits(Moment now, StreamActions& out) {
  const auto open_for = now.steady - opened_;
  if (state_ == State::connected && open_for >= limits_.start_timeout) {
    end(EndReason::no_start, fmt::format("no start within {} ms", limits_.start_timeout.count()), kPolicyViolation, now,
        out);
  } else if (state_ != State::connected && now.steady - last_message_ >= limits_.media_timeout) {
    end(EndReason::media_timeout, fmt::format("no message for {} ms", limits_.media_timeout.count()), kPolicyViolation,
        now, out);
  } else if (open_for >= max_duration_) {
    end(EndReason::max_duration, {}, kNormalClosure, now, out);
  }
  return state_ == State::ended;
}

void StreamBrain::handle(const StreamStart& start, Moment now, StreamActions& out) {
  if (state_ != State::connected) {
    ++kept().ignored;  // a second start; the greeting is spoken once a stream
    return;
  }
  // Before anything is looked up by its name: that call's record is not this stream's.
  if (!only_call_sid_.empty() && !start.call_sid.empty() && start.call_sid != only_call_sid_) {
    return refuse(
        fmt::format("start names call {}, and this stream was opened for another", printable(start.call_sid, 64)),
        kPolicyViolation, now, out);
  }
  started_ = now.steady;
  kept().started_at = now.wall;
  learn_stream_sid(start.stream_sid);
  kept().call_sid = kept_words(start.call_sid);
  if (kept().call_id.empty()) kept().call_id = first_of(start.parameter("call_id"), start.call_sid);
  const auto hit = recall_webhook();
  journal_.note(StepKind::started, {}, now);
  read_parties(start, hit);
  kept().sample_rate =
      static_cast<std::uint32_t>(hertz(start.sample_rate.value_or(url_rate_.value_or(SampleRate::hz8000))));

  const auto directory = desk_.directory();
  find_did(*directory, hit);
  if (is_g711(start.encoding)) {
    return refuse(fmt::format("{} \"{}\", and only linear PCM is spoken here: set the Voicebot applet to 16-bit PCM "
                              "(raw/slin), not G.711",
                              kWrongEncoding, printable(start.encoding, 64)),
                  kUnsupportedData, now, out);
  }
  answer(*directory, seat_, now);
  out.emplace_back(SaveRecord{});
  advance(now, now.steady, Outlet::open, out);
}

void StreamBrain::handle(const StreamMedia& media, Moment now, StreamActions& out) {
  ++kept().media_in;
  if (kept().stream_sid.empty() && started()) {
    learn_stream_sid(media.stream_sid);
    advance(now, now.steady, Outlet::open, out);
  }
  listen(media.payload, now, outlet_, out);
}

void StreamBrain::handle(const StreamDtmf& dtmf, Moment now, StreamActions& out) {
  const auto digit = trim(dtmf.digit);
  if (!is_dtmf(digit)) {
    ++kept().ignored;
    return;
  }
  if (kept().dtmf.size() < kMaxDigits) kept().dtmf += digit;
  journal_.note(StepKind::dtmf, digit, now);
  press(digit.front(), now, out);
}

void StreamBrain::handle(const StreamMark& mark, Moment now, StreamActions& out) {
  if (talk_.on_mark(mark.name) != StreamTalk::Echo::all) return;
  journal_.note(StepKind::mark, mark.name, now);
  if (talk_.number() == 1 && kept().greeting == GreetingOutcome::sent) kept().greeting = GreetingOutcome::heard;
  out.emplace_back(SaveRecord{});
  if (state_ == State::listening && next_ == Next::menu) menu_until_ = now.steady + bot_.menu_wait;
  if (state_ == State::leaving) hang_up(leave_as_, leave_detail_, now, out);
}

void StreamBrain::handle(const StreamStop& stop, Moment now, StreamActions& out) {
  const auto words = kept_words(stop.reason);
  journal_.note(StepKind::stopped, words, now);
  end(reason_of_stop(stop.reason), words, kNormalClosure, now, out);
}

void StreamBrain::handle(const StreamMalformed& bad, Moment now, StreamActions& out) {
  ++kept().ignored;
  if (++malformed_ < limits_.max_malformed) return;
  end(EndReason::protocol_error, fmt::format("{} malformed messages, the last: {}", malformed_, bad.why),
      kPolicyViolation, now, out);
}

void StreamBrain::learn_stream_sid(std::string_view sid) {
  if (sid.size() <= kMaxSidBytes && std::ranges::all_of(sid, is_visible)) kept().stream_sid = std::string(sid);
}

WebhookHit StreamBrain::recall_webhook() {
  auto& record = kept();
  auto hit = desk_.webhook_hit(record.call_sid);
  if (!hit && record.call_id != record.call_sid) hit = desk_.webhook_hit(record.call_id);
  if (!hit) return {};
  // The webhook began this call's record: one call, one record.
  if (!hit->record_id.empty()) record.id = hit->record_id;
  if (hit->at) journal_.note_webhook(*hit->at);
  return *std::move(hit);
}

void StreamBrain::read_parties(const StreamStart& start, const WebhookHit& hit) {
  auto& record = kept();
  record.from = first_of(start.from, hit.from);
  record.to = first_of(start.to, hit.call_to);
  record.direction = kept_words(hit.direction);
  record.test_call_did_id = test_call_did_id(first_of(hit.custom_field, start.parameter("CustomField")));
}

// exotel.md §3.2: whichever number is one of ours is ours; the direction tells nothing reliable.
void StreamBrain::find_did(const Directory& directory, const WebhookHit& hit) {
  auto& record = kept();
  const Did* did = nullptr;
  for (const std::string_view number : {std::string_view(record.to), std::string_view(hit.call_to),
                                        std::string_view(hit.to), std::string_view(record.from)}) {
    if (did == nullptr && !number.empty()) did = directory.find_did(number);
  }
  if (did == nullptr) return;
  record.did_id = did->id;
  if (record.bot_id.empty()) record.bot_id = did->bot_id;
  if (!same_number(did->number, record.to) && same_number(did->number, record.from)) std::swap(record.from, record.to);
}

SampleRate StreamBrain::rate() const {
  return sample_rate_from(record().sample_rate).value_or(SampleRate::hz8000);
}

void StreamBrain::hang_up(EndReason reason, std::string detail, Moment now, StreamActions& out) {
  end(reason, std::move(detail), kNormalClosure, now, out);
}

/// Whoever leaves while hearing that all is busy was kept from the bot by that. Before the final mark the caller or the
/// flow may be gone.
bool StreamBrain::apologising(EndReason reason) const noexcept {
  if (leave_as_ != EndReason::busy) return false;
  return reason == EndReason::caller_hangup || reason == EndReason::applet_ended || reason == EndReason::stop_unknown ||
         reason == EndReason::max_duration;
}

void StreamBrain::end(EndReason reason, std::string detail, std::optional<std::uint16_t> close_code, Moment now,
                      StreamActions& out) {
  if (state_ == State::ended) return;
  // Its webhook's record is taken over even now, but for a lost connection: Exotel tries once more.
  if (!started() && reason != EndReason::connection_lost && !kept().call_id.empty()) std::ignore = recall_webhook();
  if (apologising(reason)) {
    reason = EndReason::busy;
    detail = leave_detail_;
  }
  note_report();
  state_ = State::ended;
  talk_.say(nullptr, StreamTalk::Marks::end, now.steady);
  echo_.reset();
  place_.reset();
  journal_.close(reason, std::move(detail), now);
  if (close_code) out.emplace_back(CloseStream{*close_code});
  out.emplace_back(SaveRecord{});
}

}  // namespace exo::domain
