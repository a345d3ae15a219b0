#include "simulator/flow_floor.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
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
  // Live flow calls send the minimal set whatever was asked for (exotel.md §6.3).
  const bool wanted = std::ranges::find(dial.callback_events, "answered") != dial.callback_events.end();
  if (wanted && callback.fields == CallbackOptions::Fields::extended) callback.answered = true;
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
  ask_for_callback(call.callback, dial);
  if (!dial.stream_url.empty()) {
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
  asio::co_spawn(executor_, ring_and_talk(std::move(call)), [this](const std::exception_ptr& broken) {
    if (broken) {
      log::error("simulator", "a call broke off inside");
      note_end();
    }
  });
}

asio::awaitable<void> FlowFloor::ring() {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  const auto answered = assets_.clock.real(assets_.clock.now() + options_.ring_time);
  while (std::chrono::steady_clock::now() < answered && !leaving_) {
    timer.expires_at(std::min<SteadyTime>(answered, std::chrono::steady_clock::now() + kRingPoll));
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

asio::awaitable<void> FlowFloor::ring_and_talk(VoicebotCallOptions call) {
  co_await ring();
  const bool answers = options_.callee == Callee::answers && !call.applet_url.empty();
  auto played = answers ? co_await talk(std::move(call)) : co_await miss(std::move(call));
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
      [this, sid] {
        ledger_.close_stream();
        ledger_.note_ended(sid, "completed", assets_.clock.wall_now());
      });
}

asio::awaitable<PlayedCall> FlowFloor::miss(VoicebotCallOptions call) {
  PlayedCall played;
  const auto status = std::string(final_status(options_.callee));
  played.outcome.call_sid = call.call_sid;
  played.outcome.failure = options_.callee == Callee::answers ? "the flow has no Voicebot applet"
                                                              : "the customer did not answer (" + status + ")";
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
