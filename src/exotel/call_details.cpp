#include "exotel/call_details.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/text.h"
#include "exotel/reply_reader.h"
#include "exotel/report_words.h"
#include "exotel/rest.h"

namespace exo::exotel {
namespace {

/// XML has an empty element, JSON null and some pages the word "null" for what is not there.
std::string shown(std::string_view text) {
  const auto trimmed = trim(text);
  return iequals(trimmed, "null") ? std::string() : printable(trimmed, kMaxReportText);
}

}  // namespace

HttpRequest make_call_details_request(const domain::Integration& integration, std::string_view call_sid) {
  return rest_request(integration, fmt::format("/Calls/{}?details=true", percent_encode(call_sid)));
}

Result<domain::CallReport> parse_call_details(const HttpReply& reply, std::string_view call_sid, WallTime now) {
  const auto answer = read_reply(reply.body);
  if (auto refused = refusal(reply, answer)) {
    if (says_status(reply, answer, 404)) refused->code = Errc::not_found;
    return std::unexpected(*std::move(refused));
  }
  const auto status = answer ? clean_status(answer->call_status) : std::string();
  if (!answer || trim(answer->call_sid) != call_sid || status.empty()) {
    return fail(
        Errc::upstream_failed,
        fmt::format("Exotel sent an unexpected response (HTTP {} without the call that was asked for)", reply.status));
  }
  domain::CallReport report;
  report.call_sid = call_sid;
  report.source = domain::ReportSource::poll;
  report.at = now;
  report.status = status;
  report.direction = shown(answer->direction);
  report.from = shown(answer->from);
  report.to = shown(answer->to);
  report.custom_field = shown(answer->custom_field);
  report.recording_url = clean_link(answer->recording_url);
  report.duration_s = clean_seconds(answer->conversation_duration);
  if (!report.duration_s) report.duration_s = clean_seconds(answer->duration);
  return report;
}

}  // namespace exo::exotel
