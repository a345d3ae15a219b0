#include "admin/call_news.h"

#include <algorithm>
#include <exception>
#include <ranges>
#include <utility>

#include <nlohmann/json.hpp>

#include "admin/test_call_view.h"
#include "admin/views.h"
#include "base/log.h"

namespace exo::admin {
namespace {

log::RateLimit g_failure_lines;

void log_failure(std::string_view detail) {
  if (g_failure_lines.allow().pass) log::error("admin", "an event was lost: {}", detail);
}

}  // namespace

void CallNews::start() {
  const auto placed = parts_.test_calls.newest(kTestCalls);
  if (!placed) log_failure(placed.error().detail);
  if (placed) {
    for (const auto& call : std::views::reverse(*placed)) remember(call.call_sid);
  }
  parts_.calls.watch({.record = [this](const domain::CallRecord& call) { tell(call); },
                      .report = [this](const domain::CallReport& report) { tell(report); }});
}

void CallNews::stop() {
  parts_.calls.watch({});
}

void CallNews::test_call_placed(std::string_view call_sid) {
  remember(std::string(call_sid));
  tell_test_call(std::string(call_sid));
}

void CallNews::remember(std::string call_sid) {
  const std::lock_guard lock(mutex_);
  test_calls_.push_back(std::move(call_sid));
  if (test_calls_.size() > kTestCalls) test_calls_.pop_front();
}

bool CallNews::is_test_call(const std::string& call_sid) {
  const std::lock_guard lock(mutex_);
  return std::ranges::find(test_calls_, call_sid) != test_calls_.end();
}

std::string_view CallNews::change_of(const domain::CallRecord& call) {
  const std::lock_guard lock(mutex_);
  if (call.end_reason != domain::EndReason::live) {
    live_.erase(call.id);
    return "ended";
  }
  return live_.insert(call.id).second ? "begun" : "changed";
}

void CallNews::tell(const domain::CallRecord& call) noexcept {
  try {
    const auto change = change_of(call);
    if (change == "ended") tally_.add(call);
    hub_.publish("call", dump_json({{"change", change}, {"call", call_view(call)}}));
    if (is_test_call(call.call_sid)) tell_test_call(call.call_sid);
  } catch (const std::exception& error) {
    log_failure(error.what());
  }
}

void CallNews::tell(const domain::CallReport& report) noexcept {
  try {
    if (is_test_call(report.call_sid)) tell_test_call(report.call_sid);
  } catch (const std::exception& error) {
    log_failure(error.what());
  }
}

void CallNews::tell_test_call(const std::string& call_sid) {
  const auto call = parts_.test_calls.get(call_sid);
  if (!call) return log_failure(call.error().detail);
  const auto state = test_call_state(parts_, *call);
  if (!state) return log_failure(state.error().detail);
  hub_.publish("test-call", dump_json(test_call_view(*call, *state)));
}

}  // namespace exo::admin
