#include "calls/event_loop.h"

#include <algorithm>
#include <exception>

#include "calls/spawn.h"

namespace exo::calls {
namespace {

constexpr std::chrono::milliseconds kLate{40};

}  // namespace

domain::Moment moment_now() noexcept {
  return {std::chrono::steady_clock::now(), wall_now()};
}

EventLoop::EventLoop(Site& site) : site_(site), work_(io_.get_executor()), timer_(io_) {}

void EventLoop::run() noexcept {
  while (!io_.stopped()) {
    try {
      io_.run();
    } catch (...) {
      report_exception("a handler of an event loop", std::current_exception());
    }
  }
}

void EventLoop::finish() noexcept {
  try {
    end_all();
    io_.restart();
    io_.poll();
  } catch (...) {
    report_exception("the end of an event loop", std::current_exception());
  }
}

void EventLoop::add(LoopMember& member) {
  member.place_ = members_.size();
  members_.push_back(&member);
  if (ending_) member.end(moment_now());
  if (ticking_) return;
  ticking_ = true;
  next_tick_ = std::chrono::steady_clock::now();
  schedule_tick();
}

void EventLoop::remove(LoopMember& member) noexcept {
  auto* last = members_.back();
  members_[member.place_] = last;
  last->place_ = member.place_;
  members_.pop_back();
}

// Absolute deadlines keep the beat; after a pause (a suspended machine) it goes on from now instead of catching up.
void EventLoop::schedule_tick() {
  next_tick_ = std::max(next_tick_ + kTick, std::chrono::steady_clock::now());
  timer_.expires_at(next_tick_);
  timer_.async_wait([this](error_code error) {
    if (!error) tick_all();
  });
}

void EventLoop::tick_all() {
  ticking_ = !members_.empty();
  if (!ticking_) return;
  const auto now = moment_now();
  if (now.steady - next_tick_ > kLate) site_.counters().add(Count::late_ticks);
  schedule_tick();
  for (std::size_t i = members_.size(); i-- > 0;) members_[i]->tick(now);
}

void EventLoop::end_all() {
  ending_ = true;
  const auto now = moment_now();
  for (std::size_t i = members_.size(); i-- > 0;) members_[i]->end(now);
}

}  // namespace exo::calls
