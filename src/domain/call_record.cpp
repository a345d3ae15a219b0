#include "domain/call_record.h"

#include <array>
#include <utility>

namespace exo::domain {
namespace {

using ReasonName = std::pair<EndReason, std::string_view>;
constexpr std::array kReasons = {
    ReasonName{EndReason::live, "live"},
    ReasonName{EndReason::caller_hangup, "caller_hangup"},
    ReasonName{EndReason::applet_ended, "applet_ended"},
    ReasonName{EndReason::stop_unknown, "stop_unknown"},
    ReasonName{EndReason::bot_hangup, "bot_hangup"},
    ReasonName{EndReason::max_duration, "max_duration"},
    ReasonName{EndReason::no_start, "no_start"},
    ReasonName{EndReason::media_timeout, "media_timeout"},
    ReasonName{EndReason::connection_lost, "connection_lost"},
    ReasonName{EndReason::protocol_error, "protocol_error"},
    ReasonName{EndReason::shutdown, "shutdown"},
    ReasonName{EndReason::interrupted, "interrupted"},
    ReasonName{EndReason::busy, "busy"},
    ReasonName{EndReason::no_stream, "no_stream"},
};

using OutcomeName = std::pair<GreetingOutcome, std::string_view>;
constexpr std::array kOutcomes = {
    OutcomeName{GreetingOutcome::none, "none"}, OutcomeName{GreetingOutcome::playing, "playing"},
    OutcomeName{GreetingOutcome::sent, "sent"}, OutcomeName{GreetingOutcome::heard, "heard"},
    OutcomeName{GreetingOutcome::cut, "cut"},
};

using StepName = std::pair<StepKind, std::string_view>;
constexpr std::array kSteps = {
    StepName{StepKind::webhook, "webhook"},
    StepName{StepKind::opened, "opened"},
    StepName{StepKind::started, "started"},
    StepName{StepKind::audio, "audio"},
    StepName{StepKind::mark, "mark"},
    StepName{StepKind::dtmf, "dtmf"},
    StepName{StepKind::interrupted, "interrupted"},
    StepName{StepKind::routed, "routed"},
    StepName{StepKind::limit, "limit"},
    StepName{StepKind::stopped, "stopped"},
    StepName{StepKind::closed, "closed"},
};

template <class Table, class Value>
std::string_view name_of(const Table& table, Value value) noexcept {
  for (const auto& [known, name] : table) {
    if (known == value) return name;
  }
  return "unknown";
}

template <class Value, class Table>
std::optional<Value> value_of(const Table& table, std::string_view name) noexcept {
  for (const auto& [value, known] : table) {
    if (known == name) return value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(EndReason reason) noexcept {
  return name_of(kReasons, reason);
}
std::optional<EndReason> end_reason_from(std::string_view name) noexcept {
  return value_of<EndReason>(kReasons, name);
}
std::string_view to_string(GreetingOutcome outcome) noexcept {
  return name_of(kOutcomes, outcome);
}
std::string_view to_string(StepKind kind) noexcept {
  return name_of(kSteps, kind);
}
std::optional<StepKind> step_kind_from(std::string_view name) noexcept {
  return value_of<StepKind>(kSteps, name);
}
std::optional<GreetingOutcome> greeting_outcome_from(std::string_view name) noexcept {
  return value_of<GreetingOutcome>(kOutcomes, name);
}

bool is_browser_call(const CallRecord& call) noexcept {
  return call.call_id.starts_with(kBrowserCallPrefix);
}

bool is_test(const CallRecord& call) noexcept {
  return !call.test_call_did_id.empty() || is_browser_call(call);
}

}  // namespace exo::domain
