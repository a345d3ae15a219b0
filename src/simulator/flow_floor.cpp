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

namespace exo::simulator {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds kRingPoll{50};

VoicebotCallOptions call_of(const FlowDial& dial, const StandInOptions& options) {
  VoicebotCallOptions call = options.call;
  call.applet_url = options.applet_url;
  call.account_sid = options.account_sid;
  call.call_sid = dial.call_sid;
  call.from = national_number(dial.from);
  call.to = national_number(dial.caller_id);
  call.direction = "outbound-dial";
  call.custom_field = dial.custom_field;
  if (!options.folder.empty()) call.heard_wav = options.folder / (dial.call_sid + ".wav");
  return call;
}

void keep(const std::filesystem::path& path, const std::string& content) {
  const auto saved = write_file(path, content, FileAccess::owner_only);
  if (!saved) log::error("simulator", "{}", saved.error().detail);
}

}  // namespace

FlowFloor::FlowFloor(const StandInOptions& options, CallAssets assets, asio::any_io_executor executor)
    : options_(options), assets_(std::move(assets)), executor_(std::move(executor)) {}

void FlowFloor::play(FlowDial dial) {
  log::info("simulator", "call {}: ringing {}", dial.call_sid, masked_number(dial.from));
  if (options_.applet_url.empty()) return;
  ++live_;
  asio::co_spawn(executor_, ring_and_talk(std::move(dial)), [this](const std::exception_ptr& broken) {
    if (broken) {
      log::error("simulator", "a call broke off inside");
      note_end();
    }
  });
}

asio::awaitable<void> FlowFloor::ring_and_talk(FlowDial dial) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  const auto answered = std::chrono::steady_clock::now() + options_.ring_time;
  while (std::chrono::steady_clock::now() < answered && !leaving_) {
    timer.expires_at(std::min(answered, std::chrono::steady_clock::now() + kRingPoll));
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  auto played = co_await voicebot_call(call_of(dial, options_), assets_, [this] { return leaving_.load(); });
  log::info("simulator", "call {}: {}", played.outcome.call_sid,
            played.outcome.connected ? "ended by " + played.outcome.ended_by : played.outcome.failure);
  asio::post(writers_, [this, kept = std::make_shared<const PlayedCall>(std::move(played))] {
    save(*kept);
    note_end();
  });
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
