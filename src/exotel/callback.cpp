#include "exotel/callback.h"

#include <array>
#include <exception>
#include <initializer_list>
#include <string>
#include <utility>

#include "base/text.h"
#include "exotel/report_words.h"
#include "exotel/request_fields.h"
#include "exotel/sid.h"

namespace exo::exotel {
namespace {

using domain::CallReport;
using domain::ReportSource;
using Names = std::initializer_list<std::string_view>;

/// Exotel wraps the digits of a Gather in double quotes (exotel.md §3.1); nobody else's quotes are wanted either.
std::string_view unquoted(std::string_view text) {
  if (text.size() < 2 || !text.starts_with('"') || !text.ends_with('"')) return text;
  return trim(text.substr(1, text.size() - 2));
}

std::string text(const RequestFields& fields, Names names) {
  return printable(unquoted(fields.first(names)), kMaxReportText);
}

/// "user", "bot" or "NA"; one page of Exotel's says caller and system instead (§4).
std::string who(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kWords{
      {{"user", "user"}, {"caller", "user"}, {"bot", "bot"}, {"na", "NA"}, {"system", "NA"}}};
  for (const auto& [known, meant] : kWords) {
    if (iequals(word, known)) return std::string(meant);
  }
  return std::string(word);
}

void read_stream(const RequestFields& fields, CallReport& report) {
  report.stream_sid = text(fields, {"stream[streamsid]"});
  report.stream_status = clean_status(text(fields, {"stream[status]"}));
  report.disconnected_by = who(text(fields, {"stream[disconnectedby]"}));
  report.stream_error = text(fields, {"stream[error]"});
  report.stream_detail = text(fields, {"stream[detailedstatus]"});
}

/// Of a Passthru, Status and Duration at the top belong to some other applet or to the call as far as it has come.
struct Order {
  Names status;
  Names seconds;
};
constexpr Order kOfCallback{{"status", "callstatus"},
                            {"conversationduration", "duration", "dialcallduration", "stream[duration]"}};
constexpr Order kOfPassthru{{"callstatus", "status"},
                            {"conversationduration", "stream[duration]", "duration", "dialcallduration"}};

Result<CallReport> read(const WebhookRequest& request, ReportSource source, const Order& order, WallTime now) {
  RequestFields fields(request);
  fields.unfold("stream");
  const auto call_sid = unquoted(fields.first({"callsid", "callid"}));
  if (!is_sid(call_sid)) return fail(Errc::bad_request, "no CallSid");
  CallReport report;
  report.call_sid = call_sid;
  report.source = source;
  report.at = now;
  report.event = to_lower(text(fields, {"eventtype"}));
  report.status = clean_status(text(fields, order.status));
  report.direction = text(fields, {"direction"});
  report.from = fields.number({"callfrom", "from"}, kMaxReportText);
  report.to = fields.number({"callto", "to"}, kMaxReportText);
  report.custom_field = text(fields, {"customfield"});
  report.recording_url = clean_link(unquoted(fields.first({"recordingurl", "stream[recordingurl]"})));
  for (const auto name : order.seconds) {
    if ((report.duration_s = clean_seconds(unquoted(fields.first({name}))))) break;
  }
  read_stream(fields, report);
  return report;
}

Result<CallReport> guarded_read(const WebhookRequest& request, ReportSource source, const Order& order, WallTime now) {
  try {
    return read(request, source, order, now);
  } catch (const std::exception&) {
    return fail(Errc::bad_request, "the request cannot be read");
  }
}

}  // namespace

Result<CallReport> read_status_callback(const WebhookRequest& request, WallTime now) {
  return guarded_read(request, ReportSource::status, kOfCallback, now);
}

Result<CallReport> read_passthru(const WebhookRequest& request, WallTime now) {
  return guarded_read(request, ReportSource::passthru, kOfPassthru, now);
}

}  // namespace exo::exotel
