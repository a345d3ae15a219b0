// The half of StreamBrain that decides who answers and what is said; stream_brain.cpp has the events and the ends.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "domain/bot_greeting.h"
#include "domain/end_detail.h"
#include "domain/stream_brain.h"

namespace exo::domain {
namespace {

/// How long an echo of the last mark may take after the computed end of play (exotel.md, Appendix C).
constexpr std::chrono::milliseconds kFinalMarkWait{1'000};

/// Of an echo at the far end: the greeting's tail and the delay of the line test.
constexpr std::chrono::milliseconds kMostEchoAhead{1'400};

constexpr std::string_view kGreeting = "greeting";
constexpr std::string_view kSorry = "sorry";
constexpr std::string_view kMenu = "menu";

}  // namespace

void StreamBrain::answer(const Directory& directory, StreamOpening::Seat seat, Moment now) {
  const auto* bot = kept().bot_id.empty() ? nullptr : directory.find_bot(kept().bot_id);
  kept().unknown_bot = bot == nullptr && !kept().bot_id.empty();
  if (seat == StreamOpening::Seat::reserve) {
    if (bot != nullptr) bot_ = *bot;
    return apologise("site", now);
  }
  give_to(bot, kept().bot_id, now);
}

/// The call goes to that bot, which begins with its greeting; nullptr: to nobody in particular, who greets and stays.
void StreamBrain::give_to(const Bot* bot, std::string_view bot_id, Moment now) {
  bot_ = bot == nullptr ? Bot{} : *bot;
  if (!bot_.active) return apologise(kBotSwitchedOff, now);
  place_.reset();  // a menu's own place is free for the next caller
  auto admission = desk_.admit(bot_id, bot_.max_calls, kept().did_id);
  if (!admission.full.empty()) return apologise(admission.full, now);
  place_ = std::move(admission.place);
  max_duration_ = limits_.max_duration;
  if (bot_.max_duration.count() > 0)
    max_duration_ = std::min<std::chrono::milliseconds>(max_duration_, bot_.max_duration);
  menu_rounds_ = 0;
  say_greeting(now);
}

void StreamBrain::apologise(std::string_view limit, Moment now) {
  journal_.note(StepKind::limit, limit, now);
  next_ = Next::hang_up;
  leave_as_ = EndReason::busy;
  leave_detail_ = fmt::format("{}{}", kLimitDetail, limit);
  interruptible_ = false;
  say(desk_.greetings().sorry(bot_.language, rate()), kSorry, now);
}

void StreamBrain::say_greeting(Moment now) {
  interruptible_ = bot_.interruptible;
  leave_as_ = EndReason::bot_hangup;
  leave_detail_.clear();
  next_ = bot_.kind == BotKind::echo             ? Next::echo
          : bot_.after == AfterGreeting::hang_up ? Next::hang_up
          : bot_.after == AfterGreeting::menu    ? Next::menu
                                                 : Next::stay;
  if (next_ == Next::menu) ++menu_rounds_;
  say(desk_.greetings().greeting(bot_greeting(bot_.id.empty() ? nullptr : &bot_), rate()), kGreeting, now);
}

void StreamBrain::say(std::shared_ptr<const GreetingAudio> audio, std::string_view what, Moment now) {
  state_ = State::talking;
  saying_ = what;
  resorted_ = false;
  first_frame_at_.reset();
  early_digit_.reset();
  echo_.reset();
  if (interruptible_ && !detector_) detector_.emplace(rate(), limits_.barge_in_speech);
  if (detector_) detector_->restart();
  talk_.say(std::move(audio), interruptible_ ? StreamTalk::Marks::steps : StreamTalk::Marks::end, now.steady);
}

void StreamBrain::advance(Moment now, SteadyTime beat, Outlet outlet, StreamActions& out) {
  switch (state_) {
    case State::talking:
      return advance_talk(now, beat, outlet, out);
    case State::listening:
      if (next_ == Next::menu && now.steady >= menu_until_) ask_again(kNoMenuChoice, now, out);
      return;
    case State::leaving:
      if (now.steady >= leave_at_) hang_up(leave_as_, leave_detail_, now, out);
      return;
    case State::connected:
    case State::ended:
      return;
  }
}

void StreamBrain::advance_talk(Moment now, SteadyTime beat, Outlet outlet, StreamActions& out) {
  const auto waited = now.steady - talk_.last_progress();
  if (kept().stream_sid.empty()) {
    // decisions.md §8: nothing is sent before the id is known. An operator who wonders about silence finds this.
    if (waited >= limits_.first_audio_deadline && kept().fallback_reason.empty()) {
      kept().fallback_reason = "Exotel named no usable stream_sid, so nothing could be said";
      out.emplace_back(SaveRecord{});
    }
    return;
  }
  const bool nothing = talk_.silent() || talk_.empty();
  const bool late = talk_.starved() && waited >= limits_.first_audio_deadline;
  if (nothing) {
    resort_to_embedded("the greeting has no audio", now);
  } else if (late) {
    resort_to_embedded(fmt::format("{} within {} ms", talk_.began() ? "no more audio" : "no audio",
                                   limits_.first_audio_deadline.count()),
                       now);
  }
  if (talk_.silent() || talk_.empty()) return finish_talk(now, out);
  const auto progress = talk_.advance(beat, outlet, out);
  kept().media_out = talk_.frames_sent();
  if (progress.began) note_first_audio(now, out);
  if (progress.finished) finish_talk(now, out);
}

void StreamBrain::resort_to_embedded(std::string reason, Moment now) {
  const bool hopeless = talk_.silent() || talk_.empty();
  if (std::exchange(resorted_, true)) {
    if (hopeless) talk_.go_on_with(nullptr, now.steady);
    return;
  }
  if (talk_.number() == 1) {
    if (const auto* audio = talk_.audio()) kept().voice = audio->report().voice;
    kept().fallback_reason = std::move(reason);
  }
  auto audio = desk_.greetings().last_resort(bot_.language, rate());
  if (audio || hopeless) talk_.go_on_with(std::move(audio), now.steady);  // else what comes late is still welcome
}

void StreamBrain::note_first_audio(Moment now, StreamActions& out) {
  first_frame_at_ = now.steady;
  journal_.note(StepKind::audio, saying_, now);
  if (talk_.number() == 1) {
    kept().greeting = GreetingOutcome::playing;
    kept().first_audio_ms = std::chrono::duration_cast<std::chrono::milliseconds>(now.steady - started_).count();
    note_report();
  }
  out.emplace_back(SaveRecord{});
}

// Asked again at the end: a voice may have failed half-way and another have gone on.
void StreamBrain::note_report() {
  const auto* audio = talk_.audio();
  if (audio == nullptr || talk_.number() != 1 || !talk_.began()) return;
  auto report = audio->report();
  kept().voice = std::move(report.voice);
  if (!resorted_) kept().fallback_reason = std::move(report.fallback);
}

void StreamBrain::finish_talk(Moment now, StreamActions& out) {
  note_report();
  if (talk_.number() == 1 && kept().greeting == GreetingOutcome::playing) kept().greeting = GreetingOutcome::sent;
  pass_on(now, out);
}

/// What was to be said has been said, as far as we are concerned.
void StreamBrain::pass_on(Moment now, StreamActions& out) {
  const auto heard_at = std::max(now.steady, talk_.play_end());
  state_ = State::listening;
  out.emplace_back(SaveRecord{});
  switch (next_) {
    case Next::stay:
      return;
    case Next::echo:
      echo_.emplace(rate());
      return;
    case Next::hang_up:
      state_ = State::leaving;
      leave_at_ = heard_at + kFinalMarkWait;
      return;
    case Next::menu:
      menu_until_ = heard_at + bot_.menu_wait;
      if (const auto digit = std::exchange(early_digit_, std::nullopt)) choose(*digit, now, out);
      return;
  }
}

void StreamBrain::listen(std::string_view payload, Moment now, Outlet outlet, StreamActions& out) {
  const bool detecting = detector_ && audible(now);
  if (!detecting && !echo_) return;
  if (!base64_decode_into(payload, pcm_)) {
    ++kept().ignored;
    return;
  }
  if (detecting) {
    const bool in_grace = now.steady - *first_frame_at_ < limits_.barge_in_grace;
    detector_->feed(pcm_, in_grace ? SpeechDetector::Mode::learning : SpeechDetector::Mode::deciding);
    if (detector_->speaking()) interrupt("speech", now, out);
    return;
  }
  echo_->hear(pcm_);
  if (outlet == Outlet::full) return echo_->drop_all();
  while (auto frame = echo_->next_frame()) {
    // After a stall the caller's words come in a burst; an echo that lags for ever is worse than a gap.
    if (talk_.play_end() - now.steady < kMostEchoAhead) talk_.send(std::move(frame), now.steady, out);
  }
  kept().media_out = talk_.frames_sent();
}

/// Something interruptible is in the caller's ear right now.
bool StreamBrain::audible(Moment now) const {
  return interruptible_ && first_frame_at_ && (state_ == State::talking || now.steady < talk_.play_end());
}

void StreamBrain::interrupt(std::string_view by, Moment now, StreamActions& out) {
  note_report();
  kept().heard_ms = talk_.interrupt(now.steady, out).count();
  ++kept().interruptions;
  if (talk_.number() == 1) kept().greeting = GreetingOutcome::cut;
  journal_.note(StepKind::interrupted, by, now);
  interruptible_ = false;
  detector_->restart();
  pass_on(now, out);
}

void StreamBrain::press(char digit, Moment now, StreamActions& out) {
  if (audible(now)) {
    interrupt("dtmf", now, out);
    if (state_ == State::listening && next_ == Next::menu) choose(digit, now, out);
    return;
  }
  if (next_ != Next::menu || state_ == State::connected) return;
  const bool not_begun = interruptible_ && state_ == State::talking && !first_frame_at_ && !kept().stream_sid.empty();
  if (state_ == State::listening || not_begun) return choose(digit, now, out);
  if (state_ == State::talking) early_digit_ = digit;
}

void StreamBrain::choose(char digit, Moment now, StreamActions& out) {
  const auto* choice = find_choice(bot_, digit);
  if (choice == nullptr) return ask_again(kNoMenuChoice, now, out);
  if (!choice->say.empty()) {
    next_ = Next::hang_up;
    leave_detail_ = "menu: a choice was made";  // not which: digits are forgotten with the numbers
    interruptible_ = bot_.interruptible;
    say(desk_.greetings().greeting(bot_saying(bot_, *choice), rate()), kMenu, now);
    out.emplace_back(SaveRecord{});
    return advance(now, now.steady, outlet_, out);
  }
  const auto directory = desk_.directory();
  const auto* bot = directory->find_bot(choice->bot_id);
  if (bot == nullptr) {
    journal_.note(StepKind::limit, fmt::format("menu: bot {} is unknown", choice->bot_id), now);
    return ask_again(kMenuBotUnknown, now, out);
  }
  journal_.note(StepKind::routed, bot->id, now);
  kept().bot_id = bot->id;
  give_to(bot, bot->id, now);
  out.emplace_back(SaveRecord{});
  advance(now, now.steady, outlet_, out);
}

/// No digit, or one that leads nowhere: the greeting again, as often as the bot allows; then the call ends with `why`.
void StreamBrain::ask_again(std::string_view why, Moment now, StreamActions& out) {
  if (menu_rounds_ >= bot_.menu_tries) {
    next_ = Next::hang_up;
    leave_as_ = EndReason::bot_hangup;
    leave_detail_ = why;
    state_ = State::leaving;
    leave_at_ = std::max(now.steady, talk_.play_end());  // what was said last is still on its way
    return;
  }
  say_greeting(now);
  advance(now, now.steady, outlet_, out);
}

}  // namespace exo::domain
