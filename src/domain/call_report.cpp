#include "domain/call_report.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace exo::domain {
namespace {

constexpr std::string_view kTestCallPrefix = "cxb-test:";
constexpr std::array<std::string_view, 5> kTerminal = {"completed", "failed", "busy", "no-answer", "canceled"};

}  // namespace

std::string_view to_string(ReportSource source) noexcept {
  switch (source) {
    case ReportSource::status:
      return "status";
    case ReportSource::passthru:
      return "passthru";
    case ReportSource::poll:
      return "poll";
  }
  return "status";
}

bool is_terminal(std::string_view status) noexcept {
  return std::ranges::find(kTerminal, status) != kTerminal.end();
}

std::string report_key(const CallReport& report) {
  // Two legs of a call answer one after the other with the same words; a Passthru is told apart by its stream.
  return fmt::format("{}|{}|{}|{}|{}", to_string(report.source), report.event, report.status, report.stream_sid,
                     report.stream_status);
}

std::string test_call_field(std::string_view did_id) {
  return fmt::format("{}{}", kTestCallPrefix, did_id);
}

std::string_view test_call_did_id(std::string_view custom_field) noexcept {
  if (!custom_field.starts_with(kTestCallPrefix)) return {};
  return custom_field.substr(kTestCallPrefix.size());
}

}  // namespace exo::domain
