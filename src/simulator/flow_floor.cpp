#include "simulator/flow_floor.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "simulator/exotel_values.h"
#include "simulator/flow_sequel.h"

namespace exo::simulator {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds kRingPoll{50};

/// What the dial asked for goes before what the stand-in was started with.
void ask_for_callback(CallbackOptions& callback, const FlowDial& dial) {
  if (dial.status_callback.empty()) return;
  callback.url = dial.status_callback;
  if (istarts_with(dial.callback_content_type, "application/json")) callback.body = CallbackOptions::Body::json;
  const auto asked = [&](std::string_view name) {
    return std::ranges::find(dial.callback_events, name) != dial.callback_events.end();
  };
  // Live flow calls send the minimal set whatever was asked for (exotel.md §6.3); of Connect Voice AI nothing else is
  // known than its documentation, which has events and `ringing` (§5.3, §5.4).
  const bool voice_ai = !dial.stream_url.empty();
  if (voice_ai && !dial.callback_events.empty()) callback.fields = CallbackOptions::Fields::extended;
  if (voice_ai && asked("ringing")) callback.ringing = true;
  if ((asked("answered") || asked("both")) && callback.fields == CallbackOptions::Fields::extended) {
    callback.answered = true;
  }
}

/// "completed" when the customer answers.
std::string_view final_status(Callee callee) {
  switch (callee) {
    case Callee::answers:
      return "completed";
    case Callee::busy:
      return "busy";
    case Callee::no_answer:
      return "no-answer";
    case Callee::failed:
      return "failed";
  }
  return "failed";
}

VoicebotCallOptions call_of(const FlowDial& dial, const StandInOptions& options) {
  VoicebotCallOptions call = options.call;
  call.applet_url = options.applet_url;
  call.account_sid = options.account_sid;
  call.call_sid = dial.call_sid;
  call.from = national_number(dial.from);
  call.to = national_number(dial.caller_id);
  call.direction = "outbound-dial";
  call.custom_field = dial.custom_field;
  if (dial.time_limit) call.time_limit = dial.time_limit;
  ask_for_callback(call.callback, dial);
  if (!dial.stream_url.empty()) {
    call.applet = Applet::voicebot;
    call.stream_stop_after.reset();
    call.applet_url = dial.stream_url;
    call.passthru.url.clear();  // no applet comes behind the bot: its end is the call's (exotel.md §5.4)
  }
  if (!options.folder.empty()) call.heard_wav = options.folder / (dial.call_sid + ".wav");
  return call;
}

void keep(const std::filesystem::path& path, const std::string& content) {
  const auto saved = write_file(path, content, FileAccess::owner_only);
  if (!saved) log::error("simulator", "{}", saved.error().detail);
}

}  // namespace

FlowFloor::FlowFloor(const StandInOptions& options, CallLedger& ledger, CallAssets assets,
                     asio::any_io_executor executor)
    : options_(options), ledger_(ledger), assets_(std::move(assets)), executor_(std::move(executor)) {}

void FlowFloor::play(FlowDial dial) {
  log::info("simulator", "call {}: ringing {}", dial.call_sid, log::number(dial.from));
  auto call = call_of(dial, options_);
  if (call.applet_url.empty() && call.callback.url.empty()) return;
  if (options_.seed) call.seed = *options_.seed + ++dialled_;
  ++live_;
  asio::co_spawn(executor_, live(std::move(call), ringing_of(dial)), [this](const std::exception_ptr& broken) {
    if (broken) {
      log::error("simulator", "a call broke off inside");
      note_end();
    }
  });
}

FlowFloor::Ringing FlowFloor::ringing_of(const FlowDial& dial) const {
  if (options_.callee != Callee::answers || options_.ring_time <= dial.time_out) {
    return {std::min<std::chrono::milliseconds>(options_.ring_time, dial.time_out), options_.callee};
  }
  return {dial.time_out, Callee::no_answer};
}

asio::awaitable<void> FlowFloor::ring(std::chrono::milliseconds time) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  const auto answered = assets_.clock.real(assets_.clock.now() + time);
  while (std::chrono::steady_clock::now() < answered && !leaving_) {
    timer.expires_at(std::min<SteadyTime>(answered, std::chrono::steady_clock::now() + kRingPoll));
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

asio::awaitable<PlayedCall> FlowFloor::ring_and_talk(VoicebotCallOptions call, Ringing ringing) {
  co_await ring(ringing.time);
  const bool answers = ringing.then == Callee::answers && !call.applet_url.empty();
  co_return answers ? co_await talk(std::move(call)) : co_await miss(std::move(call), ringing.then);
}

/// Whoever is slow to take the event `ringing` holds nobody up.
asio::awaitable<void> FlowFloor::live(VoicebotCallOptions call, Ringing ringing) {
  using namespace asio::experimental::awaitable_operators;
  VoicebotCallOutcome told;
  told.call_sid = call.call_sid;
  FlowSequel early(call, assets_, assets_.clock.wall_now(), told, [this] { return leaving_.load(); });
  auto later = call;
  later.callback.ringing = false;  // `early` tells it
  auto played = co_await (ring_and_talk(std::move(later), ringing) && early.ringing());
  auto& deliveries = played.outcome.deliveries;
  deliveries.insert(deliveries.begin(), told.deliveries.begin(), told.deliveries.end());
  log::info("simulator", "call {}: {}", played.outcome.call_sid,
            played.outcome.connected ? "ended by " + played.outcome.ended_by : played.outcome.failure);
  asio::post(writers_, [this, kept = std::make_shared<const PlayedCall>(std::move(played))] {
    save(*kept);
    note_end();
  });
}

asio::awaitable<PlayedCall> FlowFloor::talk(VoicebotCallOptions call) {
  const auto sid = call.call_sid;
  ledger_.note_answered(sid, assets_.clock.wall_now());
  call.throttled = call.throttled || ledger_.streams() >= options_.throttle_limit;
  ledger_.open_stream();
  co_return co_await voicebot_call(
      std::move(call), assets_, [this] { return leaving_.load(); },
      [this, sid] { ledger_.note_ended(sid, "completed", assets_.clock.wall_now()); },
      [this] { ledger_.close_stream(); });
}

asio::awaitable<PlayedCall> FlowFloor::miss(VoicebotCallOptions call, Callee callee) {
  PlayedCall played;
  const auto status = std::string(final_status(callee));
  played.outcome.call_sid = call.call_sid;
  played.outcome.failure =
      callee == Callee::answers ? "the flow has no Voicebot applet" : "the customer did not answer (" + status + ")";
  call.passthru.url.clear();
  ledger_.note_ended(call.call_sid, status, assets_.clock.wall_now());
  FlowSequel sequel(call, assets_, assets_.clock.wall_now(), played.outcome, [this] { return leaving_.load(); });
  co_await sequel.over(status);
  co_return played;
}

void FlowFloor::save(const PlayedCall& played) const {
  if (options_.folder.empty()) return;
  const auto path = [&](std::string_view suffix) {
    return options_.folder / (played.outcome.call_sid + std::string(suffix));
  };
  // The outcome comes last: whoever sees it finds the recording, too.
  if (played.outcome.connected) keep(path(".wav"), speech::make_wav(played.heard));
  keep(path(".json"), outcome_json(played.outcome));
}

void FlowFloor::note_end() {
  const std::scoped_lock lock(mutex_);
  --live_;
  ended_.notify_all();
}

void FlowFloor::clear() {
  leaving_ = true;
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [this] { return live_ == 0; });
}

}  // namespace exo::simulator
