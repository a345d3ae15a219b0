#include "admin/call_poller.h"

#include <algorithm>
#include <exception>
#include <utility>

#include <fmt/format.h>

#include "admin/call_progress.h"
#include "base/log.h"
#include "base/text.h"

namespace exo::admin {
namespace {

constexpr std::size_t kMostAtOnce = 20;
constexpr std::chrono::seconds kIdleRound{10};
constexpr std::chrono::seconds kWatchingRound{1};
log::RateLimit g_failure_lines;

void log_failure(std::string_view call_sid, std::string_view detail) {
  const auto verdict = g_failure_lines.allow();
  if (!verdict.pass) return;
  log::warning("admin", "test call {}: Exotel could not be asked how it went: {}", printable(call_sid, 64),
               printable(detail, 200));
}

/// A due question is put again later; one that was asked early, because of a watch, keeps its time.
std::optional<WallTime> next_after_failure(const store::TestCall& call, WallTime again, WallTime now) {
  if (call.next_poll_at && *call.next_poll_at > now) return call.next_poll_at;
  if (again > call.placed_at + CallPoller::kGiveUpAfter) return std::nullopt;
  return again;
}

}  // namespace

std::optional<WallTime> next_scheduled_poll(WallTime placed_at, WallTime now) {
  for (const auto after : kPollAfter) {
    if (placed_at + after > now) return placed_at + after;
  }
  return std::nullopt;
}

CallPoller::CallPoller(store::TestCallStore& test_calls, store::CallStore& calls, Ask ask, Clock clock)
    : test_calls_(test_calls), calls_(calls), ask_(std::move(ask)), clock_(std::move(clock)) {}

CallPoller::~CallPoller() {
  stop();
}

void CallPoller::start() {
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
}

void CallPoller::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void CallPoller::watch(std::string_view call_sid) {
  const auto now = clock_();
  {
    const std::lock_guard lock(mutex_);
    const auto [entry, fresh] = watches_.try_emplace(std::string(call_sid));
    if (fresh) entry->second.since = now;
    entry->second.seen = now;
    if (!fresh) return;
    nudged_ = true;
  }
  wake_.notify_all();
}

void CallPoller::run() {
  while (!stopping()) {
    try {
      poll_due();
    } catch (const std::exception& error) {
      log_failure("(any)", error.what());
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, watches_.empty() ? kIdleRound : kWatchingRound, [this] { return stopping_ || nudged_; });
    nudged_ = false;
  }
}

bool CallPoller::stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void CallPoller::poll_due() {
  const auto now = clock_();
  if (now < quiet_until_) return;
  for (const auto& call : due(now)) {
    if (stopping() || !poll(call)) return;
  }
}

std::vector<std::string> CallPoller::watched_now(WallTime now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(watches_, [now](const auto& entry) { return now - entry.second.seen > kWatchEndsAfter; });
  std::vector<std::string> sids;
  for (const auto& [sid, watch] : watches_) {
    const bool rested = !watch.asked || now - *watch.asked >= kWatchInterval;
    if (rested && now - watch.since < kLongestWatch) sids.push_back(sid);
  }
  return sids;
}

std::vector<store::TestCall> CallPoller::due(WallTime now) {
  auto scheduled = test_calls_.due(now, kMostAtOnce);
  if (!scheduled) {
    log_failure("(any)", scheduled.error().detail);
    pause({}, now);
    return {};
  }
  auto calls = std::move(*scheduled);
  for (const auto& sid : watched_now(now)) {
    if (std::ranges::find(calls, sid, &store::TestCall::call_sid) != calls.end()) continue;
    auto call = test_calls_.get(sid);
    // Without a next time its end is known, or nobody at Exotel has known it for an hour.
    if (call && call->next_poll_at) calls.push_back(std::move(*call));
  }
  return calls;
}

void CallPoller::note_asked(const std::string& call_sid, WallTime now) {
  const std::lock_guard lock(mutex_);
  const auto watch = watches_.find(call_sid);
  if (watch != watches_.end()) watch->second.asked = now;
}

bool CallPoller::poll(const store::TestCall& call) {
  const auto known = calls_.reports(call.call_sid);
  if (known && !final_status(*known).empty()) return keep(call, call.polls, std::nullopt);
  note_asked(call.call_sid, clock_());
  return settle(call, ask_(call.call_sid));
}

bool CallPoller::settle(const store::TestCall& call, const Result<domain::CallReport>& report) {
  const auto now = clock_();
  const auto polls = call.polls + 1;
  // Exotel may not know a fresh call yet: an answer, if a poor one.
  if (!report && report.error().code != Errc::not_found) {
    // Without Exotel's words: they may name the customer's number.
    log_failure(call.call_sid, fmt::format("HTTP {}", http_status(report.error().code)));
    pause(report.error().retry_after, now);
    (void)keep(call, polls, next_after_failure(call, quiet_until_, now));
    return false;
  }
  failures_in_row_ = 0;
  if (report) calls_.report(*report);
  const bool over = report && domain::is_terminal(report->status);
  return keep(call, polls, over ? std::nullopt : next_scheduled_poll(call.placed_at, now));
}

void CallPoller::pause(std::chrono::seconds at_least, WallTime now) {
  constexpr std::chrono::seconds kLongestRetryAfter = std::chrono::hours(1);
  const auto doubled = std::min(kFirstPause * (1U << std::min(failures_in_row_, 10U)), kLongestPause);
  ++failures_in_row_;
  quiet_until_ = now + std::max(doubled, std::min(at_least, kLongestRetryAfter));
}

/// Were the next time not stored, the call would be due again at once.
bool CallPoller::keep(const store::TestCall& call, std::uint32_t polls, std::optional<WallTime> next) {
  const auto kept = test_calls_.note_poll(call.call_sid, polls, next);
  if (kept) return true;
  log_failure(call.call_sid, kept.error().detail);
  pause({}, clock_());
  return false;
}

}  // namespace exo::admin
