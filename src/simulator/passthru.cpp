#include "simulator/passthru.h"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/text.h"
#include "simulator/exotel_values.h"

namespace exo::simulator {
namespace {

/// EndTime of a call that has none yet: the epoch in India (exotel.md §3.1).
constexpr const char* kNoEndTime = "1970-01-01 05:30:00";

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

void append_stream(FormFields& out, FormFields stream, PassthruOptions::Encoding encoding) {
  if (encoding != PassthruOptions::Encoding::json) {
    for (auto& [name, value] : stream) out.emplace_back(fmt::format("Stream[{}]", name), std::move(value));
    return;
  }
  nlohmann::ordered_json object = nlohmann::ordered_json::object();
  for (auto& [name, value] : stream) object[name] = std::move(value);
  using Handler = nlohmann::ordered_json::error_handler_t;
  out.emplace_back("Stream", object.dump(-1, ' ', false, Handler::replace));
}

}  // namespace

FormFields stream_fields(const VoicebotCallOptions& options, const VoicebotCallOutcome& outcome) {
  const auto verdict = judge_stream(options, outcome);
  const bool over = !verdict.status.empty();
  FormFields fields{{"StreamSID", outcome.stream_sid}};
  if (over) fields.emplace_back("Status", verdict.status);
  if (over) fields.emplace_back("Duration", std::to_string(verdict.seconds));
  const auto socket_url = parse_target_url(outcome.socket_url);
  if (socket_url) fields.emplace_back("StreamUrl", socket_url->shown());
  if (over && !options.recording_url.empty()) fields.emplace_back("RecordingUrl", options.recording_url);
  if (over) fields.emplace_back("DisconnectedBy", verdict.disconnected_by);
  if (!verdict.error.empty()) fields.emplace_back("Error", verdict.error);
  if (!verdict.detailed_status.empty()) fields.emplace_back("DetailedStatus", verdict.detailed_status);
  if (options.passthru.keys == PassthruOptions::Keys::lower_case) {
    for (auto& [name, value] : fields) name = to_lower(name);
  }
  return fields;
}

TargetUrl make_passthru_url(const TargetUrl& applet_url, const VoicebotCallOptions& options,
                            const VoicebotCallOutcome& outcome, WallTime created, WallTime now) {
  FormFields fields{{"CallSid", outcome.call_sid},
                    {"CallFrom", options.from},
                    {"CallTo", options.to},
                    {"Direction", options.direction},
                    {"Created", created_time(created)},
                    {"DialCallDuration", "0"},
                    {"StartTime", exotel_time(created)},
                    {"EndTime", kNoEndTime},
                    {"CallType", outcome.ended_by == "caller" ? "client-hangup" : "call-attempt"},
                    {"DialWhomNumber", ""},
                    {"flow_id", "1117620"},
                    {"tenant_id", "123456"},
                    {"From", options.from},
                    {"To", options.routing_to}};
  if (!options.custom_field.empty()) fields.emplace_back("CustomField", options.custom_field);
  fields.emplace_back("CurrentTime", exotel_time(now));
  append_stream(fields, stream_fields(options, outcome), options.passthru.encoding);
  TargetUrl url = applet_url;
  if (!url.query.empty()) url.query += '&';
  auto encoded = form_encode(fields);
  if (options.passthru.encoding == PassthruOptions::Encoding::raw_brackets) {
    replace_all(encoded, "%5B", "[");
    replace_all(encoded, "%5D", "]");
  }
  url.query += encoded;
  return url;
}

std::string passthru_branch(const PassthruOptions& options, unsigned http_status) {
  if (options.mode == PassthruOptions::Mode::async) return {};
  if (http_status == 200) return "A";
  return http_status == 302 || http_status == 404 ? "B" : "";
}

}  // namespace exo::simulator
