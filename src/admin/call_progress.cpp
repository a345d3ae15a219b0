#include "admin/call_progress.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace exo::admin {
namespace {

using domain::CallReport;

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

std::string latest(std::span<const CallReport> reports, std::string CallReport::* member) {
  for (auto report = reports.rbegin(); report != reports.rend(); ++report) {
    if (!((*report).*member).empty()) return (*report).*member;
  }
  return {};
}

Json latest_duration(std::span<const CallReport> reports) {
  for (auto report = reports.rbegin(); report != reports.rend(); ++report) {
    if (report->duration_s) return *report->duration_s;
  }
  return nullptr;
}

Json stream_view(const std::string& status, const std::string& disconnected_by, const std::string& error,
                 const std::string& detail) {
  return {{"status", text_or_null(status)},
          {"disconnected_by", text_or_null(disconnected_by)},
          {"error", text_or_null(error)},
          {"detail", text_or_null(detail)}};
}

bool tells_of_dialling(const CallReport& report) {
  return report.status == "ringing" || report.status == "in-progress" || report.event == "ringing" ||
         report.event == "answered";
}

}  // namespace

std::string_view to_string(CallStage stage) noexcept {
  switch (stage) {
    case CallStage::accepted:
      return "accepted";
    case CallStage::dialling:
      return "dialling";
    case CallStage::answered:
      return "answered";
    case CallStage::streaming:
      return "streaming";
    case CallStage::ended:
      return "ended";
  }
  return "accepted";
}

CallStage call_stage(const domain::CallRecord* record, std::span<const CallReport> reports) {
  const bool over = record != nullptr && (record->ended_at || record->end_reason != domain::EndReason::live);
  if (over || !final_status(reports).empty()) return CallStage::ended;
  if (record != nullptr && record->started_at) return CallStage::streaming;
  if (record != nullptr && record->webhook_at) return CallStage::answered;
  return std::ranges::any_of(reports, tells_of_dialling) ? CallStage::dialling : CallStage::accepted;
}

std::string final_status(std::span<const CallReport> reports) {
  for (auto report = reports.rbegin(); report != reports.rend(); ++report) {
    if (report->source != domain::ReportSource::passthru && domain::is_terminal(report->status)) return report->status;
  }
  return {};
}

Json report_view(const CallReport& report) {
  auto stream = stream_view(report.stream_status, report.disconnected_by, report.stream_error, report.stream_detail);
  stream["stream_sid"] = text_or_null(report.stream_sid);
  return {{"source", domain::to_string(report.source)},
          {"at", iso8601(report.at)},
          {"event", report.event},
          {"status", report.status},
          {"direction", report.direction},
          {"from", report.from},
          {"to", report.to},
          {"custom_field", report.custom_field},
          {"recording_url", text_or_null(report.recording_url)},
          {"duration_s", report.duration_s ? Json(*report.duration_s) : Json(nullptr)},
          {"stream", std::move(stream)}};
}

Json reports_summary(std::span<const CallReport> reports) {
  if (reports.empty()) return nullptr;
  const auto final = final_status(reports);
  return {
      {"status", text_or_null(final.empty() ? latest(reports, &CallReport::status) : final)},
      {"duration_s", latest_duration(reports)},
      {"recording_url", text_or_null(latest(reports, &CallReport::recording_url))},
      {"stream", stream_view(latest(reports, &CallReport::stream_status), latest(reports, &CallReport::disconnected_by),
                             latest(reports, &CallReport::stream_error), latest(reports, &CallReport::stream_detail))}};
}

}  // namespace exo::admin
